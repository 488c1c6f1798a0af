"""The rows of a practitioner registry's CSV file: what each says, or why it was left out (docs/registry.md)."""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from unicodedata import category

from contracts.events.internal import Credential, Profession, Standing
from services.identity.domain.dea import BadDeaNumber, normal_dea_number, well_formed_dea_number
from services.identity.domain.practitioner import Registered, expiry

E = TypeVar("E", Profession, Standing)

COLUMNS = (
    *("dea_number", "ssn_last4", "profession", "first_name", "last_name", "credential"),
    *("license_number", "license_status", "license_expires_on", "csp_number", "csp_status", "csp_expires_on"),
    *("dea_status", "dea_expires_on", "dea_state", "street", "city", "state", "zip", "board_certifications"),
)
REQUIRED = frozenset(COLUMNS) - {
    "license_expires_on",
    "csp_expires_on",
    "dea_expires_on",
    "board_certifications",
}
OVERRIDE = "dea_override"  # optional, in files and in rows
MAX_CHARS = 500
MAX_LINES = 10  # of one row, where a value of a column that is none of ours holds line breaks
# The postal service's abbreviations.
_STATE = re.compile(
    "A[KLRSZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOPST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|"
    "W[AIVY]"
)
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 ./-]*", re.IGNORECASE)
_FORMATS = {
    "license_number": (_NUMBER, "other than letters, digits, spaces, points and hyphens"),
    "csp_number": (_NUMBER, "other than letters, digits, spaces, points and hyphens"),
    "dea_state": (_STATE, "not a state's two capital letters, as in CT"),
    "state": (_STATE, "not a state's two capital letters, as in CT"),
    "zip": (re.compile(r"[0-9]{5}(-[0-9]{4})?"), "not five digits, or nine with a hyphen"),
}


class BadFile(Exception):
    """The file is no registry: its text says what it lacks."""


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    registered: Registered
    ssn_last4: str


@dataclass(frozen=True, slots=True)
class Reject:
    """Why a row was left out. Names columns, never what stood in them."""

    line: int
    reason: str


def rows(lines: Iterable[str]) -> Iterator[Row | Reject]:
    """Each with the line where it begins. Bytes that are no UTF-8 may come as lone surrogates.

    Raises BadFile where the heading lacks a column.
    """
    rest = iter(lines)
    ahead = deque(islice(rest, MAX_LINES))
    heading, taken = _heading(ahead)
    line = 1
    while ahead:
        for _ in range(taken):
            ahead.popleft()
        line += taken
        ahead.extend(islice(rest, MAX_LINES - len(ahead)))
        read, taken = _first(ahead, line, heading)
        if read is not None:
            yield read


def _heading(lines: Sequence[str]) -> tuple[list[str], int]:
    try:
        heading, taken = _record(lines)
    except csv.Error:
        raise BadFile("The first line cannot be read: the file is no CSV.") from None
    missing = [column for column in COLUMNS if column not in heading]
    if missing:
        raise BadFile(f"The first line must name these columns too: {', '.join(missing)}.")
    twice = [column for column in (*COLUMNS, OVERRIDE) if heading.count(column) > 1]
    if twice:
        raise BadFile(f"The first line names these columns more than once: {', '.join(twice)}.")
    return heading, taken


def _first(lines: Sequence[str], line: int, heading: Sequence[str]) -> tuple[Row | Reject | None, int]:
    """What begins in the first of these lines (None: it is empty), and how many lines that takes.

    A quote that was forgotten would take the rows behind it along, up to the next quote. So where a row of several
    lines has a good row inside, or does not end within MAX_LINES, only its first line is at fault.
    """
    try:
        values, taken = _record(lines)
    except csv.Error:
        reason = "cannot be read as CSV; look for a quote that does not end, or a lone carriage return"
        return Reject(line, reason), 1
    if any(_is_good(list(islice(lines, at, None)), heading) for at in range(1, taken)):
        return Reject(line, "a quote that does not end in its line; the lines behind it are rows"), 1
    return (_judged(line, heading, values) if values else None), taken


