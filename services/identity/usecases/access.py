"""The account behind a session."""

from datetime import datetime

from chassis.errors import Unauthenticated
from chassis.mongo import Transaction
from chassis.tokens import Session
from services.identity.domain.account import Account
from services.identity.store import Store


async def account_of(session: Session, store: Store, *, tx: Transaction | None = None) -> Account:
    """Raises Unauthenticated where the account is gone."""
    account = await store.accounts.find(session.account_id, tx=tx)
    if account is None:
        raise Unauthenticated
    return account


async def owner_of(
    session: Session, store: Store, *, now: datetime, tx: Transaction | None = None
) -> Account:
    """The same, for what only a session that has not ended may do.

    An access token lives for minutes after its session was ended: whoever copied it could go on meanwhile.
    """
    if not await store.sessions.lives(session.session_id, now=now, tx=tx):
        raise Unauthenticated
    return await account_of(session, store, tx=tx)
