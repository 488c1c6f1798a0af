"""An account's owner looks at its sessions, and ends some."""

from datetime import datetime

from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.audit import AuditKind
from services.identity.store import Store
from services.identity.store.sessions import OpenSession
from services.identity.usecases.access import owner_of
from services.identity.usecases.mails import SecurityChange, tell_owner


async def own_sessions(session: Session, *, now: datetime, store: Store) -> list[OpenSession]:
    """The last used one first."""
    account = await owner_of(session, store, now=now)
    return await store.sessions.of_account(account.id, now=now)


async def end_session(session_id: str, *, session: Session, now: datetime, store: Store) -> None:
    """Raises Refused where the account has no such session; whether another has is not told."""
    account = await owner_of(session, store, now=now)

    async def work(tx: Transaction) -> None:
        if not await store.sessions.end_of(tx, account.id, session_id):
            raise Refused(Refusal(UserErrorCode.NOT_FOUND, "You have no such session.", ("sessionId",)))
        await store.audit.add(
            AuditKind.SESSION_ENDED,
            account.id,
            at=now,
            tx=tx,
            session_id=session.session_id,
            about=session_id,
        )

    await store.transaction(work)


async def sign_out_everywhere(*, keep_this: bool, session: Session, now: datetime, store: Store) -> None:
    """End all sessions, or all others, and tell the owner by mail if there were any others."""
    account = await owner_of(session, store, now=now)

    async def work(tx: Transaction) -> None:
        others = await store.sessions.end_all_of(tx, account.id, but=session.session_id)
        if others:
            await tell_owner(tx, account, SecurityChange.SESSIONS_REVOKED, store)
        await store.audit.add(
            AuditKind.ALL_SESSIONS_ENDED, account.id, at=now, tx=tx, session_id=session.session_id
        )
        if not keep_this:
            await store.sessions.end_of(tx, account.id, session.session_id)

    await store.transaction(work)
