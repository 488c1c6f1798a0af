"""Entries that are added by whoever does something, and chained afterwards by a worker (decision 0028).

What people do must not wait for each other's entries. The worker gives each its place: a number, the digest of the one
before it, and a digest of its own that covers both and all that it tells; so whoever changes or takes away one in the
database is found out. Digests are keyed (HMAC-SHA-256, base16): who can write to the database alone cannot make a new
chain that looks whole. The newest place is noted apart, in the head: a chain that lost its end is found out too.
"""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from pymongo import ReturnDocument, UpdateOne

from chassis.mongo import Document, Mongo, Transaction

HEAD, FIRST = "head", ""  # what stands before the first entry
BATCH = 500
LEAVING = timedelta(days=2)  # before their time ends: entries go one by one, and not in the chain's order


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in the chain, and what its predecessor was; `digest` covers both and all before."""

    number: int
    previous: str
    previous_at: datetime | None
    digest: str


def digest(key: bytes, name: str, told: list[Any]) -> str:
    """Of what an entry of the chain `name` tells."""
    return hmac.new(key, name.encode() + b"\x1f" + orjson.dumps(told), "sha256").hexdigest()


def spelled(value: object) -> str:
    """A value as it is digested, before it was stored and after: an instant in UTC, to the millisecond that is kept."""
    return (
        value.astimezone(UTC).isoformat(timespec="milliseconds")
        if isinstance(value, datetime)
        else str(value)
    )


class Chain:
    """The entries of a collection. Each has `at` and, until it is chained, `number` None or none at all.

    `told` of a subclass says what an entry's digest covers. `kept`: entries go by themselves after that time.
    """

    def __init__(self, mongo: Mongo, name: str, key: bytes, *, kept: timedelta | None = None) -> None:
        self._mongo, self._name, self._key, self._kept = mongo, name, key, kept
        self._collection, self._heads = mongo[name], mongo[f"{name}_head"]

    @staticmethod
    def told(document: Document) -> list[Any]:
        raise NotImplementedError

    async def waiting(self) -> int:
        """How many entries are not chained yet."""
        return int(await self._collection.count_documents({"number": None}))

    async def chain_waiting(self) -> int:
        """The worker's part: whatever was added since the last time is chained; how much that was."""
        chained = 0
        while await self._collection.find_one({"number": None}, {"_id": 1}) is not None:
            chained += await self._mongo.transaction(self._chain_batch)
        return chained

    async def head(self) -> tuple[Place | None, datetime | None]:
        """The newest place of the chain as it was noted when it was given, and the instant of its entry."""
        head = await self._heads.find_one({"_id": HEAD})
        if head is None or "number" not in head:
            return None, None
        return Place(head["number"], FIRST, None, head["digest"]), head["at"]

    async def broken(self, *, now: datetime, expected: tuple[int, str] | None = None) -> AsyncIterator[str]:
        """What shows that it was tampered with, in words; nothing where it is whole.

        `expected` is a number and digest that an earlier look noted elsewhere: who takes away the end of the chain
        together with what the database notes of it is found out by that alone.
        """
        kept_since = None if self._kept is None else now - self._kept + LEAVING
        last, met = None, expected is None
        async for document in self._chained(kept_since):
            place = _place(document)
            fault = _misplaced(last, place, kept_since)
            if fault is None and place != self._next(
                document, place.number, place.previous, place.previous_at
            ):
                fault = f"entry {place.number} ({document['_id']}) was changed"
            if fault is not None:
                yield fault
                return
            last, met = place, met or expected == (place.number, place.digest)
        head, head_at = await self.head()
        reached = (0, FIRST) if last is None else (last.number, last.digest)
        all_left = last is None and (head_at is None or (kept_since is not None and head_at < kept_since))
        if not all_left and (head is None or reached != (head.number, head.digest)):
            yield f"after entry {reached[0]} something is missing: the newest was {0 if head is None else head.number}"
        elif not met and expected is not None:
            yield f"entry {expected[0]} has not the digest that was expected"

    async def _chain_batch(self, tx: Transaction) -> int:
        """Give the next entries their places, in the order of their instants; how many."""
        head = await self._heads.find_one_and_update(
            {"_id": HEAD},
            {"$inc": {"turns": 1}},  # of two workers, one begins anew behind the other
            upsert=True,
            session=tx.session,
            return_document=ReturnDocument.AFTER,
        )
        number, previous, previous_at = head.get("number", 0), head.get("digest", FIRST), head.get("at")
        order = [("at", 1), ("_id", 1)]
        waiting = self._collection.find({"number": None}, session=tx.session).sort(order).limit(BATCH)
        changes = []
        async for document in waiting:
            place = self._next(document, number + 1, previous, previous_at)
            number, previous, previous_at = place.number, place.digest, document["at"]
            changes.append(UpdateOne({"_id": document["_id"]}, {"$set": _placed(place)}))
        if changes:
            await self._collection.bulk_write(changes, ordered=False, session=tx.session)
            state = {"number": number, "digest": previous, "at": previous_at}
            await self._heads.update_one({"_id": HEAD}, {"$set": state}, session=tx.session)
        return len(changes)

    async def _chained(self, kept_since: datetime | None) -> AsyncIterator[Document]:
        """From the first entry on that is to be there still, in the order of the chain."""
        chained: Document = {"number": {"$ne": None}}
        if kept_since is not None:
            first = await self._collection.find_one(
                chained | {"at": {"$gte": kept_since}}, {"number": 1}, sort=[("number", 1)]
            )
            if first is None:
                return
            chained = {"number": {"$gte": first["number"]}}
        async for document in self._collection.find(chained).sort("number", 1):
            yield document

    def _next(self, document: Document, number: int, previous: str, previous_at: datetime | None) -> Place:
        before = None if previous_at is None else previous_at.isoformat()
        made = digest(self._key, self._name, [previous, before, number, *self.told(document)])
        return Place(number, previous, previous_at, made)


def _placed(place: Place) -> Document:
    return {
        "number": place.number,
        "previous": place.previous,
        "previousAt": place.previous_at,
        "digest": place.digest,
    }


def _place(d: Document) -> Place:
    return Place(d["number"], d.get("previous", FIRST), d.get("previousAt"), d.get("digest", FIRST))


def _misplaced(last: Place | None, place: Place, kept_since: datetime | None) -> str | None:
    if last is None:
        has_left = kept_since is not None and place.previous_at is not None and place.previous_at < kept_since
        whole = place.number == 1 or has_left
        return None if whole else f"before entry {place.number} something is missing"
    if place.number != last.number + 1:
        return f"entry {last.number + 1} is missing"
    if place.previous != last.digest:
        return f"entry {place.number} does not follow upon the one before it"
    return None
