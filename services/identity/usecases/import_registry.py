"""The practitioner registry is taken from the rows of its file.

Rows are taken in batches of BATCH, each in a transaction of its own, so that a file of any length needs the same
memory. Rejected rows are counted in a batch too, so that it is told soon.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from chassis.mongo import Transaction
from contracts.events.internal import PractitionerChanged
from services.identity.domain.practitioner import Practitioner, Registered
from services.identity.domain.registry_rows import Reject, Row
from services.identity.store import Store
from services.identity.store.practitioners import Entry
from services.identity.usecases.announce_practitioner import announced
from services.identity.usecases.practitioner_reviews import open_dea_review

BATCH = 500


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
