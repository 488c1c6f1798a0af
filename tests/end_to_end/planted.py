"""Canaries: secrets of one person that are planted through the public gateway, and where they are looked for."""

import asyncio
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from secrets import choice, randbelow, token_hex
from typing import Any

import aiohttp
from pymongo import MongoClient

from chassis.keys import KeyRing
from chassis.sealed import Seal
from contracts.events.internal import MailContent, MailKind
from contracts.events.topology import QUEUES
from devstack.processes import DEMO_REGISTRY, STAYING
from devstack.stack import Devstack
from devstack.story_steps import letters

SSN_LAST4 = "0739"  # no number of a log or metric begins like this
DIGITS = re.compile(
    rf"(?<![0-9a-f-]){SSN_LAST4}(?![0-9a-f-])", re.IGNORECASE
)  # and no part of a UUID or hash


def dea_number() -> str:
    """One that fits the formula (facts 5.1) and that the demo's registry does not hold."""
    digits = [randbelow(10) for _ in range(6)]
    check = (digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])) % 10
    return f"B{choice('KQVXZ')}{''.join(map(str, digits))}{check}"


@dataclass
class Planted:
    """What must be read nowhere. `token_hex` makes each one unique in all files of the run."""

    core: str = field(default_factory=lambda: f"q{token_hex(8)}")
    name: str = field(default_factory=lambda: f"Q{letters(token_hex(8)).lower()}")  # names have no digits
    dea: str = field(default_factory=dea_number)
    unregistered_dea: str = field(default_factory=dea_number)
    others: list[str] = field(default_factory=list)  # tokens, links and codes that the product made itself

    @property
    def email(self) -> str:
        return f"{self.core}@mail.example"

    @property
    def new_email(self) -> str:
        return f"{self.core}.new@mail.example"

    @property
    def patient_email(self) -> str:
        return f"{self.core}.patient@mail.example"

    @property
    def password(self) -> str:
        return f"{self.core} counts sparrows"

    @property
    def new_password(self) -> str:
        return f"{self.core} counts geese"

    @property
    def registry(self) -> str:
        """The file that registers them: the practitioner with all that identifies them."""
        columns = DEMO_REGISTRY.read_text(encoding="utf-8").splitlines()[0]
        row = {
            **{"dea_number": self.dea, "ssn_last4": SSN_LAST4, "profession": "PHYSICIAN"},
            **{"first_name": "Elena", "last_name": self.name, "credential": "MD"},
            **{
                "license_number": f"1.{self.core}",
                "license_status": "ACTIVE",
                "license_expires_on": "2099-12-31",
            },
            **{"csp_number": f"CSP.{self.core}", "csp_status": "ACTIVE", "csp_expires_on": "2099-12-31"},
            **{"dea_status": "ACTIVE", "dea_expires_on": "2099-12-31", "dea_state": "CT"},
            **{"street": f"1 {self.name} Lane", "city": "Hartford", "state": "CT", "zip": "06106"},
        }
        return f"{columns}\n{','.join(row.get(column, '') for column in columns.split(','))}\n"

    @property
    def all(self) -> list[str]:
        return [self.core, self.name, self.dea, self.unregistered_dea, *self.others]


class Secrets:
    """Mails as notifications reads them: from identity's outbox, with the transport key."""

    def __init__(self, stack: Devstack) -> None:
        self._stack = stack

    def mails(self, email: str, kind: MailKind) -> list[MailContent]:
        """Of those that a key in the ring opens: a rotation may have dropped that of older ones."""
        ring = KeyRing.read(self._stack.rundir.keys, "transport")
        seal = Seal(ring)
        with MongoClient[dict[str, Any]](self._stack.mongodb_url) as client:
            entries = client[self._stack.database("identity")]["outbox"].find(
                {"type": "mail.requested.v1", "payload.kind": kind.value}
            )
            found = [
                MailContent.model_validate(seal.open(entry["payload"]["sealed"], (entry["_id"], "sealed")))
                for entry in entries.sort("time", 1)
                if entry["payload"]["sealed"].partition(".")[0] in ring.keys
            ]
        return [mail for mail in found if mail.email == email]

    def verifier(self, practitioner: str) -> str:
        """What identity keeps of the SSN's digits: who reads it and has the pepper tries ten thousand of them."""
        seal = Seal(KeyRing.read(self._stack.rundir.keys, "identity.seal"))
        with MongoClient[dict[str, Any]](self._stack.mongodb_url) as client:
            kept = client[self._stack.database("identity")]["practitioners"].find_one({"_id": practitioner})
        assert kept is not None
        return str(seal.open(kept["sealed"], ("practitioners", practitioner, "content"))["verifier"])

    def opened(self, seconds: float) -> None:
        """Wait until identity heard that a temporary address's application is certified."""
        until = time.monotonic() + seconds
        with MongoClient[dict[str, Any]](self._stack.mongodb_url) as client:
            addresses = client[self._stack.database("identity")]["temporary_emails"]
            while addresses.find_one({"opened": True}) is None:
                assert time.monotonic() < until, "no temporary address was opened"
                time.sleep(0.1)


def in_text(text: str, canaries: Iterable[str]) -> list[str]:
    found = [canary for canary in canaries if canary.lower() in text.lower()]
    if DIGITS.search(text):
        found.append(SSN_LAST4)
    return found


async def logs(stack: Devstack, servers: Devstack) -> dict[str, str]:
    """By process, ours and the servers' (the inbox apart, which is everybody's own)."""
    paths = [
        path
        for folder in (stack.rundir.logs, servers.rundir.logs)
        for path in folder.iterdir()
        if path.name != "inbox.log"
    ]
    return {path.name: await asyncio.to_thread(path.read_text, errors="replace") for path in paths}


async def metrics(stack: Devstack) -> dict[str, str]:
    told = {}
    async with aiohttp.ClientSession() as http:
        for process in STAYING:
            async with http.get(f"{stack.admin_url(process.name)}/metrics") as answer:
                told[process.name] = await answer.text()
    return told


def events(stack: Devstack) -> Iterator[tuple[str, str]]:
    """What each event tells without the transport key: all but its field `sealed`."""
    with MongoClient[dict[str, Any]](stack.mongodb_url) as client:
        for service in QUEUES:
            for entry in client[stack.database(service)]["outbox"].find():
                plain = {name: value for name, value in entry["payload"].items() if name != "sealed"}
                yield entry["type"], str(entry | {"payload": plain})


def on_disk(folder: Path, canaries: Iterable[bytes]) -> dict[bytes, list[str]]:
    """The files below `folder` that hold each canary."""
    found: dict[bytes, list[str]] = {canary: [] for canary in canaries}
    for path in folder.rglob("*"):
        try:
            content = path.read_bytes() if path.is_file() else b""
        except FileNotFoundError:  # the servers are at work: files come and go
            continue
        for canary, files in found.items():
            if canary in content:
                files.append(path.name)
    return found


def as_bson_text(text: str) -> bytes:
    """A whole value of a document: four digits alone are found in any file."""
    return (len(text) + 1).to_bytes(4, "little") + text.encode() + b"\0"
