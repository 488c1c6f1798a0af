"""The practitioner registry is read from a CSV file, a row a practitioner.

Rows are taken one after the other, so that a file of any length needs the same memory. A row that cannot be
read is reported by line and reason and left out; the others are kept.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar
from unicodedata import category
from uuid import uuid4

from chassis.mongo import Transaction
from contracts.events.internal import Credential, PractitionerChanged, Profession, Standing
from services.identity.domain.dea import BadDeaNumber, normal_dea_number
from services.identity.domain.practitioner import Practitioner, Registered, expiry
from services.identity.store import Store
from services.identity.usecases.identify_as_practitioner import announced

E = TypeVar("E", Profession, Standing)

COLUMNS = (
    *("dea_number", "ssn_last4", "profession", "first_name", "last_name", "credential"),
    *("license_number", "license_status", "license_expires_on", "csp_number", "csp_status", "csp_expires_on"),
    *("dea_status", "dea_expires_on", "dea_state", "street", "city", "state", "zip", "board_certifications"),
)
REQUIRED = frozenset(COLUMNS) - {
    *("license_expires_on", "csp_expires_on", "dea_expires_on", "board_certifications"),
}
MAX_CHARS = 500


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
    """Raises BadFile where the heading lacks a column. Bytes that are no UTF-8 may come as lone surrogates."""
    reader = csv.DictReader(lines)
    try:
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    except csv.Error:
        raise BadFile("The first line cannot be read: the file is no CSV.") from None
    if missing:
        raise BadFile(f"The first line must name these columns too: {', '.join(missing)}.")
    while True:
        try:
            values: dict[str | None, str | None] = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Reject(
                reader.reader.line_num, "cannot be read as CSV; look for a lone quote or carriage return"
            )
            continue
        try:
            yield _row(reader.line_num, _cells(values))
        except ValueError as reason:
            yield Reject(reader.line_num, str(reason))


async def take(row: Row, store: Store) -> str:
    """Store what the row says; returns `added`, `changed` or `unchanged`. Tells others of a confirmed one's change."""
    digest = store.practitioners.row_digest(row.registered, row.ssn_last4)

    async def work(tx: Transaction) -> str:
        known = await store.practitioners.of_dea(row.registered.dea_number, tx=tx)
        if known is None:
            fresh = Practitioner(str(uuid4()), row.registered, None, confirmed=False, sequence=0)
            await store.practitioners.put(tx, fresh, row.ssn_last4, digest)
            return "added"
        practitioner, last = known
        if last == digest:
            return "unchanged"
        changed = replace(practitioner, registered=row.registered, sequence=practitioner.sequence + 1)
        await store.practitioners.put(tx, changed, row.ssn_last4, digest)
        if changed.account_id is not None:
            account = await store.accounts.find(changed.account_id, tx=tx)
            if account is not None:
                await store.outbox.add(tx, [announced(PractitionerChanged, changed, account, store)])
        return "changed"

    return await store.transaction(work)


def _cells(values: dict[str | None, str | None]) -> dict[str, str]:
    if None in values:
        raise ValueError("more values than columns; put quotes around a value that holds a comma")
    cells = {name: (values[name] or "").strip() for name in COLUMNS}
    unreadable = [name for name, cell in cells.items() if any(category(c) in ("Cc", "Cs") for c in cell)]
    if unreadable:
        raise ValueError(f"control characters or no UTF-8: {', '.join(unreadable)}")
    long = [name for name, cell in cells.items() if len(cell) > MAX_CHARS]
    if long:
        raise ValueError(f"more than {MAX_CHARS} characters: {', '.join(long)}")
    return cells


def _row(line: int, values: dict[str, str]) -> Row:
    empty = sorted(name for name in REQUIRED if not values[name])
    if empty:
        raise ValueError(f"empty: {', '.join(empty)}")
    try:
        number = normal_dea_number(values["dea_number"])
    except BadDeaNumber as reason:
        raise ValueError(f"dea_number: {reason}") from None
    if not re.fullmatch(r"[0-9]{4}", values["ssn_last4"]) or values["ssn_last4"] == "0000":
        raise ValueError("ssn_last4: not four digits, or four that are never issued")
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
