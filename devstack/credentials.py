"""What an installation makes for itself, once, and keeps: key rings, passwords, certificates of its inner network.

Each part gets what it needs in a folder of its own, and no part sees another's. Nobody has to know any of it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from chassis.keys import generate_missing, hand_out, write_private
from devstack.inner_certificates import CA, make_missing
from devstack.processes import SERVICES

MONGO, RABBITMQ, BALANCER, OPERATOR = "mongo", "rabbitmq", "balancer", "operator"
PARTS = (*SERVICES, MONGO, RABBITMQ, BALANCER, OPERATOR)
BROKER_USER = "mmp"
PASSWORDS = "passwords.json"
USERS = ("root", *SERVICES, OPERATOR)
DATABASES = {service: f"mmp_{service}" for service in SERVICES}


def prepare(folder: Path, shares: Path) -> list[str]:
    """Make in `folder` what it lacks, and hand out to `shares`/PART; returns the names of what was made."""
    made = generate_missing(folder) + make_missing(folder, hosts=(MONGO, RABBITMQ))
    passwords, new = _passwords(folder)
    made += new
    for part in PARTS:
        (shares / part).mkdir(parents=True, exist_ok=True)
    for service in SERVICES:
        hand_out(folder, service, shares / service)
    for part in (*SERVICES, OPERATOR):
        write_private(shares / part / "mongodb_url", _mongodb_url(part, passwords, shares / part))
        write_private(shares / part / "amqp_url", _amqp_url(passwords, shares / part))
    for part in (*SERVICES, OPERATOR, MONGO, BALANCER):
        _open(shares / part / CA, (folder / CA).read_text())
    for part in (MONGO, RABBITMQ):  # their users are others than ours: it is the folder that nobody else has
        _open(shares / part / f"{part}.pem", (folder / f"{part}.pem").read_text())
    _open(shares / MONGO / "users.json", json.dumps(_mongo_users(passwords)))
    _open(shares / RABBITMQ / "definitions.json", json.dumps(_definitions(passwords)))
    return made


def _passwords(folder: Path) -> tuple[Mapping[str, str], list[str]]:
    """By user; and the names of those that are new."""
    path = folder / PASSWORDS
    known = json.loads(path.read_text()) if path.exists() else {}
    new = [user for user in (*USERS, BROKER_USER) if user not in known]
    if new:
        known |= {user: token_urlsafe(32) for user in new}
        write_private(path, json.dumps(known, indent=1))
    return known, [f"password of {user}" for user in new]


def _open(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text)
    part.chmod(0o644)
    part.replace(path)


def _mongodb_url(user: str, passwords: Mapping[str, str], share: Path) -> str:
    """For a process that finds its share at /keys, as a service, or where it is now, as the operator."""
    ca = share / CA if user == OPERATOR else Path("/keys") / CA
    return f"mongodb://{user}:{passwords[user]}@{MONGO}:27017/?replicaSet=rs0&tls=true&tlsCAFile={ca}"


def _amqp_url(passwords: Mapping[str, str], share: Path) -> str:
    ca = share / CA if share.name == OPERATOR else Path("/keys") / CA
    return f"amqps://{BROKER_USER}:{passwords[BROKER_USER]}@{RABBITMQ}:5671/?cafile={ca}"


def _mongo_users(passwords: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each service may write its own database and see no other."""
    roles: dict[str, list[Any]] = {
        "root": ["root"],
        OPERATOR: [
            "clusterMonitor",
            *({"role": "readWrite", "db": database} for database in DATABASES.values()),
        ],
    }
    for service, database in DATABASES.items():
        roles[service] = [{"role": "readWrite", "db": database}]
    return [{"user": user, "pwd": passwords[user], "roles": roles[user]} for user in USERS]


def _definitions(passwords: Mapping[str, str]) -> dict[str, Any]:
    return {
        "vhosts": [{"name": "/"}],
        "users": [{"name": BROKER_USER, "password": passwords[BROKER_USER], "tags": []}],
        "permissions": [{"user": BROKER_USER, "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}],
    }
