"""What time will bring: written with the certification, deleted by the transaction that does it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from chassis.mongo import Document, Index, Mongo, Transaction
from services.certification.domain.life import Due, DueKind

COLLECTION = "due"
ASIDE: Document = {"setAside": {"$type": "object"}}


@dataclass(frozen=True, slots=True)
class SetAside:
    """Something due that could not be done: `reason` is the class of the error, which tells nothing of a person."""

    id: str
    certification_id: str
    kind: str
    due_at: datetime
    at: datetime
    reason: str


class DueThings:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("at", 1)]),
        Index(COLLECTION, [("certificationId", 1)]),
        Index(COLLECTION, [("setAside.at", 1)], partial=ASIDE),
    )

    def __init__(self, mongo: Mongo) -> None:
        self._collection = mongo[COLLECTION]

    async def add(self, tx: Transaction, things: Sequence[Due]) -> None:
        await self._collection.insert_many([written(due) for due in things], session=tx.session)

    async def ready(self, now: datetime, *, limit: int) -> list[str]:
        """The ids of what has fallen due, the oldest first, without what was set aside, or is another version's."""
        query = {"at": {"$lte": now}, "setAside": None, "kind": {"$in": [kind.value for kind in DueKind]}}
        return [d["_id"] async for d in self._collection.find(query, {"_id": 1}).sort("at", 1).limit(limit)]

    async def take(self, tx: Transaction, id: str) -> Due | None:
        """None where it is gone; else it is this transaction's to do."""
        d: Document | None = await self._collection.find_one_and_delete({"_id": id}, session=tx.session)
        return None if d is None else Due(d["certificationId"], DueKind(d["kind"]), d["at"], d["days"])

    async def drop(self, tx: Transaction, certification_id: str) -> None:
        """Nothing more will come to this certification by time alone."""
        await self._collection.delete_many({"certificationId": certification_id}, session=tx.session)

    async def set_aside(self, id: str, reason: str, *, at: datetime) -> None:
        """It could not be done: the others go on, and an operator sees to it."""
        await self._collection.update_one({"_id": id}, {"$set": {"setAside": {"at": at, "reason": reason}}})

    async def count_aside(self) -> int:
        return int(await self._collection.count_documents(ASIDE))

    async def aside(self) -> list[SetAside]:
        """What was set aside, the oldest first."""
        return [
            SetAside(
                id=d["_id"],
                certification_id=str(d.get("certificationId")),
                kind=str(d.get("kind")),
                due_at=d["at"],
                at=d["setAside"]["at"],
                reason=d["setAside"]["reason"],
            )
            async for d in self._collection.find(ASIDE).sort("setAside.at", 1)
        ]

    async def replay(self, ids: Collection[str] | None) -> int:
        """Have those that were set aside, or all, done again; how many."""
        done = await self._collection.update_many(_chosen(ids), {"$unset": {"setAside": ""}})
        return int(done.modified_count)

    async def drop_aside(self, ids: Collection[str] | None) -> int:
        """Delete those that were set aside, or all, for good; how many."""
        return int((await self._collection.delete_many(_chosen(ids))).deleted_count)


def _chosen(ids: Collection[str] | None) -> Document:
    return ASIDE if ids is None else ASIDE | {"_id": {"$in": list(ids)}}


def written(due: Due) -> Document:
    return {
        "_id": due.id,
        "certificationId": due.certification_id,
        "kind": due.kind.value,
        "days": due.days,
        "at": due.at,
    }
