"""The published lists of error codes are those of the code."""

import re
from pathlib import Path

from chassis import errors, user_errors
from gateway import errors as gateway_errors

PAGE = Path("docs/clients.md").read_text(encoding="utf-8")


def published(part: str) -> set[str]:
    rows = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    return {code for row in rows for code in re.findall(r"`([A-Z_]+)`", row)}


def test_every_code_is_published_and_no_other() -> None:
    of_people, of_answers = PAGE.split("\n## Errors\n")[1].split("### `errors`")
    assert published(of_people) == {code.value for code in user_errors.UserErrorCode}
    assert published(of_answers) == {
        code.value for codes in (errors.Code, gateway_errors.Code) for code in codes
    }
