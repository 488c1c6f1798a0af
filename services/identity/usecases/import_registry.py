"""The practitioner registry is read from a CSV file, a row a practitioner.

Rows are taken in batches of BATCH, each in a transaction of its own, so that a file of any length needs the same
memory. A row that cannot be read is reported by line and reason and left out; the others are kept.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from unicodedata import category
from uuid import uuid4

from chassis.mongo import Transaction
from contracts.events.internal import Credential, PractitionerChanged, Profession, Standing
from services.identity.domain.dea import BadDeaNumber, normal_dea_number, well_formed_dea_number
from services.identity.domain.practitioner import Practitioner, Registered, expiry
from services.identity.store import Store
from services.identity.store.practitioners import Entry
from services.identity.usecases.announce_practitioner import announced
from services.identity.usecases.practitioner_reviews import open_dea_review

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
BATCH = 500


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


def batches(read: Iterable[Row | Reject]) -> Iterator[list[Row | Reject]]:
    """BATCH rows at a time; a DEA number that comes again begins a new batch, so that the later row counts."""
    batch: list[Row | Reject] = []
    numbers: set[str] = set()
    for each in read:
        number = each.registered.dea_number if isinstance(each, Row) else ""
        if len(batch) == BATCH or number in numbers:
            yield batch
            batch, numbers = [], set()
        batch.append(each)
        if number:
            numbers.add(number)
    if batch:
        yield batch


async def take(rows: Sequence[Row], *, now: datetime, store: Store) -> Counter[str]:
    """Store what the rows say, each number once; counts `added`, `changed` and `unchanged`.

    What changes for a practitioner whom others know of is told to them in the same transaction.
    """
    digests = {
        row.registered.dea_number: store.practitioners.row_digest(row.registered, row.ssn_last4)
        for row in rows
    }

    async def work(tx: Transaction) -> Counter[str]:
        counts: Counter[str] = Counter()
        known = await store.practitioners.of_deas(list(digests), tx=tx)
        entries, bound = [], []
        for row in rows:
            number = row.registered.dea_number
            before, digest = known.get(number, (None, None))
            if digest == digests[number]:
                counts["unchanged"] += 1
                continue
            after = _after(before, row.registered)
            entries.append(Entry(after, row.ssn_last4, digests[number]))
            counts["added" if before is None else "changed"] += 1
            if after.account_id is not None:
                bound.append(after)
        await store.practitioners.put_many(tx, entries)
        await _tell(tx, bound, now=now, store=store)
        return counts

    return await store.transaction(work)


def _after(before: Practitioner | None, registered: Registered) -> Practitioner:
    if before is None:
        return Practitioner(str(uuid4()), registered, None, confirmed=False, sequence=0)
    changed = replace(before, registered=registered, sequence=before.sequence + 1)
    return replace(changed, confirmed=changed.confirmed and not changed.needs_dea_review)


async def _tell(tx: Transaction, changed: list[Practitioner], *, now: datetime, store: Store) -> None:
    if not changed:
        return
    await store.audit.add_changed(tx, [(p.id, p.account_id) for p in changed], at=now)
    accounts = await store.accounts.find_many([p.account_id for p in changed if p.account_id], tx=tx)
    events = [
        announced(PractitionerChanged, p, accounts[p.account_id], store)
        for p in changed
        if p.account_id in accounts
    ]
    await store.outbox.add(tx, events)
    for practitioner in changed:
        if practitioner.needs_dea_review:
            await open_dea_review(tx, practitioner, now=now, store=store)


def _cells(values: dict[str | None, str | None]) -> dict[str, str]:
    if None in values:
        raise ValueError("more values than columns; put quotes around a value that holds a comma")
    cells = {name: (values.get(name) or "").strip() for name in (*COLUMNS, OVERRIDE)}
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
        vouched = values[OVERRIDE].upper() == "YES"
        number = (well_formed_dea_number if vouched else normal_dea_number)(values["dea_number"])
    except BadDeaNumber as reason:
        raise ValueError(f"dea_number: {reason}") from None
    if values[OVERRIDE].upper() not in ("", "NO", "YES"):
        raise ValueError(f"{OVERRIDE}: not YES, NO or empty")
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
