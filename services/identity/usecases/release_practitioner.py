"""A wrong binding of a practitioner to an account is undone by an operator (decision 0026)."""

from datetime import datetime

from chassis.mongo import Transaction
from contracts.events.internal import PractitionerChanged
from services.identity.domain.audit import OPERATOR, AuditKind
from services.identity.store import Store
from services.identity.usecases.announce_practitioner import announced


async def release_practitioner(practitioner_id: str, *, now: datetime, store: Store) -> str | None:
    """Take the practitioner from the account that has them; its id, or None where none has.

    Others hear at once that nobody may certify as the practitioner. The account loses the role and its sessions, and
    cannot have this practitioner again.
    """

    async def work(tx: Transaction) -> str | None:
        found = await store.practitioners.find(practitioner_id, tx=tx)
        if found is None or found.account_id is None:
            return None
        released = await store.practitioners.release(tx, practitioner_id, found.account_id)
        if released is None:
            return None
        await store.accounts.release(tx, found.account_id)
        await store.sessions.end_all_of(tx, found.account_id)
        await _record(
            tx,
            AuditKind.PRACTITIONER_RELEASED,
            found.account_id,
            practitioner_id,
            now=now,
            store=store,
        )
        await store.outbox.add(tx, [announced(PractitionerChanged, released, None, store)])
        return found.account_id

    return await store.transaction(work)


async def allow_practitioner(account_id: str, *, now: datetime, store: Store) -> list[str]:
    """A release was a mistake: the account may prove again to be the practitioner. The practitioners' ids."""

    async def work(tx: Transaction) -> list[str]:
        ids = await store.practitioners.allow(tx, account_id)
        for id_ in ids:
            await _record(tx, AuditKind.PRACTITIONER_ALLOWED, account_id, id_, now=now, store=store)
        return ids

    return await store.transaction(work)


async def _record(
    tx: Transaction, kind: AuditKind, account_id: str, practitioner_id: str, *, now: datetime, store: Store
) -> None:
    await store.audit.add(kind, account_id, at=now, tx=tx, by=OPERATOR, about=practitioner_id)
