"""Key files: rings of named 256-bit keys, and the folder in which a process finds them."""

import base64
import json
import secrets
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


def new_key_id() -> str:
    return datetime.now(UTC).strftime("%Y%m%d") + secrets.token_hex(2)


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
