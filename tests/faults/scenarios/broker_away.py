"""The broker is down, then frozen, under load: submitting goes on as before, and the mails follow."""

import asyncio
import re
from dataclasses import dataclass
from statistics import median

import aiohttp

from tests.faults.figures import Figure, none_of, percentile
from tests.faults.ledger import compare, drained
from tests.faults.load import Load
from tests.faults.site import OURS, Site

TITLE = "broker down, then frozen"
IN_TIME = re.compile(r'^mmp_event_publish_seconds_bucket\{le="5\.5"\} (\S+)$', re.MULTILINE)
IN_ALL = re.compile(r'^mmp_event_publish_seconds_bucket\{le="\+Inf"\} (\S+)$', re.MULTILINE)


@dataclass(frozen=True)
class Size:
    base: float  # seconds, as the next two
    down: float
    frozen: float  # longer than a publish may take
    rounds: int
    per_second: float = 10.0


SHORT = Size(base=3, down=4, frozen=7, rounds=1, per_second=3)
FULL = Size(base=60, down=60, frozen=60, rounds=3)


async def run(site: Site, size: Size) -> list[Figure]:
    broker, seen = site.part("rabbitmq"), site.caller.seen
    errors = seen.codes.total() + seen.lost.total()
    pids = [site.part(name).pid for name in OURS]
    ratios: dict[str, list[float]] = {"down": [], "frozen": []}
    loads, slowest, base_p99 = [], 0.0, []
    for _ in range(size.rounds):
        base = await _loaded(site, size, size.base)
        base_p99.append(percentile(base.answer_ms, 99))
        loads.append(base)
        await drained(site)
        for fault, found in ratios.items():
            if fault == "down":
                await broker.kill9()
            else:
                broker.freeze()
            load = await _loaded(site, size, getattr(size, fault))
            if fault == "down":
                await broker.start()
            else:
                broker.thaw()
            slowest = max(slowest, await drained(site))
            found.append(percentile(load.answer_ms, 99) / base_p99[-1])
            loads.append(load)
    ledgers = [await compare(site, load) for load in loads]
    return [
        Figure("accepted", sum(each.accepted for each in ledgers), at_least=1),
        none_of("submissions that needed a second try", seen.codes.total() + seen.lost.total() - errors),
        none_of("lost", sum(e.lost_certifications + e.lost_events + e.lost_mails for e in ledgers)),
        none_of("duplicate mails", sum(each.duplicate_mails for each in ledgers)),
        none_of("dead letters", ledgers[-1].dead_letters),
        none_of(
            "processes that ended", sum(site.part(n).pid != pid for n, pid in zip(OURS, pids, strict=True))
        ),
        Figure("publishes over 5 s", await _late_publishes(site), at_most=0, of_time=True),
        Figure("base p99 in ms", median(base_p99)),
        Figure("p99 while down / base", median(ratios["down"]), at_most=1.5, of_time=True),
        Figure("p99 while frozen / base", median(ratios["frozen"]), at_most=1.5, of_time=True),
        Figure("drained at the slowest in s", slowest, at_most=30, of_time=True),
    ]


async def _loaded(site: Site, size: Size, seconds: float) -> Load:
    load, stop = Load(site), asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, stop.set)
    await load.paced(stop, per_second=size.per_second)
    return load


async def _late_publishes(site: Site) -> float:
    """Of all processes since they began, by their own metrics."""
    late = 0.0
    async with aiohttp.ClientSession() as http:
        for name in OURS:
            async with http.get(f"{site.stack.admin_url(name)}/metrics") as answer:
                text = await answer.text()
            if (within := IN_TIME.search(text)) and (of := IN_ALL.search(text)):
                late += float(of[1]) - float(within[1])
    return late
