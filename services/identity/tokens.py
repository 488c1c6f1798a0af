"""Signs access tokens, and is the key source of identity's own verifier."""

import time
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet

from chassis.tokens import ALGORITHM, TYPE
from services.identity.domain.account import Account
from services.identity.signing_keys import ACCESS_SECONDS, SigningKeys


class AccessTokens:
    """Which key signs, and which verify, is the key file's word at the moment."""

    def __init__(self, keys: Path, *, issuer: str, audience: str) -> None:
        self._keys = SigningKeys(keys)
        self._issuer, self._audience = issuer, audience

    async def key_set(self, kid: str) -> KeySet:
        return self._keys.verifying(kid)

    def public(self) -> dict[str, Any]:
        """The JWK set (RFC 7517) that others verify with, a key that does not sign yet included."""
        return dict(self._keys.verifying().as_dict(private=False))

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
        key = self._keys.signing()
        header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.kid}
        return jwt.encode(header, claims, key, algorithms=[ALGORITHM]), issued + ACCESS_SECONDS
