"""What a client may repeat without harm: the same request under the same key is done once."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.certification import Certification
from services.certification.store import Store
from services.certification.store.requests import Request

KEY = re.compile(r"[!-~]{1,128}")


async def once(
    request: Request | None,
    work: Callable[[Transaction], Awaitable[Certification]],
    *,
    session: Session,
    now: datetime,
    store: Store,
) -> Certification:
    """Commit `work`, unless the request was done in the last 24 hours: then its certification as it is now.

    What was refused was not done, and is tried again. Raises Refused for a key that is none, or that was used for
    something else.
    """
    if request is None:
        return await store.transaction(work)
    if KEY.fullmatch(request.key) is None:
        raise _refused(UserErrorCode.INVALID, "A key has 1 to 128 visible ASCII characters.")

    async def guarded(tx: Transaction) -> Certification:
        done = await store.requests.find(tx, session.account_id, request, now=now)
        if done is None:
            certification = await work(tx)
            await store.requests.add(tx, session.account_id, request, certification.id, now=now)
            return certification
        if not done.same:
            raise _refused(UserErrorCode.CONFLICT, "This key was used for something else. Take a new one.")
        known = await store.certifications.find(done.certification_id, tx=tx)
        if known is None:
            raise _refused(UserErrorCode.NOT_FOUND, "It was done, and the draft has been discarded since.")
        return known

    return await store.transaction(guarded)


def _refused(code: UserErrorCode, message: str) -> Refused:
    return Refused(Refusal(code, message, ("idempotencyKey",)))
