"""Who changes what an account is entered with gives its password once more."""

from datetime import datetime

from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.account import Account
from services.identity.domain.passwords import normal_password
from services.identity.hashing import is_password
from services.identity.store import Store
from services.identity.usecases.tries import count_try


async def require_password(
    account: Account, password: str, *, field: str, now: datetime, store: Store
) -> None:
    """Raises Refused for a wrong one; its tries are counted like those of a sign-in."""
    await count_try("sign-in", account.email, field=field, now=now, store=store)
    if not await is_password(normal_password(password), account.password_hash):
        raise Refused(
            Refusal(UserErrorCode.INVALID_CREDENTIALS, "This is not the account's password.", (field,))
        )
    await store.attempts.forget("sign-in", account.email)
