"""What docs/clients.md holds for programs: its operations, each with variables and a token, and the tables of codes.

The page is their one source: the story sends its operations, a test plays all of it from top to bottom, and
`python -m devstack.contracts build` writes its tables of error codes from the code.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from chassis.codes import PublishedCode
from chassis.errors import Code
from chassis.user_errors import UserErrorCode
from devstack.errors import DevstackError
from devstack.processes import REPOSITORY
from gateway.errors import Code as GatewayCode

PAGE = REPOSITORY / "docs" / "clients.md"

_EXAMPLE = re.compile(
    r"Send with (?P<token>no token|`<[^`]+>`):\n\n"
    r"```graphql\n(?P<document>.*?)```\n\n"
    r"```json\n(?P<variables>.*?)```\n"
    r"(?:\n(?P<keeps>(?:`<[^`]+>` is `[^`]+`[.,;]?\s*)+))?",
    re.DOTALL,
)
_KEEP = re.compile(r"`(<[^`]+>)` is `([^`]+)`")
_NAME = re.compile(r"(?:query|mutation) (\w+)")
_TABLE = re.compile(r"(<!-- (\w+) codes: written by `make contracts` -->\n).*?(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True)
class Example:
    """An operation of the page. Names in <angle brackets> stand for what an earlier answer or a mail told."""

    name: str
    document: str
    token: str | None
    variables: dict[str, Any]
    keeps: dict[str, str]  # name to the path in this answer's data


def examples(page: str) -> list[Example]:
    """All of a page, in its order."""
    return [
        Example(
            name=_NAME.search(found["document"])[1],  # type: ignore[index]  # an operation without a name fails
            document=found["document"],
            token=None if found["token"] == "no token" else found["token"].strip("`"),
            variables=json.loads(found["variables"]),
            keeps=dict(_KEEP.findall(found["keeps"] or "")),
        )
        for found in _EXAMPLE.finditer(page)
    ]


@cache
def operations() -> dict[str, str]:
    """The page's documents by the operations' names. Raises DevstackError where there is no checkout around."""
    try:
        page = PAGE.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DevstackError(f"the story is played from a checkout: {PAGE} is not here") from None
    return {example.name: example.document for example in examples(page)}


def with_codes(page: str) -> str:
    """The page with its tables of error codes as the code has them now. Raises ValueError where it lost their marks."""
    tables = {"user": _table(UserErrorCode), "answer": _table([*Code, *GatewayCode])}
    if {found[2] for found in _TABLE.finditer(page)} != set(tables):
        raise ValueError(f"{PAGE} has no place for the tables of codes")
    return _TABLE.sub(lambda found: f"{found[1]}{tables[found[2]]}{found[3]}", page)


def _table(codes: Iterable[PublishedCode]) -> str:
    rows = {code.value: f"| `{code.value}` | {code.meaning} | {code.then} |" for code in codes}
    return "\n".join(["| code | meaning | then |", "|---|---|---|", *rows.values(), ""])
