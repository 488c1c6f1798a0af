"""Somebody follows the link, or types the code, of a verification mail."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import uuid4

from chassis.mongo import DuplicateKeyError, Transaction
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.account import Account, SignUp
from services.identity.store import Store
from services.identity.usecases.sign_up import email_or_refused
from services.identity.usecases.tries import count_try


async def verify_by_token(token: str, *, now: datetime, store: Store) -> None:
    """Open the account of the sign-up that the link belongs to. Raises Refused for any other token."""
    sign_up_id, _, secret = token.partition(".")

    async def work(tx: Transaction) -> None:
        sign_up = await store.sign_ups.by_secret(sign_up_id, secret, now=now, tx=tx)
        if sign_up is None:
            raise _expired("token")
        await _open_account(tx, sign_up, store)

    await _once(work, store, "token")


async def verify_by_code(email: str, code: str, *, now: datetime, store: Store) -> None:
    """The same by the short code; five wrong ones void it."""
    normal = email_or_refused(email)
    # A mail sent again brings a new code: without this count it would bring five new tries too.
    await count_try("code", normal, field="code", now=now, store=store)
    sign_up = await store.sign_ups.by_code(normal, code.strip(), now=now)
    if sign_up is None:
        raise _expired("code")

    async def work(tx: Transaction) -> None:
        await _open_account(tx, sign_up, store)

    await _once(work, store, "code")


async def _open_account(tx: Transaction, sign_up: SignUp, store: Store) -> None:
    await store.accounts.add(
        tx,
        Account(
            id=str(uuid4()),
            email=sign_up.email,
            password_hash=sign_up.password_hash,
            language=sign_up.language,
            roles=frozenset(),
            practitioner_id=None,
            claimed_practitioner_id=None,
            gated=sign_up.kind.part is not None,
        ),
    )
    await store.sign_ups.drop_all(tx, sign_up.email)


async def _once(work: Callable[[Transaction], Awaitable[None]], store: Store, field: str) -> None:
    try:
        await store.transaction(work)
    except DuplicateKeyError:  # another link of the same address won
        raise _expired(field) from None


def _expired(field: str) -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.EXPIRED,
            "This link or code is used, expired or not valid. Sign in, or sign up again.",
            (field,),
        )
    )
