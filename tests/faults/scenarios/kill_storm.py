"""`kill -9` at random, over every process and both servers, while practitioners certify."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from services.notifications.mailer import FIRST_AT_A_TIME, RETRIES_AT_A_TIME
from tests.faults.figures import Figure
from tests.faults.keeper import Keeper
from tests.faults.ledger import compare, drained
from tests.faults.load import Load
from tests.faults.site import MAILER, OURS, Site

TITLE = "random kill -9"
VICTIMS = [*OURS, "mongodb", "rabbitmq"]
MAILS_UNDER_WAY = (
    FIRST_AT_A_TIME + RETRIES_AT_A_TIME
)  # of one mailer at most: as many it may have handed in without writing that down


@dataclass(frozen=True)
class Size:
    certifications: int
    kills: int
    clients: int = 8


SHORT, FULL = Size(certifications=60, kills=6), Size(certifications=2000, kills=50)


async def run(site: Site, size: Size) -> list[Figure]:
    load, killed = Load(site), Counter[str]()
    every = size.certifications // size.kills
    victims = [site.chance.choice(VICTIMS) for _ in range(size.kills)]

    async def kill(victim: str) -> None:
        await site.part(victim).kill9()
        killed[victim] += 1

    async with Keeper(site.part(name) for name in VICTIMS) as keeper:
        async with asyncio.TaskGroup() as killing:

            def after_each(done: int) -> None:
                if done % every == 0 and victims:
                    killing.create_task(kill(victims.pop()))

            await load.many(size.certifications, clients=size.clients, after_each=after_each)
        took = await drained(site)
    ledger = await compare(site, load)
    return [
        Figure("kills", killed.total(), at_least=size.kills),
        Figure("of the mailer", killed[MAILER]),
        *ledger.figures(duplicates=killed[MAILER] * MAILS_UNDER_WAY),
        # Its name says which, with what exit codes: a figure that breaks is to be understood.
        Figure(f"ended by themselves {dict(keeper.exits) or ''}".strip(), keeper.ended, at_most=0),
        Figure("not retryable answers", site.caller.seen.not_retryable, at_most=0),
        Figure("drained in s", took, at_most=120, of_time=True),
    ]
