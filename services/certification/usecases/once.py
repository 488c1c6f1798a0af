"""What is done once to a certification, however often a client sends it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from chassis import once as requests
from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import UserErrorCode
from services.certification.domain.certification import Certification
from services.certification.store import Store
from services.certification.usecases.access import seen


async def once(
    request: Request | None,
    work: Callable[[Transaction], Awaitable[Certification]],
    *,
    session: Session,
    now: datetime,
    store: Store,
) -> Certification:
    """Commit `work`; of a request that was done already its certification as it is now (decision 0034).

    As far as the session may see it now: it may have lost what it had when it sent the request first.
    """

    async def again(tx: Transaction, id: str) -> Certification:
        known = await store.certifications.find(id, tx=tx)
        shown = {} if known is None else await seen({id: known}, session, store, now=now)
        if id not in shown:
            told = "It was done. The certification is not yours to see any more, or was discarded."
            raise requests.refused(UserErrorCode.NOT_FOUND, told)
        return shown[id]

    return await store.requests.once(request, work, again, account_id=session.account_id, now=now)
