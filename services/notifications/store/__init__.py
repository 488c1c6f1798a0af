"""The only room that speaks Mongo."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from chassis import consumer, outbox
from chassis.keys import LiveRing
from chassis.mongo import Mongo, Transaction
from chassis.outbox import Outbox
from chassis.sealed import BlindIndex, Seal
from services.notifications.store.applications import Applications
from services.notifications.store.deliveries import Deliveries
from services.notifications.store.leases import Leases
from services.notifications.store.practitioners import Practitioners

T = TypeVar("T")

INDEXES = (*Deliveries.INDEXES, *outbox.INDEXES, *consumer.INDEXES)


@dataclass(frozen=True)
class Store:
    """All of notifications' data. `queued` is set when a commit of this process left something to send."""

    mongo: Mongo
    applications: Applications
    practitioners: Practitioners
    deliveries: Deliveries
    leases: Leases
    outbox: Outbox
    transport: Seal
    queued: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    def open(cls, mongo: Mongo, outbox: Outbox, keys: Path) -> "Store":
        """Raises KeyFileError where a key file is missing or damaged."""
        seal = Seal(LiveRing(keys, "notifications.seal"))
        index = BlindIndex(LiveRing(keys, "notifications.index"))
        return cls(
            mongo=mongo,
            applications=Applications(mongo, seal),
            practitioners=Practitioners(mongo, seal),
            deliveries=Deliveries(mongo, seal, index),
            leases=Leases(mongo, seal),
            outbox=outbox,
            transport=Seal(LiveRing(keys, "transport")),
        )

    async def transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self.mongo.transaction(work)

    def wake_mailer(self, tx: Transaction) -> None:
        """Let the mailer of this process, if it has one, look as soon as `tx` is committed."""
        tx.after_commit.append(self.queued.set)
