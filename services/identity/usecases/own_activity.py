"""An owner reads what happened to the account."""

from datetime import datetime

from chassis.tokens import Session
from services.identity.domain.audit import AuditEntry
from services.identity.store import Store
from services.identity.usecases.access import owner_of


async def own_activity(
    session: Session, store: Store, *, now: datetime, after: tuple[datetime, str] | None, limit: int
) -> list[AuditEntry]:
    """The newest first."""
    account = await owner_of(session, store, now=now)
    return await store.audit.of_account(account.id, after=after, limit=limit)
