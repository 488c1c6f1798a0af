"""The files of a back-up."""

import gzip
import hashlib
import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from devstack.errors import DevstackError

FORMAT = 1
MANIFEST = "manifest.json"
LENGTH = struct.Struct("<i")  # how every BSON document begins
COMPRESSION = 1


@dataclass(frozen=True)
class File:
    """A collection's file."""

    documents: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`files` are by service and collection; `keys` are the ids that each key ring had."""

    taken_at: str
    cluster_time: tuple[int, int]
    files: dict[str, dict[str, File]]
    keys: dict[str, list[str]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def documents(self) -> int:
        return sum(file.documents for of_service in self.files.values() for file in of_service.values())

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Raises DevstackError for what is no back-up, or one of another format."""
        try:
            held: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if held["format"] != FORMAT:
                raise DevstackError(f"{folder} has format {held['format']}, this version reads {FORMAT}")
            files = {
                service: {name: File(**file) for name, file in of_service.items()}
                for service, of_service in held["files"].items()
            }
            return cls(held["taken_at"], tuple(held["cluster_time"]), files, held["keys"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DevstackError(f"{folder} holds no whole back-up ({type(error).__name__})") from None


def path_of(folder: Path, service: str, collection: str) -> Path:
    return folder / service / f"{collection}.bson.gz"


def write(path: Path, batches: Iterable[tuple[bytes, int]]) -> File:
    """Write batches of BSON documents, each with their number."""
    path.parent.mkdir(parents=True, exist_ok=True)
    documents = 0
    with path.open("wb") as file, gzip.GzipFile(fileobj=file, mode="wb", compresslevel=COMPRESSION) as packed:
        for batch, count in batches:
            packed.write(batch)
            documents += count
    return File(documents, digest(path))


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def count(documents: bytes) -> int:
    """How many BSON documents follow each other in these bytes."""
    place = found = 0
    while place < len(documents):
        place += LENGTH.unpack_from(documents, place)[0]
        found += 1
    return found


def read(path: Path) -> Iterator[bytes]:
    """The BSON documents of a file, one after another, in little memory."""
    with gzip.open(path, "rb") as packed:
        while head := packed.read(LENGTH.size):
            yield head + packed.read(LENGTH.unpack(head)[0] - LENGTH.size)
