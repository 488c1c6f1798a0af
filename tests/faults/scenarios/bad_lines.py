"""The lines to MongoDB, RabbitMQ and the mail server are slow, swallow everything, break, or tell late of an end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import product
from urllib.parse import urlsplit

from devstack.line import Line
from devstack.together import together
from services.notifications.mailer import FIRST_AT_A_TIME, RETRIES_AT_A_TIME
from tests.faults.figures import Figure, none_of, percentile
from tests.faults.ledger import compare, drained
from tests.faults.load import Load
from tests.faults.site import Site

TITLE = "bad lines"
LATENCY_SECONDS, SLOW_CLOSE_SECONDS, RESETS = 0.05, 3.0, 3
SERVERS = ("mongodb", "rabbitmq")  # at the end of the third line is a server of the tests
MAILS_UNDER_WAY = FIRST_AT_A_TIME + RETRIES_AT_A_TIME  # of which nobody may know whether they were accepted


@dataclass(frozen=True)
class Size:
    faults: tuple[tuple[str, str], ...]  # which line, which fault
    swallows: float  # seconds; longer than a publish, an operation of the database and a heartbeat may take
    seconds: float  # of every other fault
    per_second: float


async def _slow(_: Site, __: str, line: Line, seconds: float) -> None:
    line.latency = LATENCY_SECONDS
    await asyncio.sleep(seconds)


async def _swallowing(_: Site, __: str, line: Line, seconds: float) -> None:
    line.blackhole()
    await asyncio.sleep(seconds)


async def _breaking(_: Site, __: str, line: Line, seconds: float) -> None:
    for _again in range(RESETS):
        line.reset()
        await asyncio.sleep(seconds / RESETS)


async def _refusing(_: Site, __: str, line: Line, seconds: float) -> None:
    line.refuse()
    line.reset()
    await asyncio.sleep(seconds)


async def _ending_late(site: Site, name: str, line: Line, seconds: float) -> None:
    """A server is killed and is back, before those who spoke to it hear of its end."""
    line.slow_close = SLOW_CLOSE_SECONDS
    if name in SERVERS:
        await site.part(name).kill9()
        await site.part(name).start()
    await asyncio.sleep(seconds)


FAULTS: Mapping[str, Callable[[Site, str, Line, float], Awaitable[None]]] = {
    "slow": _slow,
    "swallowing": _swallowing,
    "breaking": _breaking,
    "refusing": _refusing,
    "ending late": _ending_late,
}
SHORT = Size(
    faults=(
        ("mongodb", "swallowing"),
        ("rabbitmq", "swallowing"),
        ("smtp", "swallowing"),
        ("mongodb", "breaking"),
        ("rabbitmq", "slow"),
        ("smtp", "refusing"),
        ("rabbitmq", "ending late"),
    ),
    swallows=7,
    seconds=2,
    per_second=3,
)
FULL = Size(
    faults=tuple(product(("mongodb", "rabbitmq", "smtp"), FAULTS)), swallows=25, seconds=15, per_second=5
)


async def run(site: Site, size: Size) -> list[Figure]:
    load, seen, slowest, unnoticed = Load(site), site.caller.seen, 0.0, 0
    answers = seen.codes.copy()
    async with _lines(site) as lines:
        for name, fault in size.faults:
            line = lines[name]
            before = line.opened
            async with _loaded(load, size.per_second), _spoilt(line):
                seconds = size.swallows if fault == "swallowing" else size.seconds
                await FAULTS[fault](site, name, line, seconds)
            slowest = max(slowest, await drained(site))
            unnoticed += fault != "slow" and line.opened == before
    ledger = await compare(site, load)
    undecidable = sum(name == "smtp" for name, _ in size.faults)
    return [
        Figure("faults", len(size.faults)),
        *ledger.figures(duplicates=undecidable * MAILS_UNDER_WAY),
        none_of("faults after which nobody connected anew", unnoticed),
        none_of("answers that were not retryable", seen.not_retryable),
        Figure("retryable answers", (seen.codes - answers).total()),
        Figure("answers p50 in ms", percentile(load.answer_ms, 50)),
        Figure("slowest answer in s", max(load.answer_ms) / 1000),
        Figure("drained at the slowest in s", slowest, at_most=120, of_time=True),
    ]


@asynccontextmanager
async def _lines(site: Site) -> AsyncIterator[dict[str, Line]]:
    """One to each server, by its name. All our processes but the gateway speak to the servers over these."""
    servers = {
        "mongodb": site.mongodb_url,
        "rabbitmq": site.amqp_url,
        "smtp": f"smtp://127.0.0.1:{site.mail.port}",
    }
    lines, urls = dict[str, Line](), dict[str, str]()
    async with AsyncExitStack() as stack:
        for name, url in servers.items():
            parts = urlsplit(url)
            lines[name] = line = await stack.enter_async_context(Line(parts.hostname or "", parts.port or 0))
            netloc = parts.netloc.replace(f":{parts.port}", f":{line.port}")
            urls[name] = parts._replace(netloc=netloc).geturl()
        # The replica set's own word on where it is would lead past the line, hence the direct connection.
        mongodb = urls["mongodb"].partition("?")[0] + "?directConnection=true"
        told = {"MONGODB_URL": mongodb, "AMQP_URL": urls["rabbitmq"], "SMTP_URL": urls["smtp"]}
        try:
            await _begin_anew(site, told)
            yield lines
        finally:
            await _begin_anew(site, {})


async def _begin_anew(site: Site, environment: Mapping[str, str]) -> None:
    parts = [site.part(name) for name in site.stack.processes if not name.startswith("gateway")]
    await together(*(part.stop() for part in parts))
    await together(*(part.start(environment) for part in parts))


@asynccontextmanager
async def _spoilt(line: Line) -> AsyncIterator[None]:
    """Whatever was done to it is taken back."""
    try:
        yield
    finally:
        line.heal()
        await line.accept()


@asynccontextmanager
async def _loaded(load: Load, per_second: float) -> AsyncIterator[None]:
    """Practitioners certify meanwhile, from a little before on; at the end they have all their answers."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(load.paced(stop, per_second=per_second))
        await asyncio.sleep(2 / per_second)
        try:
            yield
        finally:
            stop.set()
