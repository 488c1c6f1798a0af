"""A delegate's work, or an invitation, is over: the practitioner revokes it, or the delegate leaves."""

from dataclasses import replace
from datetime import datetime

from chassis.errors import NotFound
from chassis.mongo import Transaction
from chassis.tokens import Session
from services.certification.domain.delegate import Delegate, DelegateStatus
from services.certification.store import Store


async def revoke_delegate(id: str, *, session: Session, now: datetime, store: Store) -> Delegate:
    """From the next request on they see and change nothing any more. Repeating it changes nothing."""

    async def work(tx: Transaction) -> Delegate:
        delegate = await store.delegates.find(id, tx=tx)
        if delegate is None or not _concerns(delegate, session):
            raise NotFound
        if delegate.status is DelegateStatus.REVOKED:
            return delegate
        revoked = replace(delegate, status=DelegateStatus.REVOKED, ended_at=now)
        await store.delegates.save(tx, revoked)
        return revoked

    return await store.transaction(work)


def _concerns(delegate: Delegate, session: Session) -> bool:
    mine = session.practitioner_id is not None and delegate.practitioner_id == session.practitioner_id
    return mine or delegate.account_id == session.account_id
