"""The keys that a back-up cannot be read without: kept apart from it, and known in it by their ids alone."""

import shutil
from pathlib import Path

from chassis.keys import RINGS, SIGNING, KeyFileError, KeyRing
from devstack.errors import DevstackError
from devstack.installation import Installation
from devstack.processes import SERVICES

NAMES = (*(f"{ring}.json" for ring in RINGS), SIGNING)


def must_be_apart(folder: Path, keys_folder: Path | None) -> None:
    """Raises DevstackError where one lies in the other."""
    if keys_folder is None:
        return
    one, other = folder.resolve(), keys_folder.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise DevstackError(
            "whoever finds the back-up must not find its keys: name a folder elsewhere for --keys"
        )


def ids_of(installation: Installation) -> dict[str, list[str]]:
    """Of every ring that the services can read. Raises DevstackError."""
    found: dict[str, list[str]] = {}
    try:
        for service, settings in installation.all_settings().items():
            found |= _ids(settings.keys_dir, service)
    except KeyFileError as error:
        raise DevstackError(str(error)) from None
    return found


def ids_in(folder: Path) -> dict[str, list[str]]:
    """Of every ring in a folder. Raises DevstackError."""
    found: dict[str, list[str]] = {}
    try:
        for service in SERVICES:
            found |= _ids(folder, service)
    except KeyFileError as error:
        raise DevstackError(str(error)) from None
    return found


def _ids(folder: Path, service: str) -> dict[str, list[str]]:
    rings = [ring for ring in RINGS if ring.partition(".")[0] in ("transport", service)]
    return {ring: sorted(KeyRing.read(folder, ring).keys) for ring in rings}


def must_hold(found: dict[str, list[str]], needed: dict[str, list[str]]) -> None:
    """Raises DevstackError with the keys that the data lies under and that are not there."""
    missing = [
        f"{ring} {kid}" for ring, kids in needed.items() for kid in kids if kid not in found.get(ring, [])
    ]
    if missing:
        raise DevstackError(
            f"the back-up cannot be read without these keys: {', '.join(missing)}. Name the folder that holds "
            "them with --keys"
        )


def copy(source: Path, target: Path) -> None:
    """Copy the key files, which nobody else may read there."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in NAMES:
        part = target / f"{name}.part"
        part.touch(mode=0o600)
        shutil.copyfile(source / name, part)
        part.replace(target / name)
