"""Keys of seals and blind indexes change while everything runs.

The phases of a rotation, each of which may be interrupted and repeated (docs/keys.md):
1. add: the ring gets a new key. Everybody can read it, and blind indexes are written under both.
2. use: new values are sealed under the new key.
3. reseal: what was written before is sealed, and indexed, anew.
4. drop: the old key leaves the ring.
Between the phases every process must have read the key file again, and transactions that began before must have
ended: SETTLE_SECONDS.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pymongo import UpdateOne

from chassis.keys import KeyRing
from chassis.mongo import TRANSACTION_SECONDS, Collection, Document, Mongo
from chassis.sealed import BlindIndex, Seal

SETTLE_SECONDS = TRANSACTION_SECONDS + 5
PROGRESS = "rotations"
BATCH = 200
TRIES = 20

Opened = Mapping[str, Any]


@dataclass(frozen=True)
class Resealed:
    """What a collection keeps sealed: fields with the last part of their place, (collection, id, part).

    `indexes` makes the entries of a blind index anew, from a document and what was opened of its fields; None
    leaves the field as it is, where what it was made of is gone.
    """

    collection: str
    fields: Mapping[str, str]
    indexes: Mapping[str, Callable[[BlindIndex, Document, Opened], list[str] | None]] = field(
        default_factory=dict
    )


@dataclass
class Counts:
    """Looked at: in all, also by the runs that were interrupted. Changed: by this run."""

    looked_at: int = 0
    changed: int = 0


class BeingChanged(Exception):
    """Documents changed at every try. Run it again: what is done stays done."""


class Reseal:
    """Seals one database anew under the present keys, from where an earlier run was interrupted."""

    def __init__(self, mongo: Mongo, rings: tuple[KeyRing, KeyRing]) -> None:
        seal, index = rings
        self._mongo = mongo
        self._seal, self._index = Seal(seal), BlindIndex(index)
        # Another set of keys is another rotation, and begins at the start.
        told = "|".join((seal.current, *sorted(seal.keys), *sorted(index.keys)))
        self._rotation = sha256(told.encode()).hexdigest()[:16]

    async def total(self, what: Resealed) -> int:
        return int(await self._mongo[what.collection].estimated_document_count())

    async def run(self, what: Resealed) -> AsyncIterator[Counts]:
        """How far it is, at first and after each batch; it may be stopped between any two."""
        collection, counts = self._mongo[what.collection], Counts()
        progress = self._mongo[PROGRESS]
        done = await progress.find_one({"_id": what.collection, "rotation": self._rotation})
        last = None if done is None else done["last"]
        counts.looked_at = 0 if done is None else done.get("lookedAt", 0)
        while True:
            yield counts
            query = {} if last is None else {"_id": {"$gt": last}}
            batch = await collection.find(query).sort("_id", 1).limit(BATCH).to_list(None)
            if not batch:
                break
            counts.changed += await self._anew(collection, what, batch)
            last = batch[-1]["_id"]
            counts.looked_at += len(batch)
            await progress.replace_one(
                {"_id": what.collection},
                {"rotation": self._rotation, "last": last, "lookedAt": counts.looked_at},
                upsert=True,
            )
        await progress.delete_one({"_id": what.collection})

    async def _anew(self, collection: Collection, what: Resealed, documents: list[Document]) -> int:
        """How many needed that. What somebody else changes meanwhile is looked at again, never overwritten."""
        changed = 0
        for _ in range(TRIES):
            updates = {d["_id"]: update for d in documents if (update := self._update(what, d)) is not None}
            if not updates:
                return changed
            done = await collection.bulk_write(list(updates.values()), ordered=False)
            changed += done.modified_count
            if done.modified_count == len(updates):
                return changed
            documents = await collection.find({"_id": {"$in": list(updates)}}).to_list(None)
        raise BeingChanged(f"documents of {what.collection} change too often: run it again")

    def _update(self, what: Resealed, document: Document) -> UpdateOne | None:
        change = self._change(what, document)
        if not change:
            return None
        seen = {name: document.get(name) for name in (*what.fields, *what.indexes)}
        return UpdateOne({"_id": document["_id"], **seen}, {"$set": change})

    def _change(self, what: Resealed, document: Document) -> Document:
        opened: dict[str, Any] = {}
        change: Document = {}
        for name, part in what.fields.items():
            sealed = document.get(name)
            if isinstance(sealed, str):
                place = (what.collection, document["_id"], part)
                opened[name] = self._seal.open(sealed, place)
                if not self._seal.under_current_key(sealed):
                    change[name] = self._seal.seal(opened[name], place)
        for name, entries in what.indexes.items():
            fresh = entries(self._index, document, opened) if name in document else None
            if fresh is not None and set(fresh) != set(document[name]):
                change[name] = fresh
        return change
