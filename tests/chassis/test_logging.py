"""What is not on the allow-list does not reach a log, however it is tried."""

import contextvars
import json
import logging as library
from collections.abc import Iterator
from typing import Any

import pytest

from chassis import logging, trace

CANARY = "canary-ana@example.com"


@pytest.fixture(autouse=True)
def _no_handler_is_left() -> Iterator[None]:
    yield
    library.getLogger().handlers.clear()


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_key_that_is_not_allowed_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    logging.configure(service="test", role="api", level="info")
    logging.get("test").info("happened", email=CANARY, count=3)

    (line,) = _lines(capsys)
    assert line["event"] == "happened"
    assert line["count"] == 3
    assert line["service"] == "test"
    assert CANARY not in str(line)


def test_a_line_tells_the_request_and_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    logging.configure(service="test", role="api", level="info")

    def work() -> None:
        trace.begin(traceparent=f"00-{'a' * 32}-{'b' * 16}-01", request_id="r-1")
        logging.get("test").info("happened")

    contextvars.copy_context().run(work)
    (line,) = _lines(capsys)
    assert (line["request_id"], line["trace_id"]) == ("r-1", "a" * 32)


def test_an_exceptions_text_is_dropped_and_its_class_and_place_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logging.configure(service="test", role="api", level="info")
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.get("test").error("failed", exc_info=True)
        library.getLogger("some.library").exception("failed with %s", CANARY)
        library.getLogger("some.library").error(CANARY)

    ours, theirs, literal = _lines(capsys)
    assert ours["error"] == theirs["error"] == "ValueError"
    assert "test_an_exceptions_text" in ours["frames"][-1]
    assert theirs["event"] == "failed with %s"
    assert literal["event"] == "library message"
    assert CANARY not in str([ours, theirs, literal])
