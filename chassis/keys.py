"""Key files: rings of named 256-bit keys, and the folder in which a process finds them."""

import base64
import contextlib
import json
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from joserfc.jwk import OKPKey

RINGS = (
    "transport",
    "identity.seal",
    "identity.index",
    "identity.pepper",
    "certification.seal",
    "certification.index",
    "certification.pepper",
    "notifications.seal",
    "notifications.index",
)
SIGNING = "identity.signing.json"
SHARED = "transport"


class KeyFileError(Exception):
    """A key file is missing or damaged. The text names the file, never a key."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by id. New values are written under `current`; all of them can be read."""

    current: str
    keys: dict[str, bytes]

    @classmethod
    def read(cls, folder: Path, name: str) -> "KeyRing":
        path = folder / f"{name}.json"
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            keys = {kid: base64.b64decode(key) for kid, key in data["keys"].items()}
            ring = cls(current=data["current"], keys=keys)
        except OSError as error:
            raise KeyFileError(
                f"{path.name}: {error.strerror}. `python -m chassis generate-keys` makes one."
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise KeyFileError(f"{path.name}: not a key file. Restore it from your back-up.") from None
        if ring.current not in keys or any(len(key) != 32 for key in keys.values()):
            raise KeyFileError(f"{path.name}: needs 32-byte keys and a `current` that is among them.")
        return ring

    @classmethod
    def generate(cls) -> "KeyRing":
        kid = new_key_id()
        return cls(current=kid, keys={kid: secrets.token_bytes(32)})

    def write(self, folder: Path, name: str) -> None:
        keys = {kid: base64.b64encode(key).decode() for kid, key in self.keys.items()}
        write_private(folder / f"{name}.json", json.dumps({"current": self.current, "keys": keys}, indent=1))

    def latest(self) -> "KeyRing":
        """A ring that was read once does not change."""
        return self

    def reread(self) -> "KeyRing":
        return self

    def with_new_key(self) -> "KeyRing":
        """A new key that can be read and looked up, while new values are still written under the old one."""
        return KeyRing(self.current, self.keys | {new_key_id(): secrets.token_bytes(32)})

    def using(self, kid: str) -> "KeyRing":
        """The same keys, with new values written under `kid`. Raises KeyFileError where it has none such."""
        self._require(kid)
        return KeyRing(kid, self.keys)

    def without(self, kid: str) -> "KeyRing":
        """Raises KeyFileError where it has no such key, or new values are still written under it."""
        self._require(kid)
        if kid == self.current:
            raise KeyFileError(f"{kid} is in use: `use` another key first.")
        return KeyRing(self.current, {each: key for each, key in self.keys.items() if each != kid})

    def _require(self, kid: str) -> None:
        if kid not in self.keys:
            raise KeyFileError(f"no key {kid}; there are {', '.join(self.keys)}")


def pepper(folder: Path, service: str) -> bytes:
    """The service's key that does not rotate: what was made under it could not be made anew (docs/keys.md)."""
    ring = KeyRing.read(folder, f"{service}.pepper")
    return ring.keys[ring.current]


class LiveRing:
    """A key file that is read again when it changed: keys rotate without a restart.

    It is looked at when it is used, at most every `every` seconds; a file that cannot be read at the moment
    leaves the keys that were read before.
    """

    def __init__(self, folder: Path, name: str, *, every: float = 1.0) -> None:
        self._folder, self._name, self._every = folder, name, every
        self._stamp = self._stamped()
        self._ring = KeyRing.read(folder, name)
        self._looked_at = time.monotonic()

    def latest(self) -> KeyRing:
        return self.reread() if time.monotonic() - self._looked_at >= self._every else self._ring

    def reread(self) -> KeyRing:
        """Whatever the time: for a value under a key that was not known a moment ago."""
        self._looked_at = time.monotonic()
        stamp = self._stamped()
        if stamp != self._stamp:
            with contextlib.suppress(KeyFileError):
                self._ring, self._stamp = KeyRing.read(self._folder, self._name), stamp
        return self._ring

    def _stamped(self) -> tuple[int, int] | None:
        try:
            stat = (self._folder / f"{self._name}.json").stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino


def new_key_id() -> str:
    return datetime.now(UTC).strftime("%Y%m%d") + secrets.token_hex(4)


def new_signing_key() -> OKPKey:
    """An Ed25519 key pair for access tokens (RFC 8037)."""
    return OKPKey.generate_key("Ed25519", {"kid": new_key_id(), "use": "sig", "alg": "Ed25519"})


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(path)


def hand_out(folder: Path, service: str, target: Path) -> list[str]:
    """Copy what one service needs into a folder of its own, in place of what was there; returns the names."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    needed = [path for path in sorted(folder.glob("*.json")) if path.name.split(".")[0] in (SHARED, service)]
    for path in needed:
        write_private(target / path.name, path.read_text(encoding="utf-8").rstrip("\n"))
    return [path.name for path in needed]


def generate_missing(folder: Path) -> list[str]:
    """Make every key file that is not there yet; returns the names of those made."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = []
    for name in RINGS:
        if not (folder / f"{name}.json").exists():
            KeyRing.generate().write(folder, name)
            made.append(f"{name}.json")
    if not (folder / SIGNING).exists():
        key = new_signing_key()
        write_private(folder / SIGNING, json.dumps({"keys": [key.as_dict(private=True)]}, indent=1))
        made.append(SIGNING)
    return made
