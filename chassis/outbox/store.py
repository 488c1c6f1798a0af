"""Outbox entries in MongoDB, with the field names of Debezium's outbox router: it could replace our relay.

An aggregate is leased as a whole, so that two relays never publish its events out of order. Its lease is there
only while it is held or waits for its next try.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from chassis import trace
from chassis.events import Event, now
from chassis.metrics import OUTBOX_OLDEST, OUTBOX_WAITING
from chassis.mongo import Document, Index, Mongo, Transaction, insert_missing

ENTRIES = "outbox"
LEASES = "outbox_leases"
BATCH = 200
LEASE = timedelta(seconds=10)
LONGEST_WAIT_MS = 4000
COUNTS_TO = 100_000  # more need no exact number
INDEXES = (
    Index(ENTRIES, [("publishedAt", 1), ("time", 1)], partial={"publishedAt": None}),
    Index(ENTRIES, [("aggregateid", 1), ("sequence", 1)]),
    Index(ENTRIES, [("exchange", 1), ("time", 1), ("sequence", 1)]),  # for replay
    Index(ENTRIES, [("expiresAt", 1)], expire_after_seconds=0),
    Index(LEASES, [("lockedUntil", 1)], expire_after_seconds=3600),
)


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

    async def lease(self, owner: str) -> dict[str, list[Event]]:
        """Hold some aggregates with waiting events; returns at most BATCH of them, in order.

        `owner` must be new for every call. The list is empty for an aggregate whose events another relay
        published just before.
        """
        # What others hold, or what failed a moment ago, must not hide what waits behind it.
        leases = await self._mongo[LEASES].find({}, {"lockedUntil": 1}).to_list(None)
        at = now()
        taken = [lease["_id"] for lease in leases if lease["lockedUntil"] > at]
        waiting = (
            self._mongo[ENTRIES]
            .find({"publishedAt": None, "aggregateid": {"$nin": taken}}, {"aggregateid": 1})
            .sort("time", 1)
            .limit(BATCH)
        )
        aggregates = list(dict.fromkeys(entry["aggregateid"] for entry in await waiting.to_list(None)))
        if not aggregates:
            return {}
        free = {lease["_id"] for lease in leases} - set(taken)
        held: dict[str, list[Event]] = {each: [] for each in await self._lock(aggregates, free, owner)}
        mine = self._mongo[ENTRIES].find({"publishedAt": None, "aggregateid": {"$in": list(held)}})
        for entry in await mine.sort([("sequence", 1), ("time", 1)]).limit(BATCH).to_list(None):
            held[entry["aggregateid"]].append(self.event_of(entry))
        return held

    async def renew(self, aggregates: Sequence[str], owner: str) -> None:
        """Hold what is still held for another LEASE."""
        await self._change(aggregates, owner, {"$set": {"lockedUntil": now() + LEASE}})

    async def release(self, aggregates: Sequence[str], owner: str) -> None:
        """Give aggregates back, free at once."""
        if aggregates:
            await self._mongo[LEASES].delete_many({"_id": {"$in": list(aggregates)}, "owner": owner})

    async def release_failed(self, aggregates: Sequence[str], owner: str) -> None:
        """Give aggregates back to be tried again after 1 s, then 2, then 4: so none hides the others for long."""
        failures = {"$ifNull": ["$failures", 0]}
        wait = {"$min": [LONGEST_WAIT_MS, {"$multiply": [1000, {"$pow": [2, failures]}]}]}
        until = {"$add": [now(), wait]}
        change = [{"$set": {"lockedUntil": until, "failures": {"$add": [failures, 1]}}}]
        await self._change(aggregates, owner, change)

    async def _change(self, aggregates: Sequence[str], owner: str, change: Any) -> None:
        if aggregates:
            await self._mongo[LEASES].update_many({"_id": {"$in": list(aggregates)}, "owner": owner}, change)

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

    async def _lock(self, aggregates: list[str], free: set[str], owner: str) -> list[str]:
        """Those that we hold now. `free` are leases that nobody held a moment ago."""
        leases, until = self._mongo[LEASES], now() + LEASE
        again = [each for each in aggregates if each in free]
        if again:
            await leases.update_many(
                {"_id": {"$in": again}, "lockedUntil": {"$lte": now()}},
                {"$set": {"owner": owner, "lockedUntil": until}},
            )
        new = [{"_id": each, "owner": owner, "lockedUntil": until} for each in aggregates if each not in free]
        if not again and await insert_missing(leases, new):
            return aggregates
        if again and new:
            await insert_missing(leases, new)
        mine = await leases.find({"_id": {"$in": aggregates}, "owner": owner}, {"_id": 1}).to_list(None)
        return [lease["_id"] for lease in mine]

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
