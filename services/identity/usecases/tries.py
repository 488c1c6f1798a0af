"""Secrets may be tried a few times only."""

from datetime import datetime

from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.store import Store


async def count_try(kind: str, subject: str, *, field: str, now: datetime, store: Store) -> None:
    """Raises Refused, with the input's `field` as path, once `subject` had its tries of this kind."""
    if not await store.attempts.allowed(kind, subject, now=now):
        raise Refused(
            Refusal(
                UserErrorCode.TOO_MANY_ATTEMPTS, "Too many tries. Wait 15 minutes, then try again.", (field,)
            )
        )
