"""The account behind a session."""

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
