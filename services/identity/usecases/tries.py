"""Secrets may be tried a few times only (docs/decisions/0024)."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.audit import AuditKind
from services.identity.domain.client_address import Client
from services.identity.hashing import Busy, is_password
from services.identity.store import Store

_PASSWORD, _FROM_KNOWN, _OF_CLIENT, _REQUEST = "sign-in", "sign-in from", "client", "request"


async def count_try(kind: str, subject: str, *, field: str, now: datetime, store: Store) -> None:
    """Raises Refused, with the input's `field` as path, once `subject` had its tries of this kind."""
    if not await store.attempts.allowed(kind, subject, now=now):
        raise too_many(field)


async def count_of_client(client: Client, *, field: str, now: datetime, store: Store) -> None:
    """Raises Refused once so many wrong guesses came from the client's address, whoever they were about."""
    if not await store.attempts.allowed(_OF_CLIENT, client.network, now=now, limit=client.tries):
        raise too_many(field)


async def count_request(client: Client, *, now: datetime, store: Store) -> None:
    """Of a mail to an address that nobody proved to have. Raises Refused once the client asked for so many."""
    if not await store.attempts.allowed(_REQUEST, client.network, now=now, limit=client.requests):
        raise too_many("email")


async def not_wrong(client: Client, *, store: Store) -> None:
    """What was counted of the client last was right."""
    await store.attempts.take_back(_OF_CLIENT, client.network)


@dataclass(frozen=True, slots=True)
class PasswordTry:
    """One that was counted, and may be made."""

    email: str
    client: Client
    from_known: bool
    now: datetime
    store: Store

    async def is_right(self, password: str, hash_: str | None) -> bool:
        """Raises Busy where it could not be made; then it does not count."""
        try:
            return await is_password(password, hash_)
        except Busy:
            await self._take_back()
            raise

    async def forget(self) -> None:
        """The password was right: the tries before it no longer count where they came from here. Strangers' do."""
        if not self.from_known:
            await self._take_back()
        await entered(self.email, self.client, now=self.now, store=self.store)

    async def _take_back(self) -> None:
        attempts = self.store.attempts
        if self.from_known:
            await attempts.take_back(_FROM_KNOWN, _pair(self.email, self.client))
        else:
            await attempts.take_back(_OF_CLIENT, self.client.network)
            await attempts.take_back(_PASSWORD, self.email)


@asynccontextmanager
async def password_try(
    email: str, client: Client, *, field: str, now: datetime, store: Store
) -> AsyncIterator[PasswordTry]:
    """Count a try of the account's password, and hold back every refusal of it (docs/decisions/0070).

    Where the body ends without one, the password was right.

    Raises Refused once the account had its tries from addresses that it was never entered from, or from this very
    one where it was; and once this address had its tries of whatever account it does not know.
    """
    begun = time.monotonic()
    try:
        tried = await _counted(email, client, field=field, now=now, store=store)
        yield tried
    except Refused:
        told_at = begun + client.refusal_seconds * (1 + random.random() / 2)  # noqa: S311  # no secret
        await asyncio.sleep(told_at - time.monotonic())
        raise
    await tried.forget()


async def _counted(email: str, client: Client, *, field: str, now: datetime, store: Store) -> PasswordTry:
    attempts = store.attempts
    known = await store.known_addresses.knows(email, client.network, now=now)
    if known:
        refusals = await attempts.refusals(_FROM_KNOWN, _pair(email, client), now=now)
    else:
        await count_of_client(client, field=field, now=now, store=store)
        refusals = await attempts.refusals(_PASSWORD, email, now=now)
    if refusals == 1:  # told once, however many follow
        account = await store.accounts.of_email(email)
        id_ = None if account is None else account.id
        await store.audit.add(AuditKind.SIGN_IN_LOCKED, id_, at=now, network=client.network)
    if refusals:
        raise too_many(field)
    return PasswordTry(email, client, known, now, store)


async def entered(email: str, client: Client, *, now: datetime, store: Store) -> None:
    """Somebody proved here to be the account's owner: from here they get in, whoever tries elsewhere."""
    await store.attempts.forget(_FROM_KNOWN, _pair(email, client))
    await store.known_addresses.remember(email, client.network, now=now)


def too_many(*path: str, wait: timedelta = timedelta(minutes=15)) -> Refused:
    return Refused(
        Refusal(UserErrorCode.TOO_MANY_ATTEMPTS, f"Too many tries. Wait {_span(wait)}, then try again.", path)
    )


def _span(wait: timedelta) -> str:
    minutes = ceil(wait.total_seconds() / 60)
    if minutes == 1:
        return "a minute"
    return f"{minutes} minutes" if minutes < 120 else f"{ceil(minutes / 60)} hours"


def _pair(email: str, client: Client) -> str:
    return f"{email} {client.network}"
