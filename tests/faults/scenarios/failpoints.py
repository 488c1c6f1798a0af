"""A process ends at a named point, as by `kill -9`: nothing is lost, and the same mail goes out twice at most once.

At each point a certification is under way; the next point is armed in the process that takes its place.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from devstack.errors import PartFailed
from devstack.supervised import Supervised
from tests.faults.figures import Figure
from tests.faults.ledger import compare, drained
from tests.faults.load import Load
from tests.faults.site import MAILER, Site

TITLE = "exit at named points"
API = "certification-api"
# Which process ends where. The api's relay hears of its own commits, so it is the one that publishes.
POINTS = {
    MAILER: (
        "mail.after_accept",  # first: what earlier points leave to be sent would be under way as well
        "mail.after_record",
        "mail.before_data",
        "mail.leased",
        "consumer.received",
        "consumer.after_inbox",
        "consumer.before_ack",
        "consumer.after_ack",
    ),
    API: (
        "certification.before_commit",
        "certification.after_commit",
        "outbox.leased",
        "outbox.before_publish",
        "outbox.after_confirm",
        "outbox.after_mark",
    ),
}
# After mail.after_accept nobody knows which of the mails under way were accepted: the patient's, the practitioner's.
UNDECIDABLE = 2
# Whose relay would publish what the armed one is to: it rests meanwhile.
RIVALS = {API: ("certification-worker",)}
EXIT_CODE, ENDS_SECONDS = 99, 60


@dataclass(frozen=True)
class Size:
    rounds: int


SHORT, FULL = Size(rounds=1), Size(rounds=20)


async def run(site: Site, size: Size) -> list[Figure]:
    load, ended, slowest = Load(site), 0, 0.0
    for _ in range(size.rounds):
        async with asyncio.TaskGroup() as clients:
            for name, points in POINTS.items():
                async with _without_rivals(site, name):
                    await site.part(name).stop()
                    for point in points:
                        armed = asyncio.create_task(_ends(site.part(name), point))
                        clients.create_task(load.certify())
                        ended += await armed
                    await site.part(name).start()
        slowest = max(slowest, await drained(site))
    ledger = await compare(site, load)
    exits = size.rounds * sum(map(len, POINTS.values()))
    return [
        Figure("exits", ended, at_least=exits, at_most=exits),
        *ledger.figures(duplicates=size.rounds * UNDECIDABLE),
        Figure("drained at the slowest in s", slowest, at_most=120, of_time=True),
    ]


@asynccontextmanager
async def _without_rivals(site: Site, name: str) -> AsyncIterator[None]:
    rivals = [site.part(rival) for rival in RIVALS.get(name, ())]
    for rival in rivals:
        await rival.stop()
    yield
    for rival in rivals:
        await rival.start()


async def _ends(part: Supervised, point: str) -> bool:
    """Start it with the point armed; whether it ended there."""
    try:
        await part.start({"FAILPOINTS": f"{point}=exit*1"})
    except PartFailed as failed:  # something that waited led it there at once
        return f"exit code {EXIT_CODE} " in str(failed)
    async with asyncio.timeout(ENDS_SECONDS):
        while part.running:
            await asyncio.sleep(0.02)
    return part.exit_code == EXIT_CODE
