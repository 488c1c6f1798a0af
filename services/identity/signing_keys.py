"""The keys that access tokens are signed with, in a file that may change while everything runs.

A JWK set (RFC 7517). A key signs from its `signs_from` on (seconds since 1970, of old if it has none): the newest such
signs. So a rotation is one change of the file: verifiers learn of the new key before anything is signed with it,
and the one before verifies until the last token it signed has expired.
"""

import contextlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from chassis.keys import SIGNING, KeyFileError, new_signing_key, write_private
from chassis.tokens import JWKS_MAX_AGE_SECONDS, LEEWAY_SECONDS

ACCESS_SECONDS = 600  # how long a token lasts
OVERLAP_SECONDS = (
    ACCESS_SECONDS + LEEWAY_SECONDS + 30
)  # as long as anybody may show a token of the key before
SIGNS_AFTER_SECONDS = 2 * JWKS_MAX_AGE_SECONDS  # time to hand the file out, then for all to fetch it
LOOK_EVERY_SECONDS = 1.0
_FROM = "signs_from"


class UnderWay(Exception):
    """A rotation has begun and its key does not sign yet."""


@dataclass(frozen=True)
class Rotation:
    """What a rotation did: the new key, when it signs, and the keys that left the file."""

    kid: str
    signs_from: int
    dropped: tuple[str, ...]


class _Keys:
    """The file's content. Raises KeyFileError where it is no set of keys to sign with."""

    def __init__(self, raw: bytes) -> None:
        try:
            self.entries: list[dict[str, Any]] = orjson.loads(raw)["keys"]
            plain = [{k: v for k, v in entry.items() if k != _FROM} for entry in self.entries]
            self._from = {entry["kid"]: int(entry.get(_FROM, 0)) for entry in self.entries}
            self._keys = KeySet.import_key_set({"keys": plain}).keys
            private = self._keys[0].is_private
        except (JoseError, ValueError, KeyError, TypeError, IndexError, AttributeError):
            raise KeyFileError(f"{SIGNING}: not a JWK set. Restore it from your back-up.") from None
        if not private:
            raise KeyFileError(f"{SIGNING}: its first key must have its private part, to sign with.")

    def signing(self, now: float) -> Key:
        begun = [key for key in self._keys if self._from[key.kid or ""] <= now]
        return max(begun or self._keys[:1], key=lambda key: self._from[key.kid or ""])

    def verifying(self, now: float) -> list[Key]:
        """All but those whose last token has expired."""
        since = self._from[self.signing(now).kid or ""]
        over = now - since >= OVERLAP_SECONDS
        return [key for key in self._keys if not over or self._from[key.kid or ""] >= since]

    def begins(self, now: float) -> int | None:
        """When the key of a rotation that is under way begins to sign."""
        return next((at for at in self._from.values() if at > now), None)


class SigningKeys:
    """Reads the file again when it changed: looked for at most every second, and at once for an unknown key id."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SIGNING
        self._stamp = self._stamped()
        self._keys = _Keys(_read(self._path))
        self._looked_at = time.monotonic()

    def signing(self) -> Key:
        return self._latest().signing(time.time())

    def verifying(self, kid: str | None = None) -> KeySet:
        """Those that verify now, `kid` among them if the file has it."""
        now = time.time()
        found = self._latest().verifying(now)
        if kid is not None and all(key.kid != kid for key in found):
            found = self._reread().verifying(now)
        return KeySet(found)

    def ids(self) -> list[str]:
        """Of all keys that the file has, those that verify no more among them."""
        return [str(entry["kid"]) for entry in self._latest().entries]

    def _latest(self) -> _Keys:
        due = time.monotonic() - self._looked_at >= LOOK_EVERY_SECONDS
        return self._reread() if due else self._keys

    def _reread(self) -> _Keys:
        """A file that cannot be read at the moment leaves the keys that were read before."""
        self._looked_at = time.monotonic()
        stamp = self._stamped()
        if stamp != self._stamp:  # anybody can name unknown keys: that alone must not read and parse
            with contextlib.suppress(KeyFileError):
                self._keys, self._stamp = _Keys(_read(self._path)), stamp
        return self._keys

    def _stamped(self) -> tuple[int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino


def rotate(
    folder: Path, *, now: float, after: float = SIGNS_AFTER_SECONDS, compromised: bool = False
) -> Rotation:
    """Give the file a new key that signs `after` seconds, and take out those that verify no more.

    `compromised`: the new key signs at once, and alone: every access token that was given out is refused within
    JWKS_MAX_AGE_SECONDS. Raises UnderWay, and KeyFileError where the file cannot be read.
    """
    keys = _Keys(_read(folder / SIGNING))
    if not compromised and (at := keys.begins(now)) is not None:
        raise UnderWay(f"A rotation is under way: its key signs in {int(at - now) + 1} seconds.")
    kept = [] if compromised else [key.kid for key in keys.verifying(now)]
    added = new_signing_key()
    signs_from = int(now if compromised else now + after)
    entries = [entry for entry in keys.entries if entry["kid"] in kept]
    entries.append(dict(added.as_dict(private=True)) | {_FROM: signs_from})
    write_private(folder / SIGNING, json.dumps({"keys": entries}, indent=1))
    dropped = tuple(entry["kid"] for entry in keys.entries if entry["kid"] not in kept)
    return Rotation(added.kid or "", signs_from, dropped)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileError(
            f"{path.name}: {error.strerror}. `python -m chassis generate-keys` makes one."
        ) from None
