"""Outbox entries in MongoDB, with the field names of Debezium's outbox router: it could replace our relay.

A relay leases aggregates as a whole, so that two never publish the events of one out of order. A lease is one
document with all that a batch holds; a unique index over what is in it keeps any two apart.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chassis import trace
from chassis.events import Event, new_event_id, now
from chassis.metrics import OUTBOX_OLDEST, OUTBOX_WAITING
from chassis.mongo import Document, DuplicateKeyError, Index, Mongo, Transaction

ENTRIES = "outbox"
LEASES = "relay_leases"
BATCH = 400
LEASE = timedelta(seconds=10)
AFTER_FAILURE = timedelta(seconds=2)
COUNTS_TO = 100_000  # more need no exact number
INDEXES = (
    Index(ENTRIES, [("publishedAt", 1), ("time", 1)], partial={"publishedAt": None}),
    Index(ENTRIES, [("aggregateid", 1), ("sequence", 1)]),
    Index(ENTRIES, [("exchange", 1), ("time", 1), ("sequence", 1)]),  # for replay
    Index(ENTRIES, [("expiresAt", 1)], expire_after_seconds=0),
    Index(LEASES, [("aggregates", 1)], unique=True),
)


@dataclass(frozen=True)
class Lease:
    """Aggregates that one relay holds, each with its waiting events in order.

    There are none where another relay published them just before.
    """

    id: str
    waiting: Mapping[str, Sequence[Event]]

    @property
    def is_full(self) -> bool:
        """Whether more may wait than it holds."""
        return sum(map(len, self.waiting.values())) >= BATCH


class Outbox:
    """Where a service's events wait. `keep` says how long a published one stays, by exchange."""

    def __init__(self, mongo: Mongo, *, source: str, keep: Mapping[str, timedelta]) -> None:
        self._mongo, self._source, self._keep = mongo, source, keep
        self.committed = asyncio.Event()

    async def add(self, tx: Transaction, events: Sequence[Event]) -> None:
        """Commit `events` with the rest of `tx`; the relay of this process then hears of them."""
        if not events:
            return
        await self._mongo[ENTRIES].insert_many([self.entry(event) for event in events], session=tx.session)
        tx.after_commit.append(self.committed.set)

    async def lease(self) -> Lease | None:
        """Hold some aggregates with waiting events, BATCH events at most; None where nobody's are free."""
        while aggregates := await self._free():
            id_ = new_event_id()
            try:
                await self._mongo[LEASES].insert_one(
                    {"_id": id_, "aggregates": aggregates, "lockedUntil": now() + LEASE}
                )
            except DuplicateKeyError:
                continue  # another relay was quicker with one of them
            waiting: dict[str, list[Event]] = {each: [] for each in aggregates}
            in_order = [("sequence", 1), ("time", 1)]
            for entry in await self._waiting({"aggregateid": {"$in": aggregates}}, in_order):
                waiting[entry["aggregateid"]].append(self.event_of(entry))
            return Lease(id_, waiting)
        return None

    async def renew(self, lease: Lease) -> None:
        """Hold it for another LEASE."""
        await self._mongo[LEASES].update_one({"_id": lease.id}, {"$set": {"lockedUntil": now() + LEASE}})

    async def release(self, lease: Lease, *, failed: Sequence[str] = ()) -> None:
        """Give it back; what failed only AFTER_FAILURE, so that it hides nothing that waits behind it."""
        if failed:
            kept = {"aggregates": list(failed), "lockedUntil": now() + AFTER_FAILURE}
            await self._mongo[LEASES].update_one({"_id": lease.id}, {"$set": kept})
        else:
            await self._mongo[LEASES].delete_one({"_id": lease.id})

    async def _free(self) -> list[str]:
        """The aggregates with the oldest waiting events that nobody holds."""
        leases, at = await self._mongo[LEASES].find().to_list(None), now()
        over = [lease["_id"] for lease in leases if lease["lockedUntil"] <= at]
        if over:  # but for one that its relay renewed meanwhile
            await self._mongo[LEASES].delete_many({"_id": {"$in": over}, "lockedUntil": {"$lte": at}})
        held = [each for lease in leases if lease["_id"] not in over for each in lease["aggregates"]]
        oldest = await self._waiting({"aggregateid": {"$nin": held}}, [("time", 1)], {"aggregateid": 1})
        return list(dict.fromkeys(entry["aggregateid"] for entry in oldest))

    async def _waiting(
        self, of: Document, order: Sequence[tuple[str, int]], fields: Mapping[str, Any] | None = None
    ) -> list[Document]:
        """The first BATCH entries that are not published yet, in one answer of the server."""
        found = self._mongo[ENTRIES].find({"publishedAt": None, **of}, fields, batch_size=BATCH)
        return await found.sort(list(order)).limit(BATCH).to_list(None)

    async def mark_published(self, events: Sequence[Event]) -> None:
        for exchange, keep in self._keep.items():
            ids = [event.id for event in events if event.exchange == exchange]
            if ids:
                await self._mongo[ENTRIES].update_many(
                    {"_id": {"$in": ids}}, {"$set": {"publishedAt": now(), "expiresAt": now() + keep}}
                )

    async def measure(self) -> None:
        """Set the figures of what waits to be published."""
        waiting = {"publishedAt": None}
        oldest = await self._mongo[ENTRIES].find_one(waiting, {"time": 1}, sort=[("time", 1)])
        OUTBOX_OLDEST.set(0 if oldest is None else max(0.0, (now() - oldest["time"]).total_seconds()))
        OUTBOX_WAITING.set(await self._mongo[ENTRIES].count_documents(waiting, limit=COUNTS_TO))

    def entry(self, event: Event) -> Document:
        """As it is kept until it is published."""
        return {
            "_id": event.id,
            "aggregatetype": event.subject_type,
            "aggregateid": event.subject,
            "type": event.type,
            "payload": dict(event.data),
            "sequence": event.sequence,
            "exchange": event.exchange,
            "time": event.time,
            "traceparent": trace.traceparent(),
            "publishedAt": None,
        }

    def event_of(self, entry: Document) -> Event:
        """The event that an entry holds."""
        return Event(
            exchange=entry["exchange"],
            type=entry["type"],
            subject_type=entry["aggregatetype"],
            subject=entry["aggregateid"],
            sequence=entry["sequence"],
            data=entry["payload"],
            id=entry["_id"],
            time=entry["time"],
            source=self._source,
            traceparent=entry["traceparent"],
        )
