"""Practitioners who read and certify while the installation is operated on, and what they saw of that."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from secrets import token_hex

import aiohttp

from chassis.events import now
from devstack import story_operations as operations
from devstack.mailbox import Mailbox
from services.identity.sample_registry import sample_rows
from tests.faults.caller import Caller
from tests.faults.practitioner import Practitioner

PRACTITIONERS = 4
PER_SECOND = 10.0
WRITES = 5  # every so many'th request begins a certification
ONE = "query One($id: ID!) { certification(id: $id) { id status } }"


def registry_rows() -> list[dict[str, str]]:
    """Invented practitioners who may certify."""
    rows = sample_rows(PRACTITIONERS * 8, seed=11, on=now().date())
    return [
        row
        for row in rows
        if row["profession"] == "PHYSICIAN" and row["license_status"] == row["dea_status"] == "ACTIVE"
    ][:PRACTITIONERS]


@dataclass
class Inbox:
    """Mailpit's mails, as practitioners read them."""

    mailbox: Mailbox

    async def text_to(self, address: str) -> str | None:
        mails = await self.mailbox.all_to(address)
        return mails[0].text if mails else None


@dataclass
class Load:
    """`failed` counts what a client that sends again could not get done; `caller.seen` the faults on the way."""

    caller: Caller
    practitioners: list[Practitioner]
    accepted: dict[str, Practitioner] = field(default_factory=dict)  # by the certification's id
    failed: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    took: list[float] = field(default_factory=list)
    _run: str = field(default_factory=lambda: token_hex(3))
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _running: asyncio.Task[None] | None = None

    @classmethod
    async def enrolled(cls, url: str, http: aiohttp.ClientSession, inbox: Mailbox) -> "Load":
        caller = Caller([url], http)
        practitioners = [Practitioner(row, caller) for row in registry_rows()]
        for each in practitioners:
            await each.enrol(Inbox(inbox))
        return cls(caller, practitioners)

    def start(self) -> None:
        self._stop.clear()
        self._running = asyncio.create_task(self._requests())

    async def stop(self) -> None:
        """Wait for the last answers."""
        self._stop.set()
        if self._running is not None:
            await self._running

    def faults(self) -> Counter[str]:
        """What was not answered at the first sending, so far."""
        seen = self.caller.seen
        return Counter({"refused": seen.refused}) + seen.lost + seen.codes

    async def missing(self, certifications: list[str]) -> int:
        """How many of these their practitioners do not find certified."""
        gone = 0
        for id_ in certifications:
            found = (await self.accepted[id_].execute(ONE, id=id_))["certification"]
            gone += found is None or found["status"] != "CERTIFIED"
        return gone

    async def _requests(self) -> None:
        begun, number = time.monotonic(), 0
        async with asyncio.TaskGroup() as group:
            while not self._stop.is_set():
                number += 1
                group.create_task(self._one(number))
                await asyncio.sleep(max(0.0, begun + number / PER_SECOND - time.monotonic()))

    async def _one(self, number: int) -> None:
        begun = time.monotonic()
        self.requests += 1
        practitioner = self.practitioners[number % len(self.practitioners)]
        try:
            if number % WRITES:
                await practitioner.execute(operations.CERTIFICATIONS)
            else:
                await self._certify(practitioner)
        except Exception as error:  # counted: the check goes on, and shows it in its table
            self.failed[f"{type(error).__name__}: {error}"[:200]] += 1
        self.took.append(time.monotonic() - begun)

    async def _certify(self, practitioner: Practitioner) -> None:
        number = f"{self._run}{self.requests:05x}"
        id_, submit = await practitioner.certify(number, f"p-{number}@mail.example")
        answer = await submit()
        assert answer["submitCertification"]["certification"]["status"] == "CERTIFIED"
        self.accepted[id_] = practitioner
