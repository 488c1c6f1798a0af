"""Certifications, made by several practitioners at a time; what was accepted, and how long each answer took."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

from tests.faults.practitioner import Practitioner
from tests.faults.site import Site


@dataclass(frozen=True)
class Accepted:
    """A certification that a practitioner was told is certified. Times are of the monotonic clock."""

    id: str
    email: str
    by: Practitioner
    submitted_at: float
    answered_at: float


class Load:
    """One run's certifications: its patients' addresses are told from those of other runs."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._run = token_hex(3)
        self._next = 0
        self.begun: list[str] = []  # every draft's id
        self.accepted: list[Accepted] = []

    def is_address(self, email: str) -> bool:
        """Whether it is of one of this run's patients."""
        return email.endswith(f".{self._run}@mail.example")

    def mail_seconds(self) -> list[float]:
        """Of each certification with a mail, from the answer to the mail server's acceptance of the first."""
        mail = self._site.mail
        first: dict[str, float] = {}
        for to, at in zip(mail.recipients, mail.accepted_at, strict=True):
            first.setdefault(to, at)
        return [
            max(0.0, first[each.email] - each.answered_at) for each in self.accepted if each.email in first
        ]

    @property
    def answer_ms(self) -> list[float]:
        """Of each submission, from first sending to the answer, however often it was sent."""
        return [1000 * (each.answered_at - each.submitted_at) for each in self.accepted]

    async def certify(self, name: str = "p") -> Accepted:
        """One more patient, whose address begins with `name`."""
        self._next += 1
        number, practitioners = self._next, self._site.practitioners
        email = f"{name}-{number}.{self._run}@mail.example"
        practitioner = practitioners[number % len(practitioners)]
        certification, submit = await practitioner.certify(f"{self._run}{number:05x}", email)
        self.begun.append(certification)
        begun = time.monotonic()
        answer = await submit()
        status = answer["submitCertification"]["certification"]["status"]
        assert status == "CERTIFIED", status
        done = Accepted(certification, email, practitioner, begun, time.monotonic())
        self.accepted.append(done)
        return done

    async def many(
        self, count: int, *, clients: int = 8, after_each: Callable[[int], None] = lambda _: None
    ) -> None:
        """`count` of them by `clients` at a time; `after_each` hears how many are done."""
        left = iter(range(count))
        done = 0

        async def client() -> None:
            nonlocal done
            for _ in left:
                await self.certify()
                done += 1
                after_each(done)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(clients, count)):
                group.create_task(client())

    async def paced(self, stop: asyncio.Event, *, per_second: float) -> None:
        """Begin one every 1 / `per_second` seconds, whatever became of the others, until `stop`."""
        started, begun = 0, time.monotonic()
        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                group.create_task(self.certify())
                started += 1
                await asyncio.sleep(max(0.0, begun + started / per_second - time.monotonic()))
