"""SIGTERM to each process, one after the other, two of each, under steady requests: none of them fails."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass

from devstack import story_operations as operations
from tests.faults.figures import Figure, none_of, percentile
from tests.faults.ledger import compare, drained
from tests.faults.load import Load
from tests.faults.site import OURS, Site

TITLE = "SIGTERM rolling"
COPIES = 2
# As compose has it: who sends requests learns of an end while they are still taken.
EXTRA = {name: {"DRAIN_SECONDS": "3"} for name in OURS}
WRITES = 20  # every so many'th request begins a certification


@dataclass(frozen=True)
class Size:
    rounds: int
    per_second: float = 100.0


SHORT, FULL = Size(rounds=1, per_second=20), Size(rounds=3)


async def run(site: Site, size: Size) -> list[Figure]:
    load, stop, failed, took = Load(site), asyncio.Event(), Counter[str](), list[float]()
    seen = site.caller.seen
    lost, codes, refused = seen.lost.copy(), seen.codes.copy(), seen.refused

    async def read(number: int) -> None:
        begun = time.monotonic()
        practitioner = site.practitioners[number % len(site.practitioners)]
        answer = await practitioner.answer(operations.CERTIFICATIONS)
        failed["no data"] += not (answer or {}).get("data")
        took.append(1000 * (time.monotonic() - begun))

    async def requests() -> None:
        begun, number = time.monotonic(), 0
        async with asyncio.TaskGroup() as group:
            while not stop.is_set():
                number += 1
                group.create_task(read(number) if number % WRITES else _certified(load))
                await asyncio.sleep(max(0.0, begun + number / size.per_second - time.monotonic()))

    asking = asyncio.create_task(requests())
    longest, worst = 0.0, ""
    for _ in range(size.rounds):
        for name in site.stack.processes:
            part, begun = site.part(name), time.monotonic()
            await part.stop()
            if (seconds := time.monotonic() - begun) > longest:
                longest, worst = seconds, name
            await part.start()
    stop.set()
    await asking
    await drained(site)
    ledger = await compare(site, load)
    return [
        Figure("requests", len(took) + len(load.accepted), at_least=1),
        none_of("failed reads", failed.total()),
        *(none_of(f"lost by {name}", count) for name, count in (seen.lost - lost).items()),
        *(none_of(f"answered {name}", count) for name, count in (seen.codes - codes).items()),
        Figure("refused, and taken by the other gateway", seen.refused - refused),
        *ledger.figures(duplicates=0),
        Figure(f"longest exit in s, of {worst}", longest, at_most=10, of_time=True),
        Figure("p50 in ms", percentile(took, 50)),
        Figure("p99 in ms", percentile(took, 99)),
    ]


async def _certified(load: Load) -> None:
    await load.certify()
