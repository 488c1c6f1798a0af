"""Deliveries as the mailer sees them: it leases due ones, and writes down what became of each.

A lease lasts LEASE and is renewed while its process lives. One that ran out is taken back: whether the server
had already accepted that mail nobody knows, so it may go out twice, with one and the same Message-ID.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from chassis import logging
from chassis.mongo import Document, Mongo, Transaction
from chassis.sealed import Seal, SealBroken
from services.notifications.domain.delivery import WAITING, Attempt, Delivery, Outcome, State
from services.notifications.metrics import UNREADABLE
from services.notifications.store.documents import COLLECTION, attempt_document, to_delivery

LEASE = timedelta(seconds=10)
# What other services asked for is of no use to anybody later: codes and links are gone by then.
REQUESTED_KEPT = timedelta(days=30)
# A key that is not here yet, or a form that a later version queued: another process may read it, or this one later.
UNREADABLE_FOR = timedelta(minutes=5)
COUNTS_TO = 100_000  # more need no exact number
_UNLOCKED = {"lockedBy": "", "lockedUntil": ""}
_CONTENT = {"sealed": ""}  # forgotten where a delivery has come to its end
log = logging.get("notifications.leases")


class Leases:
    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._collection, self._seal = mongo[COLLECTION], seal

    async def take(self, owner: str, state: State, *, limit: int, now: datetime) -> list[Delivery]:
        """Hold up to `limit` due deliveries in `state`, those that wait longest first, with their content.

        `owner` must be new for every call: it tells those that this call got. What cannot be read here is put off:
        it must not hold up the others.
        """
        due: Document = {"state": state.value, "dueAt": {"$lte": now}}
        waiting = self._collection.find(due, {"_id": 1}).sort("dueAt", 1).limit(limit)
        ids = [document["_id"] async for document in waiting]
        if not ids:
            return []
        await self._collection.update_many(
            due | {"_id": {"$in": ids}},
            {"$set": {"state": State.SENDING.value, "lockedBy": owner, "lockedUntil": now + LEASE}},
        )
        mine = self._collection.find({"_id": {"$in": ids}, "lockedBy": owner}).sort("dueAt", 1)
        taken = []
        async for document in mine:
            try:
                taken.append(to_delivery(document, self._seal))
            except (SealBroken, ValueError, TypeError, KeyError) as error:
                UNREADABLE.inc()
                log.error("delivery cannot be read", delivery_id=document["_id"], error=type(error).__name__)
                await self._put_off(document["_id"], owner, due=now + UNREADABLE_FOR)
        return taken

    async def renew(self, ids: Collection[str], *, now: datetime) -> None:
        """Keep what this process is still sending."""
        await self._collection.update_many(
            {"_id": {"$in": list(ids)}, "state": State.SENDING.value},
            {"$set": {"lockedUntil": now + LEASE}},
        )

    async def take_back(self, *, but_not: Collection[str], now: datetime) -> int:
        """Let those whose process ended wait again; how many. `but_not`: what this process still sends."""
        ended = Attempt(at=now, outcome=Outcome.DEFERRED, reason="interrupted")
        done = await self._collection.update_many(
            {
                "state": State.SENDING.value,
                "lockedUntil": {"$lte": now},
                "_id": {"$nin": list(but_not)},
            },
            {
                "$set": {"state": State.RETRYING.value, "dueAt": now},
                "$unset": _UNLOCKED,
                "$push": {"attempts": attempt_document(ended)},
            },
        )
        return done.modified_count

    async def sent(self, delivery: Delivery, attempt: Attempt, *, tx: Transaction | None = None) -> None:
        """The server accepted it: that is so whoever holds the lease by now. Its content is forgotten."""
        await self._collection.update_one(
            {"_id": delivery.id, "state": {"$ne": State.SENT.value}},
            {
                "$set": {"state": State.SENT.value, "sentAt": attempt.at} | _expiry(delivery, attempt.at),
                "$unset": {**_UNLOCKED, **_CONTENT},
                "$push": {"attempts": attempt_document(attempt)},
            },
            session=None if tx is None else tx.session,
        )

    async def retry(self, delivery: Delivery, owner: str, attempt: Attempt, *, due: datetime) -> None:
        await self._settle(delivery, owner, State.RETRYING, {"dueAt": due}, [attempt])

    async def failed(self, tx: Transaction, delivery: Delivery, owner: str, attempt: Attempt) -> bool:
        """Whether the lease was still held."""
        expiry = _expiry(delivery, attempt.at)
        return await self._settle(delivery, owner, State.FAILED, expiry, [attempt], forgotten=_CONTENT, tx=tx)

    async def stopped(self, delivery: Delivery, owner: str) -> None:
        await self._settle(delivery, owner, State.STOPPED, {}, [], forgotten=_CONTENT)

    async def _put_off(self, id: str, owner: str, *, due: datetime) -> None:
        await self._collection.update_one(
            {"_id": id, "lockedBy": owner},
            {"$set": {"state": State.RETRYING.value, "dueAt": due}, "$unset": _UNLOCKED},
        )

    async def oldest_waiting(self) -> datetime | None:
        """When the delivery was queued that waits longest; None where none does."""
        oldest = await self._collection.find_one(
            {"state": {"$in": [state.value for state in WAITING]}}, {"queuedAt": 1}, sort=[("queuedAt", 1)]
        )
        return None if oldest is None else oldest["queuedAt"]

    async def count(self, state: State) -> int:
        """How many there are, COUNTS_TO at most."""
        return await self._collection.count_documents({"state": state.value}, limit=COUNTS_TO)

    async def _settle(
        self,
        delivery: Delivery,
        owner: str,
        state: State,
        changed: Document,
        attempts: Sequence[Attempt],
        *,
        forgotten: Mapping[str, str] = MappingProxyType({}),
        tx: Transaction | None = None,
    ) -> bool:
        pushed = {"$each": [attempt_document(attempt) for attempt in attempts]}
        done = await self._collection.update_one(
            {"_id": delivery.id, "lockedBy": owner},
            {
                "$set": {"state": state.value, **changed},
                "$unset": {**_UNLOCKED, **forgotten},
                "$push": {"attempts": pushed},
            },
            session=None if tx is None else tx.session,
        )
        return done.modified_count == 1


def _expiry(delivery: Delivery, at: datetime) -> Document:
    return {} if delivery.certification_id is not None else {"expiresAt": at + REQUESTED_KEPT}
