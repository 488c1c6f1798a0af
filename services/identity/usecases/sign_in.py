"""Sessions: begun with a password, continued with refresh tokens, ended by signing out."""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from chassis.mongo import Transaction
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.contact import normal_email
from services.identity.domain.account import Account, ClientKind
from services.identity.domain.audit import AuditKind
from services.identity.domain.client_address import Client
from services.identity.domain.passwords import normal_password
from services.identity.domain.readable import as_typed
from services.identity.hashing import Busy, hash_password, is_outdated
from services.identity.store import Store
from services.identity.store.sessions import LASTS, Reused, Rotated
from services.identity.tokens import AccessTokens
from services.identity.usecases.gate import require_open_gate
from services.identity.usecases.temporary_email import one_time_password_hash
from services.identity.usecases.tries import password_try


@dataclass(frozen=True, slots=True)
class SessionTokens:
    """What a client holds of its session. Times are seconds since 1970."""

    account: Account
    access_token: str
    access_expires_at: int
    refresh_token: str
    refresh_expires_at: int


async def sign_in(
    email: str,
    password: str,
    kind: ClientKind,
    client: Client,
    *,
    now: datetime,
    store: Store,
    tokens: AccessTokens,
) -> SessionTokens:
    """Raises Refused, alike for an unknown address and a wrong password, and after five tries in 15 minutes."""
    normal = normal_email(email) or email
    async with password_try(normal, client, field="password", now=now, store=store) as tried:
        account = await store.accounts.of_email(normal)
        one_time = await one_time_password_hash(normal, store)
        known = one_time or (None if account is None else account.password_hash)
        given = normal_password(password) if one_time is None else as_typed(password)
        if not await tried.is_right(given, known):
            id_ = None if account is None else account.id
            await store.audit.add(AuditKind.SIGN_IN_REFUSED, id_, at=now, network=client.network)
            raise _wrong()
    if one_time is not None or account is None:
        raise Refused(
            Refusal(
                UserErrorCode.PASSWORD_CHANGE_REQUIRED,
                "Choose a password of your own first: replaceTemporaryPassword.",
                ("password",),
            )
        )
    await require_open_gate(account, client, field="email", now=now, store=store)
    await _hash_anew(account, given, store)
    session_id = str(uuid4())

    async def work(tx: Transaction) -> str:
        if not await store.accounts.enter(tx, account):  # else its session would outlive the change
            raise _wrong()
        token = await store.sessions.begin(tx, session_id, account.id, kind, now=now)
        await store.audit.add(
            AuditKind.SIGNED_IN, account.id, at=now, tx=tx, session_id=session_id, network=client.network
        )
        return token

    return _tokens(account, session_id, await store.transaction(work), now=now, tokens=tokens)


async def _hash_anew(account: Account, password: str, store: Store) -> None:
    """The only moment at which a hash of older parameters can become one of today's; it can wait for a calmer one."""
    if is_outdated(account.password_hash):
        with contextlib.suppress(Busy):
            await store.accounts.rehash(account.id, account.password_hash, await hash_password(password))


async def refresh_session(
    refresh_token: str, client: Client, *, now: datetime, store: Store, tokens: AccessTokens
) -> SessionTokens:
    """New tokens, with what the account proved meanwhile. Raises Refused for a token that does not count."""
    account_id = await store.sessions.account_of(refresh_token)
    account = None if account_id is None else await store.accounts.find(account_id)
    if account is None:
        raise _ended()
    # Before the token is replaced: who finds the gate shut comes back with this one once it is open again.
    await require_open_gate(account, client, field="refreshToken", now=now, store=store)
    rotated = await store.sessions.rotate(refresh_token, now=now)
    if isinstance(rotated, Reused):
        await store.audit.add(
            AuditKind.SESSION_TOKEN_REUSED,
            rotated.account_id,
            at=now,
            session_id=rotated.session_id,
            network=client.network,
        )
    if not isinstance(rotated, Rotated):
        raise _ended()
    await store.known_addresses.remember(account.email, client.network, now=now)
    return _tokens(account, rotated.session_id, rotated.token, now=now, tokens=tokens)


async def sign_out(refresh_token: str, *, now: datetime, store: Store) -> None:
    """End the session of any token that it gave. A token that does not count ends nothing and is no error."""
    account_id = await store.sessions.account_of(refresh_token)
    if account_id is None:
        return
    session_id = refresh_token.partition(".")[0]

    async def work(tx: Transaction) -> None:
        if await store.sessions.end_of(tx, account_id, session_id):
            await store.audit.add(AuditKind.SIGNED_OUT, account_id, at=now, tx=tx, session_id=session_id)

    await store.transaction(work)


def _tokens(
    account: Account, session_id: str, refresh_token: str, *, now: datetime, tokens: AccessTokens
) -> SessionTokens:
    access_token, expires_at = tokens.issue(account, session_id)
    return SessionTokens(
        account=account,
        access_token=access_token,
        access_expires_at=expires_at,
        refresh_token=refresh_token,
        refresh_expires_at=int((now + LASTS).timestamp()),
    )


def _wrong() -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.INVALID_CREDENTIALS,
            "No account has this address and password. If you just signed up, follow the link in your mail first.",
            ("password",),
        )
    )


def _ended() -> Refused:
    return Refused(
        Refusal(UserErrorCode.INVALID_CREDENTIALS, "The session has ended. Sign in again.", ("refreshToken",))
    )
