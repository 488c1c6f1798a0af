"""What is done once to a certification, however often a client sends it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from chassis import once as requests
from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refused, UserErrorCode
from services.certification.domain.certification import Certification
from services.certification.store import Store
from services.certification.usecases.showing import seen


class DoneUnseen(Refused):
    """It was done, and the certification is not the caller's to see any more: no error, and nothing to show."""


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
        if known is None:
            told = "It was done, and the draft has been discarded since."
            raise requests.refused(UserErrorCode.NOT_FOUND, told)
        shown = await seen({id: known}, session, store, now=now)
        if id not in shown:
            raise DoneUnseen
        return shown[id]

    return await store.requests.once(request, work, again, account_id=session.account_id, now=now)
