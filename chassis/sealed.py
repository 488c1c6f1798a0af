"""Sealed values and blind indexes: what a reader of the database's files must not learn.

A sealed value is AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce: `kid.base64url(nonce + text)`.
Its additional data names the place it belongs to, so that a value moved to another document is refused.
A blind index is an HMAC-SHA-256 of a normalised value: equal values can be found, none can be read back.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.keys import KeyRing

NONCE_BYTES = 12


class SealBroken(Exception):
    """The value was not sealed for this place, or under a key that we do not hold."""


class Seal:
    """Seals JSON values under a key ring. `place` is e.g. ("patients", id, "profile")."""

    def __init__(self, ring: KeyRing) -> None:
        self._current = ring.current
        self._ciphers = {kid: AESGCM(key) for kid, key in ring.keys.items()}

    def seal(self, value: Any, place: Sequence[str]) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, orjson.dumps(value), _additional(place))
        return f"{self._current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: Sequence[str]) -> Any:
        kid, _, body = sealed.partition(".")
        cipher = self._ciphers.get(kid)
        if cipher is None:
            raise SealBroken("sealed under an unknown key")
        try:
            raw = base64.urlsafe_b64decode(body)
            return orjson.loads(cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _additional(place)))
        except (InvalidTag, ValueError):
            raise SealBroken("sealed for another place, or damaged") from None

    def under_current_key(self, sealed: str) -> bool:
        return sealed.startswith(f"{self._current}.")


class BlindIndex:
    """Looks values up without storing them. Each value is kept under every key of the ring."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def of(self, kind: str, *parts: str) -> list[str]:
        """All entries to store, `kid:mac`; any of them finds the value."""
        message = "\x1f".join((kind, *parts)).encode()
        return [
            f"{kid}:{base64.urlsafe_b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()}"
            for kid, key in sorted(self._ring.keys.items())
        ]


def _additional(place: Sequence[str]) -> bytes:
    return "\x1f".join(place).encode()
