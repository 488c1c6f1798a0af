"""Published events, sent once more to one queue: for a reader who came late, or lost its own data.

They keep their ids, times and sequences, so a reader that knows some of them is not misled; only the attribute
`replayed` tells that they were sent before.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aio_pika.exceptions import DeliveryError

from chassis.broker import PUBLISH_SECONDS, connect
from chassis.events import PREFIX, to_message
from chassis.mongo import Document, Mongo
from chassis.outbox.store import ENTRIES, Outbox

BATCH = 200


class NoSuchQueue(Exception):
    """The broker knows no queue of this name."""


@dataclass(frozen=True)
class Chosen:
    """The published events of an exchange, from `since` on and before `until` (UTC), of these types or all."""

    exchange: str
    since: datetime
    until: datetime
    types: Sequence[str] = ()

    @property
    def query(self) -> dict[str, Any]:
        query: dict[str, Any] = {
            "exchange": self.exchange,
            "time": {"$gte": self.since, "$lt": self.until},
            "publishedAt": {"$ne": None},
        }
        return query | ({"type": {"$in": list(self.types)}} if self.types else {})


async def count(mongo: Mongo, chosen: Chosen) -> int:
    return await mongo[ENTRIES].count_documents(chosen.query)


async def replay(mongo: Mongo, outbox: Outbox, url: str, queue: str, chosen: Chosen) -> AsyncIterator[int]:
    """Send the chosen events in their order, each confirmed by the broker; yields how many were sent so far.

    Raises NoSuchQueue, or what `connect` and a publish raise; whatever was sent before stays sent.
    """
    async with await connect(url, name=f"replay to {queue}") as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        sent = 0
        async for entry in _in_order(mongo, chosen):
            message = to_message(outbox.event_of(entry), headers={f"{PREFIX}replayed": "true"})
            try:
                await channel.default_exchange.publish(
                    message, routing_key=queue, mandatory=True, timeout=PUBLISH_SECONDS
                )
            except DeliveryError:
                raise NoSuchQueue(queue) from None
            sent += 1
            yield sent


async def _in_order(mongo: Mongo, chosen: Chosen) -> AsyncIterator[Document]:
    """Batch by batch: a single cursor would be bound by the time of a single operation."""
    order = [("time", 1), ("sequence", 1), ("_id", 1)]
    query = chosen.query
    while batch := await mongo[ENTRIES].find(query).sort(order).limit(BATCH).to_list(None):
        for entry in batch:
            yield entry
        time, sequence, id_ = (batch[-1][name] for name, _ in order)
        behind = [
            {"time": {"$gt": time}},
            {"time": time, "sequence": {"$gt": sequence}},
            {"time": time, "sequence": sequence, "_id": {"$gt": id_}},
        ]
        query = {"$and": [chosen.query, {"$or": behind}]}
