"""Sealed values and blind indexes: what a reader of the database's files must not learn.

A sealed value is AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce: `kid.base64url(nonce + text)`. A long text
is JSON in zlib's format (RFC 1950), told by its first byte, with which no JSON begins.
Its additional data names the place it belongs to, so that a value moved to another document is refused.
A blind index is an HMAC-SHA-256 of a normalised value: equal values can be found, none can be read back.
"""

import base64
import hashlib
import hmac
import secrets
import zlib
from collections.abc import Sequence
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.keys import KeyRing, LiveRing

NONCE_BYTES = 12
COMPRESSED_FROM = 512  # bytes; shorter ones gain nothing


class SealBroken(Exception):
    """The value was not sealed for this place, or under a key that we do not hold."""


class KeyUnknown(SealBroken):
    """The latter: the key may still come."""


class Seal:
    """Seals JSON values under a key ring. `place` is e.g. ("patients", id, "profile")."""

    def __init__(self, ring: KeyRing | LiveRing) -> None:
        self._rings = ring
        self._ciphers: dict[bytes, AESGCM] = {}

    def seal(self, value: Any, place: Sequence[str]) -> str:
        ring = self._rings.latest()
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = self._cipher(ring.keys[ring.current])
        sealed = cipher.encrypt(nonce, _packed(orjson.dumps(value)), _additional(place))
        return f"{ring.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: Sequence[str]) -> Any:
        kid, _, body = sealed.partition(".")
        key = self._rings.latest().keys.get(kid) or self._rings.reread().keys.get(kid)
        if key is None:
            raise KeyUnknown("sealed under an unknown key")
        try:
            raw = base64.urlsafe_b64decode(body)
            opened = self._cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _additional(place))
            return orjson.loads(_unpacked(opened))
        except (InvalidTag, ValueError, zlib.error):
            raise SealBroken("sealed for another place, or damaged") from None

    def under_current_key(self, sealed: str) -> bool:
        return sealed.startswith(f"{self._rings.latest().current}.")

    def _cipher(self, key: bytes) -> AESGCM:
        if key not in self._ciphers:
            self._ciphers[key] = AESGCM(key)
        return self._ciphers[key]


class BlindIndex:
    """Looks values up without storing them. Each value is kept under every key of the ring."""

    def __init__(self, ring: KeyRing | LiveRing) -> None:
        self._rings = ring

    def of(self, kind: str, *parts: str) -> list[str]:
        """All entries to store, `kid:mac`, the oldest key's first; any of them finds the value."""
        message = "\x1f".join((kind, *parts)).encode()
        return [
            f"{kid}:{base64.urlsafe_b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()}"
            for kid, key in self._rings.latest().keys.items()
        ]


def _packed(text: bytes) -> bytes:
    """Once sealed nothing compresses it any more, the database included."""
    return zlib.compress(text, 1) if len(text) >= COMPRESSED_FROM else text


def _unpacked(text: bytes) -> bytes:
    return zlib.decompress(text) if text[:1] == b"x" else text


def _additional(place: Sequence[str]) -> bytes:
    return "\x1f".join(place).encode()
