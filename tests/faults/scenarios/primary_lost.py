"""Three MongoDB nodes: the primary steps down, then is killed, while practitioners certify."""

import asyncio
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient
from pymongo.errors import AutoReconnect

from devstack.supervised import Supervised
from tests.faults.figures import Figure, none_of, percentile
from tests.faults.keeper import Keeper
from tests.faults.ledger import compare, drained
from tests.faults.load import Load
from tests.faults.site import Site

TITLE = "primary stepped down, then killed"
MONGO_NODES = 3
STEPPED_DOWN_SECONDS = 15


@dataclass(frozen=True)
class Size:
    certifications: int  # begun before, while and after each of the two
    rounds: int


SHORT, FULL = Size(certifications=15, rounds=1), Size(certifications=200, rounds=5)


async def run(site: Site, size: Size) -> list[Figure]:
    load = Load(site)
    nodes = [site.part(f"mongodb-{number}") for number in range(1, MONGO_NODES + 1)]
    async with Keeper(nodes):
        for _ in range(size.rounds):
            await _under_load(load, size, asyncio.to_thread(_step_down, site))
            await _under_load(load, size, _kill_primary(site, nodes))
        took = await drained(site)
    ledger = await compare(site, load)
    return [
        *ledger.figures(duplicates=0),
        none_of("answers that were not retryable", site.caller.seen.not_retryable),
        Figure("retryable answers", site.caller.seen.codes.total()),
        Figure("answers p50 in ms", percentile(load.answer_ms, 50)),
        Figure("slowest answer in s", max(load.answer_ms) / 1000, at_most=30, of_time=True),
        Figure("drained in s", took, at_most=120, of_time=True),
    ]


async def _under_load(load: Load, size: Size, fault: Any) -> None:
    """The fault comes when a third is accepted."""
    reached = asyncio.Event()

    def after_each(done: int) -> None:
        if done >= size.certifications // 3:
            reached.set()

    async def come() -> None:
        await reached.wait()
        await fault

    async with asyncio.TaskGroup() as group:
        group.create_task(come())
        group.create_task(load.many(size.certifications, clients=4, after_each=after_each))


def _step_down(site: Site) -> None:
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        try:
            client.admin.command("replSetStepDown", STEPPED_DOWN_SECONDS, force=True)
        except AutoReconnect:  # it closes every connection, ours too
            return


async def _kill_primary(site: Site, nodes: list[Supervised]) -> None:
    port = await asyncio.to_thread(_primary_port, site)
    (primary,) = [node for node in nodes if str(port) in node.argv]
    await primary.kill9()


def _primary_port(site: Site) -> int:
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        client.admin.command("ping")
        assert client.primary is not None
        return client.primary[1]
