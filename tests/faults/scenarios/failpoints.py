"""A process ends at a named point, as by `kill -9`: nothing is lost, and the same mail goes out twice at most once.

At each point one certification is under way; the next point is armed in the process that takes its place.
"""

import asyncio
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
    "certification.before_commit": API,
    "certification.after_commit": API,
    "outbox.leased": API,
    "outbox.before_publish": API,
    "outbox.after_confirm": API,
    "outbox.after_mark": API,
    "consumer.received": MAILER,
    "consumer.after_inbox": MAILER,
    "consumer.before_ack": MAILER,
    "consumer.after_ack": MAILER,
    "mail.leased": MAILER,
    "mail.before_data": MAILER,
    "mail.after_accept": MAILER,
    "mail.after_record": MAILER,
}
# After mail.after_accept nobody knows which of the mails under way were accepted: the patient's, the practitioner's.
UNDECIDABLE = 2
# Whose relay would publish what the armed one is to: it rests meanwhile.
RIVALS = {API: "certification-worker"}
EXIT_CODE, ENDS_SECONDS = 99, 60


@dataclass(frozen=True)
class Size:
    rounds: int


SHORT, FULL = Size(rounds=1), Size(rounds=20)


async def run(site: Site, size: Size) -> list[Figure]:
    load, ended, slowest = Load(site), 0, 0.0
    for _ in range(size.rounds):
        async with asyncio.TaskGroup() as clients:
            for point, name in POINTS.items():
                part, rival = site.part(name), RIVALS.get(name)
                if rival is not None:
                    await site.part(rival).stop()
                await part.stop()
                armed = asyncio.create_task(_ends(part, point))
                clients.create_task(load.certify())
                ended += await armed
                await part.start()
                if rival is not None:
                    await site.part(rival).start()
        slowest = max(slowest, await drained(site))
    ledger = await compare(site, load)
    exits = size.rounds * len(POINTS)
    return [
        Figure("exits", ended, at_least=exits, at_most=exits),
        *ledger.figures(duplicates=size.rounds * UNDECIDABLE),
        Figure("drained at the slowest in s", slowest, at_most=120, of_time=True),
    ]


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
