"""The compose files as docker-compose puts them together."""

from typing import Any

import yaml

from devstack.processes import REPOSITORY

BASE, OVERRIDE = "docker-compose.yml", "docker-compose.override.yml"
PROD, INTEGRATORS = "docker-compose.prod.yml", "docker-compose.integrators.yml"
WEB = "docker-compose.web.yml"
INSTALLATIONS = {
    "development": (BASE, OVERRIDE),
    "production": (BASE, PROD),
    "development with integrators": (BASE, OVERRIDE, INTEGRATORS),
    "production with integrators": (BASE, PROD, INTEGRATORS),
}


def read(name: str) -> dict[str, Any]:
    held: dict[str, Any] = yaml.safe_load((REPOSITORY / name).read_text())
    return held


def together(*names: str) -> dict[str, Any]:
    """Services, networks and volumes of several files, a later one over an earlier one."""
    whole: dict[str, Any] = {}
    for name in names:
        for section, entries in read(name).items():
            if not section.startswith("x-"):
                held = whole.setdefault(section, {})
                for key, entry in entries.items():
                    held[key] = _merged(held.get(key) or {}, entry or {}) if section == "services" else entry
    return whole


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    merged = dict(one)
    for key, value in other.items():
        if key in ("environment", "depends_on") and key in one:
            merged[key] = {**one[key], **value}
        elif key in ("ports", "volumes", "networks", "secrets") and key in one:
            merged[key] = [*one[key], *(each for each in value if each not in one[key])]
        else:
            merged[key] = value
    return merged
