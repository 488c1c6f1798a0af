"""Signs access tokens, and is the key source of identity's own verifier."""

import time
from pathlib import Path
from typing import Any

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.keys import SIGNING, KeyFileError
from chassis.tokens import ALGORITHM, TYPE
from services.identity.domain.account import Account

ACCESS_SECONDS = 600


class AccessTokens:
    """The first key of the key file signs; all of them verify."""

    def __init__(self, keys: Path, *, issuer: str, audience: str) -> None:
        try:
            self._keys = KeySet.import_key_set(_read(keys / SIGNING))
            self._signing = self._keys.keys[0]
        except (JoseError, ValueError, KeyError, TypeError, IndexError):
            raise KeyFileError(f"{SIGNING}: not a JWK set. Restore it from your back-up.") from None
        if not self._signing.is_private:
            raise KeyFileError(f"{SIGNING}: its first key must have its private part, to sign with.")
        self._issuer, self._audience = issuer, audience

    async def key_set(self, kid: str) -> KeySet:
        return self._keys

    def public(self) -> dict[str, Any]:
        """The JWK set (RFC 7517) that others verify with."""
        return dict(self._keys.as_dict(private=False))

    def issue(self, account: Account, session_id: str) -> tuple[str, int]:
        """A token of ACCESS_SECONDS, and when it expires (seconds since 1970)."""
        issued = int(time.time())
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": account.id,
            "sid": session_id,
            "roles": sorted(account.roles),
            "iat": issued,
            "exp": issued + ACCESS_SECONDS,
        }
        if account.practitioner_id is not None:
            claims["practitioner"] = account.practitioner_id
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": self._signing.kid}
        return jwt.encode(header, claims, self._signing, algorithms=[ALGORITHM]), issued + ACCESS_SECONDS


def _read(path: Path) -> Any:
    try:
        return orjson.loads(path.read_bytes())
    except OSError as error:
        raise KeyFileError(
            f"{path.name}: {error.strerror}. `python -m chassis generate-keys` makes one."
        ) from None
