"""The only room that speaks Mongo and writes the outbox."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from chassis import consumer, outbox
from chassis.keys import LiveRing
from chassis.mongo import Mongo, Transaction
from chassis.outbox import Outbox
from chassis.sealed import BlindIndex, Seal
from services.certification.store.certifications import Certifications
from services.certification.store.links import Links
from services.certification.store.practitioners import Practitioners

T = TypeVar("T")

INDEXES = (
    *Certifications.INDEXES,
    *Links.INDEXES,
    *Practitioners.INDEXES,
    *outbox.INDEXES,
    *consumer.INDEXES,
)


@dataclass(frozen=True)
class Store:
    """All of certification's data, and the transaction that changes it together with the outbox."""

    mongo: Mongo
    outbox: Outbox
    certifications: Certifications
    practitioners: Practitioners
    links: Links
    transport: Seal

    @classmethod
    def open(cls, mongo: Mongo, outbox: Outbox, keys: Path) -> "Store":
        seal = Seal(LiveRing(keys, "certification.seal"))
        index = BlindIndex(LiveRing(keys, "certification.index"))
        return cls(
            mongo=mongo,
            outbox=outbox,
            certifications=Certifications(mongo, seal, index),
            practitioners=Practitioners(mongo),
            links=Links(mongo),
            transport=Seal(LiveRing(keys, "transport")),
        )

    async def transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self.mongo.transaction(work)
