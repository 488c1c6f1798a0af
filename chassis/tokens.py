"""Access tokens: Ed25519 JWTs (RFC 7519, 9068, 9864), verified against identity's JWKS (RFC 7517).

Every fault of a token has the same answer. Keys come from the configured address alone: whatever a token
says about where its key is to be found is not read.
"""

import asyncio
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis import logging

TYPE = "at+jwt"
ALGORITHM = "Ed25519"
LEEWAY_SECONDS = 5
MAX_TOKEN_CHARS = 4096
JWKS_MAX_AGE_SECONDS = 300  # as identity publishes its keys, and where nothing is said
MIN_AGE_SECONDS, MAX_AGE_SECONDS = 30, 3600
FETCH_SECONDS, REFETCH_SECONDS, RETRY_SECONDS = 3, 5, 1
CACHE_TOKENS = 10_000
log = logging.get("chassis.tokens")


class InvalidToken(Exception):
    """The token does not count. Which of its faults it was is not told."""


class KeysUnavailable(Exception):
    """No key set could be had from identity yet: nobody's fault who shows a token."""


@dataclass(frozen=True, slots=True)
class Session:
    """Who speaks: the account, its session, its roles, and the practitioner it proved to be."""

    account_id: str
    session_id: str
    roles: frozenset[str]
    practitioner_id: str | None
    expires_at: int


class KeySource(Protocol):
    async def key_set(self, kid: str) -> KeySet:
        """The current keys; asks for new ones where `kid` is unknown, but not too often."""


class JwksKeys:
    """Keys fetched from a JWKS address: again when they are older than it says, and for an unknown key id.

    What is old is fetched behind the request that noticed, and serves until the new ones are there. Whatever
    tokens name, there is one fetch in REFETCH_SECONDS; a failed one is remembered for RETRY_SECONDS.
    """

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url, self._clock = url, clock
        self._keys: KeySet | None = None
        self._kids: frozenset[str | None] = frozenset()
        self._fresh_until = self._next_fetch = -math.inf
        self._fetching = asyncio.Lock()
        self._behind: asyncio.Task[None] | None = None

    async def key_set(self, kid: str) -> KeySet:
        if kid not in self._kids:
            async with self._fetching:
                if kid not in self._kids:
                    await self._fetch()
        elif self._clock() >= self._fresh_until and (self._behind is None or self._behind.done()):
            self._behind = asyncio.create_task(self._fetch())
        if self._keys is None:
            raise KeysUnavailable
        return self._keys

    async def _fetch(self) -> None:
        if self._clock() < self._next_fetch:
            return
        self._next_fetch = self._clock() + RETRY_SECONDS
        try:
            timeout = aiohttp.ClientTimeout(total=FETCH_SECONDS)
            async with aiohttp.ClientSession(timeout=timeout) as http, http.get(self._url) as answer:
                answer.raise_for_status()
                self._keys = KeySet.import_key_set(await answer.json())
                self._kids = frozenset(key.kid for key in self._keys)
                lasts = _max_age(answer.headers.get("cache-control", ""))
        except (
            aiohttp.ClientError,
            TimeoutError,
            OSError,
            ValueError,
            JoseError,
            KeyError,
            TypeError,
        ) as error:
            self._next_fetch = self._clock() + RETRY_SECONDS
            log.warning("key set could not be fetched", error=type(error).__name__)
        else:
            self._next_fetch = self._clock() + REFETCH_SECONDS
            self._fresh_until = self._clock() + lasts


def _holds(keys: KeySet, kid: str) -> bool:
    return any(key.kid == kid for key in keys)


def _max_age(cache_control: str) -> int:
    """Seconds (RFC 9111 section 5.2.2.1), within reason."""
    said = re.search(r"max-age=(\d{1,9})", cache_control)
    return min(max(int(said[1]), MIN_AGE_SECONDS), MAX_AGE_SECONDS) if said else JWKS_MAX_AGE_SECONDS


class TokenVerifier:
    """Turns a token into a Session, or raises InvalidToken. Remembers verified tokens while their keys count.

    Of many the least recently used are forgotten, so whoever collects tokens does not push out those in use. What is
    not valid is never remembered, and a token has one spelling: base64url with anything else in it is refused.
    """

    def __init__(self, keys: KeySource, *, issuer: str, audience: str) -> None:
        self._keys = keys
        self._claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        self._verified: OrderedDict[str, tuple[KeySet, str, Session]] = OrderedDict()

    async def verify(self, token: str) -> Session:
        known = self._verified.get(token)
        if known is not None:
            verified_with, kid, session = known
            if session.expires_at > time.time():
                keys = await self._keys.key_set(kid)
                if keys is verified_with or _holds(keys, kid):
                    if token in self._verified:  # it waited for the keys
                        self._verified.move_to_end(token)
                    return session
            self._verified.pop(token, None)
        found = self._verified[token] = await self._verify(token)
        if len(self._verified) > CACHE_TOKENS:
            self._verified.popitem(last=False)
        return found[2]

    async def _verify(self, token: str) -> tuple[KeySet, str, Session]:
        if len(token) > MAX_TOKEN_CHARS or not token.isascii():
            raise InvalidToken
        try:
            header = jws.extract_compact(token.encode()).headers()
            kid = header.get("kid")
            if header.get("typ") != TYPE or header.get("alg") != ALGORITHM or not isinstance(kid, str):
                raise InvalidToken
            keys = await self._keys.key_set(kid)
            claims = jwt.decode(token, keys, algorithms=[ALGORITHM]).claims
            self._claims.validate(claims)
            return keys, kid, _session(claims)
        except (JoseError, ValueError, TypeError, KeyError):
            raise InvalidToken from None


def _session(claims: dict[str, Any]) -> Session:
    roles = claims["roles"]
    practitioner = claims.get("practitioner")
    if (
        not isinstance(roles, list)
        or not all(isinstance(role, str) for role in roles)
        or not isinstance(claims["sub"], str)
        or not isinstance(claims["sid"], str)
    ):
        raise InvalidToken
    if practitioner is not None and not isinstance(practitioner, str):
        raise InvalidToken
    return Session(
        account_id=claims["sub"],
        session_id=claims["sid"],
        roles=frozenset(roles),
        practitioner_id=practitioner,
        expires_at=int(claims["exp"]),
    )


def bearer(authorization: str | None) -> str | None:
    """The token of an Authorization header (RFC 6750), None where there is no header."""
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise InvalidToken
    return token
