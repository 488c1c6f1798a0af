"""Settings and the files that they name: whether they are whole, and who else may read them."""

import os
import stat
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chassis.keys import RINGS, SIGNING, KeyFileError, KeyRing
from chassis.settings import SettingsError
from devstack.doctor.finding import Finding
from devstack.inner_certificates import ends
from devstack.installation import GATEWAY, KEYS_MADE_IN, SETTINGS, Installation
from devstack.processes import SERVICES

SOON = timedelta(days=21)
SITE = Path("/run/secrets/certificate.pem")  # as compose mounts it
OTHERS = stat.S_IRWXG | stat.S_IRWXO


async def settings(installation: Installation) -> AsyncIterator[Finding]:
    """Each process reads its settings as it does at its start."""
    for name in (*SERVICES, GATEWAY):
        try:
            if name == GATEWAY:
                installation.gateway_settings()
            else:
                installation.settings(name)
        except SettingsError as error:
            wrong = "; ".join(line.strip() for line in str(error).splitlines()[1:])
            yield Finding(f"settings of {name}", wrong, "correct them, and start the process again")
        else:
            yield Finding(f"settings of {name}", note="read")


async def secrets(installation: Installation) -> AsyncIterator[Finding]:
    """Files with secrets in them: nobody but their owner reads them, and they are what they should be."""
    seen = set[Path]()
    for service in SERVICES:
        environment = installation.environments[service]
        for finding in _secret_files(service, environment, seen):
            yield finding
        if "KEYS_DIR" in environment:
            for finding in _key_files(service, Path(environment["KEYS_DIR"])):
                yield finding


async def certificates(installation: Installation) -> AsyncIterator[Finding]:
    """Those that this process can see, and when they end."""
    for path in _certificate_files(installation):
        try:
            left = ends(path) - datetime.now(UTC)
        except (OSError, ValueError):
            yield Finding(f"certificate {path.name}", "cannot be read", "put a PEM certificate there")
            continue
        cure = (
            "renew it, then `docker-compose kill -s USR2 balancer`"
            if path == SITE
            else "`docker-compose up -d keys`, then restart mongo and rabbitmq"
        )
        wrong = f"ends in {left.days} days" if left < SOON else ""
        yield Finding(f"certificate {path.name}", wrong, cure, note=f"{left.days} days left")


def _certificate_files(installation: Installation) -> list[Path]:
    made_in = Path(installation.environments[SERVICES[0]].get(KEYS_MADE_IN) or "/nonexistent")
    inner = [path for path in sorted(made_in.glob("*.pem")) if "key" not in path.name]
    return [*inner, SITE] if SITE.exists() else inner


def _secret_files(service: str, environment: Mapping[str, str], seen: set[Path]) -> Iterator[Finding]:
    """Those that hold a setting, as `NAME_FILE`."""
    for name, value in environment.items():
        setting = name.removesuffix("_FILE").lower()
        if not name.endswith("_FILE") or setting not in SETTINGS[service].model_fields or Path(value) in seen:
            continue
        seen.add(Path(value))
        yield _read_by_others(Path(value), f"{name} {value}")


def _key_files(service: str, folder: Path) -> Iterator[Finding]:
    rings = [ring for ring in RINGS if ring.partition(".")[0] in ("transport", service)]
    for ring in rings:
        try:
            KeyRing.read(folder, ring)
        except KeyFileError as error:
            yield Finding(f"keys of {service}", str(error), "restore it from your copy of the keys")
    names = [f"{ring}.json" for ring in rings] + ([SIGNING] if service == "identity" else [])
    open_ones = [name for name in names if not _read_by_others(folder / name, name).well]
    if open_ones:
        cure = f"chmod 600 {' '.join(open_ones)} in {folder}"
        yield Finding(
            f"keys of {service}", f"others may read {', '.join(open_ones)}, or they are missing", cure
        )
    else:
        yield Finding(f"keys of {service}", note=f"{len(names)} files, read by their owner alone")


def _read_by_others(path: Path, subject: str) -> Finding:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return Finding(subject, f"{error.strerror}", "put the file there, readable by the process's user")
    if not os.access(path, os.R_OK):
        return Finding(subject, "this user cannot read it", f"chown {os.getuid()} {path}")
    if mode & OTHERS:
        return Finding(subject, "others may read it", f"chmod 400 {path}")
    return Finding(subject, note="read by its owner alone")
