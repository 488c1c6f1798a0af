"""The relay beside a bare aio-pika loop: the same events to the same quorum queue, as many confirms outstanding.

The bare loop publishes what it holds in memory. The relay leases its events in the database, publishes them in
order per aggregate and marks them. Both in turn, so that what else the machine does falls on both.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from secrets import token_hex

from chassis.broker import Publisher, Topology, connect, declare
from chassis.events import Event, to_message
from chassis.mongo import Mongo, Transaction
from chassis.outbox import INDEXES, Outbox, Relay
from chassis.outbox.relay import BATCHES
from chassis.outbox.store import BATCH
from contracts.events.public import CertificationCertified
from devstack.stack import Devstack
from tests.integrators.events import told

EXCHANGE = QUEUE = "bench"
TOPOLOGY = Topology(exchanges={EXCHANGE: True}, queues={QUEUE: {EXCHANGE: ("#",)}})
A_TRANSACTION = 500
STALLED_SECONDS = 120
OUTSTANDING = BATCH * BATCHES


def events(count: int) -> list[Event]:
    """Of as many aggregates."""
    model = told(CertificationCertified)
    kept = {name: getattr(model, name) for name in Event.__slots__}
    run = token_hex(4)
    return [
        Event(**{**kept, "exchange": EXCHANGE, "id": f"{run}-{number}", "subject": f"{run}-{number}"})
        for number in range(count)
    ]


async def bare(url: str, count: int) -> float:
    """Events per second by a loop of OUTSTANDING confirms."""
    left = iter(events(count))
    async with await connect(url, name="bare loop") as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        exchange = (await declare(channel, TOPOLOGY))[EXCHANGE]

        async def one_after_another() -> None:
            for event in left:
                await exchange.publish(to_message(event), routing_key=event.type, mandatory=True)

        began = time.perf_counter()
        await asyncio.gather(*(one_after_another() for _ in range(OUTSTANDING)))
        took = time.perf_counter() - began
        await (await channel.get_queue(QUEUE)).purge()
    return count / took


class Counted(Outbox):
    """Tells when `left` events are marked as published: looking for that in the database would cost it some work."""

    def __init__(self, mongo: Mongo, *, left: int) -> None:
        super().__init__(mongo, source="/bench", keep={EXCHANGE: timedelta(days=7)})
        self.left, self.done = left, asyncio.Event()

    async def mark_published(self, events: Sequence[Event]) -> None:
        await super().mark_published(events)
        self.left -= len(events)
        if self.left <= 0:
            self.done.set()


async def relayed(mongo: Mongo, url: str, count: int) -> float:
    """Events per second from the outbox, the marks included."""
    outbox = Counted(mongo, left=count)
    waiting = events(count)
    for first in range(0, count, A_TRANSACTION):
        await mongo.transaction(_adds(outbox, waiting[first : first + A_TRANSACTION]))
    publisher, stop = Publisher(url, TOPOLOGY, name="relay"), asyncio.Event()
    await publisher.connected()
    began = time.perf_counter()
    relaying = asyncio.create_task(Relay(outbox, publisher).run(stop))
    async with asyncio.timeout(STALLED_SECONDS):
        await outbox.done.wait()
    took = time.perf_counter() - began
    stop.set()
    await relaying
    await publisher.close()
    return count / took


def _adds(outbox: Outbox, some: list[Event]) -> Callable[[Transaction], Awaitable[None]]:
    async def work(tx: Transaction) -> None:
        await outbox.add(tx, some)

    return work


async def rounds(servers: Devstack, *, count: int, rounds: int) -> list[tuple[float, float]]:
    """Of each round: events per second of the bare loop and of the relay. The first, unmeasured, warms both."""
    mongo = Mongo(servers.mongodb_url, "bench")
    await mongo.build(INDEXES)
    found = [
        (await bare(servers.amqp_url, count), await relayed(mongo, servers.amqp_url, count))
        for _ in range(rounds + 1)
    ]
    mongo.close()
    return found[1:]