def _record(lines: Iterable[str]) -> tuple[list[str], int]:
    """The values of the first record, and its lines; none and at most one where there is no more."""
    reader = csv.reader(lines, strict=True)
    return next(reader, []), max(reader.line_num, 1)


def _is_good(lines: Sequence[str], heading: Sequence[str]) -> bool:
    try:
        values, _ = _record(lines)
    except csv.Error:
        return False
    return isinstance(_judged(0, heading, values), Row)


def _judged(line: int, heading: Sequence[str], values: Sequence[str]) -> Row | Reject:
    try:
        return _row(line, _cells(heading, values))
    except ValueError as reason:
        return Reject(line, str(reason))


def _cells(heading: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    if len(values) > len(heading):
        raise ValueError("more values than columns; put quotes around a value that holds a comma")
    given = dict(zip(heading, values, strict=False))
    cells = {name: given.get(name, "").strip() for name in (*COLUMNS, OVERRIDE)}
    for fault, has in _FAULTS.items():
        if faulty := [name for name, cell in cells.items() if has(cell)]:
            raise ValueError(f"{fault}: {', '.join(faulty)}")
    return cells


_FAULTS: dict[str, Callable[[str], bool]] = {
    "control characters or no UTF-8": lambda cell: any(category(c) in ("Cc", "Cs") for c in cell),
    f"more than {MAX_CHARS} characters": lambda cell: len(cell) > MAX_CHARS,
    "begins as a spreadsheet's formula does": lambda cell: cell.startswith(("=", "+", "-", "@")),
}


def _row(line: int, values: dict[str, str]) -> Row:
    empty = sorted(name for name in REQUIRED if not values[name])
    if empty:
        raise ValueError(f"empty: {', '.join(empty)}")
    try:
        vouched = values[OVERRIDE].upper() == "YES"
        number = (well_formed_dea_number if vouched else normal_dea_number)(values["dea_number"])
    except BadDeaNumber as reason:
        raise ValueError(f"dea_number: {reason}") from None
    if values[OVERRIDE].upper() not in ("", "NO", "YES"):
        raise ValueError(f"{OVERRIDE}: not YES, NO or empty")
    if not re.fullmatch(r"[0-9]{4}", values["ssn_last4"]) or values["ssn_last4"] == "0000":
        raise ValueError("ssn_last4: not four digits, or four that are never issued")
    for column, (form, lacks) in _FORMATS.items():
        if not form.fullmatch(values[column]):
            raise ValueError(f"{column}: {lacks}")
    registered = Registered(
        dea_number=number,
        profession=_one_of(Profession, values, "profession"),
        first_name=values["first_name"],
        last_name=values["last_name"],
        credential=values["credential"],
        license_number=values["license_number"],
        license=_credential(values, "license"),
        controlled_substance_number=values["csp_number"],
        controlled_substance=_credential(values, "csp"),
        dea=_credential(values, "dea"),
        dea_state=values["dea_state"],
        street=values["street"],
        city=values["city"],
        state=values["state"],
        zip=values["zip"],
        board_certifications=tuple(filter(None, map(str.strip, values["board_certifications"].split(";")))),
    )
    return Row(line, registered, values["ssn_last4"])


def _credential(values: dict[str, str], prefix: str) -> Credential:
    column = f"{prefix}_expires_on"
    try:
        expires_on = expiry(values[column])
    except ValueError:
        raise ValueError(f"{column}: not a date like 2027-02-28") from None
    return Credential(standing=_one_of(Standing, values, f"{prefix}_status"), expires_on=expires_on)


def _one_of(enum: type[E], values: dict[str, str], column: str) -> E:
    try:
        return enum(values[column].upper())
    except ValueError:
        raise ValueError(f"{column}: not one of {', '.join(enum)}") from None
