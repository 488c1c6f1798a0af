"""What time will bring: written with the certification, deleted by the transaction that does it."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from chassis.mongo import Document, Index, Mongo, Transaction
from services.certification.domain.life import Due, DueKind

COLLECTION = "due"


class DueThings:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("at", 1)]),
        Index(COLLECTION, [("certificationId", 1)]),
    )

    def __init__(self, mongo: Mongo) -> None:
        self._collection = mongo[COLLECTION]

    async def add(self, tx: Transaction, things: Sequence[Due]) -> None:
        await self._collection.insert_many([written(due) for due in things], session=tx.session)

    async def ready(self, now: datetime, *, limit: int) -> list[Due]:
        """What has fallen due, the oldest first."""
        found = self._collection.find({"at": {"$lte": now}}).sort("at", 1).limit(limit)
        return [Due(d["certificationId"], DueKind(d["kind"]), d["at"], d["days"]) async for d in found]

    async def take(self, tx: Transaction, due: Due) -> bool:
        """Whether it was still there: then it is this transaction's to do."""
        deleted = await self._collection.delete_one({"_id": due.id}, session=tx.session)
        return deleted.deleted_count == 1

    async def drop(self, tx: Transaction, certification_id: str) -> None:
        """Nothing more will come to this certification by time alone."""
        await self._collection.delete_many({"certificationId": certification_id}, session=tx.session)


def written(due: Due) -> Document:
    return {
        "_id": due.id,
        "certificationId": due.certification_id,
        "kind": due.kind.value,
        "days": due.days,
        "at": due.at,
    }
