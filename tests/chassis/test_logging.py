"""What is not on the allow-list does not reach a log, however it is tried."""

import json
import logging as library

import pytest

from chassis import logging

CANARY = "canary-ana@example.com"


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    logging.configure(service="test", role="api", level="info")
    yield lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    library.getLogger().handlers.clear()


def test_a_key_that_is_not_allowed_is_dropped(lines) -> None:  # type: ignore[no-untyped-def]
    logging.get("test").info("happened", email=CANARY, count=3)

    (line,) = lines()
    assert line["event"] == "happened"
    assert line["count"] == 3
    assert line["service"] == "test"
    assert CANARY not in str(line)


def test_an_exceptions_text_is_dropped_and_its_class_and_place_kept(lines) -> None:  # type: ignore[no-untyped-def]
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.get("test").error("failed", exc_info=True)
        library.getLogger("some.library").exception("failed with %s", CANARY)
        library.getLogger("some.library").error(CANARY)

    ours, theirs, literal = lines()
    assert ours["error"] == theirs["error"] == "ValueError"
    assert "test_an_exceptions_text" in ours["frames"][-1]
    assert theirs["event"] == "failed with %s"
    assert literal["event"] == "library message"
    assert CANARY not in str([ours, theirs, literal])
