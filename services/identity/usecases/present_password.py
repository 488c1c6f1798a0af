"""Who changes what an account is entered with gives its password once more."""

from datetime import datetime

from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.account import Account
from services.identity.domain.audit import AuditKind
from services.identity.domain.client_address import Client
from services.identity.domain.passwords import normal_password
from services.identity.store import Store
from services.identity.usecases.tries import password_try


async def require_password(
    account: Account, password: str, client: Client, *, field: str, now: datetime, store: Store
) -> None:
    """Raises Refused for a wrong one; its tries are counted like those of a sign-in."""
    async with password_try(account.email, client, field=field, now=now, store=store) as tried:
        if not await tried.is_right(normal_password(password), account.password_hash):
            await store.audit.add(AuditKind.PASSWORD_REFUSED, account.id, at=now, network=client.network)
            raise Refused(
                Refusal(UserErrorCode.INVALID_CREDENTIALS, "This is not the account's password.", (field,))
            )
