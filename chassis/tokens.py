"""Access tokens: Ed25519 JWTs (RFC 7519, 9068, 9864), verified against identity's JWKS (RFC 7517).

Every fault of a token has the same answer. Keys come from the configured address alone: whatever a token
says about where its key is to be found is not read.
"""

import asyncio
import time
from collections import OrderedDict
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
REFETCH_SECONDS = 5
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
    """Keys fetched from a JWKS address, kept until a token names one that is not among them."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: KeySet | None = None
        self._fetched_at = float(-REFETCH_SECONDS)
        self._fetching = asyncio.Lock()

    async def key_set(self, kid: str) -> KeySet:
        if not self._holds(kid):
            async with self._fetching:
                if not self._holds(kid) and time.monotonic() - self._fetched_at >= REFETCH_SECONDS:
                    await self._fetch()
        if self._keys is None:
            raise KeysUnavailable
        return self._keys

    def _holds(self, kid: str) -> bool:
        return self._keys is not None and any(key.kid == kid for key in self._keys)

    async def _fetch(self) -> None:
        try:
            timeout = aiohttp.ClientTimeout(total=3)
            async with aiohttp.ClientSession(timeout=timeout) as http, http.get(self._url) as answer:
                answer.raise_for_status()
                self._keys = KeySet.import_key_set(await answer.json())
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, JoseError) as error:
            log.warning("key set could not be fetched", error=type(error).__name__)
        else:
            self._fetched_at = time.monotonic()


class TokenVerifier:
    """Turns a token into a Session, or raises InvalidToken. Remembers verified tokens until they expire."""

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
        self._verified: OrderedDict[str, Session] = OrderedDict()

    async def verify(self, token: str) -> Session:
        known = self._verified.get(token)
        if known is not None and known.expires_at > time.time():
            return known
        session = await self._verify(token)
        self._verified[token] = session
        if len(self._verified) > CACHE_TOKENS:
            self._verified.popitem(last=False)
        return session

    async def _verify(self, token: str) -> Session:
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
            return _session(claims)
        except (JoseError, ValueError, TypeError, KeyError):
            raise InvalidToken from None


def _session(claims: dict[str, Any]) -> Session:
    roles = claims["roles"]
    practitioner = claims.get("practitioner")
    if (
        not isinstance(roles, list)
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
