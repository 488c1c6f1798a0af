"""What was shown to whom: one document for a request's batch, chained by the worker."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import uuid4

from chassis.chain import Chain, spelled
from chassis.mongo import Document, Index, Mongo
from services.certification.domain.access_log import Read
from services.certification.domain.audit import Capacity

COLLECTION = "reads"
# Months of a page that asks every few seconds; looking at more takes longer than an answer may.
LOOKED_AT = 100_000


class Reads(Chain):
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("shown.certificationId", 1), ("at", -1)]),
        Index(COLLECTION, [("number", 1), ("at", 1), ("_id", 1)]),
    )

    def __init__(self, mongo: Mongo, pepper: bytes) -> None:
        super().__init__(mongo, COLLECTION, pepper)

    @staticmethod
    def told(document: Document) -> list[Any]:
        return [spelled(document.get(name)) for name in ("_id", "at", "accountId", "shown")]

    async def add(self, account_id: str, shown: dict[str, Capacity], *, at: datetime) -> None:
        await self._collection.insert_one(
            {
                "_id": str(uuid4()),
                "at": at,
                "accountId": account_id,
                "shown": [
                    {"certificationId": each, "capacity": capacity.value} for each, capacity in shown.items()
                ],
                "number": None,
            }
        )

    async def of(self, certification_ids: list[str], *, limit: int) -> list[Read]:
        """Who was shown one of these, the newest first."""
        these = {"$in": ["$$each.certificationId", certification_ids]}
        who = {
            "certificationId": "$shown.certificationId",
            "capacity": "$shown.capacity",
            "accountId": "$accountId",
            "hour": {"$dateTrunc": {"date": "$at", "unit": "hour"}},
        }
        stages: list[Document] = [
            {"$match": {"shown.certificationId": {"$in": certification_ids}}},
            {"$sort": {"at": -1}},
            {"$limit": LOOKED_AT},
            # and nothing else that the same request showed
            {"$set": {"shown": {"$filter": {"input": "$shown", "as": "each", "cond": these}}}},
            {"$unwind": "$shown"},
            {"$group": {"_id": who, "at": {"$max": "$at"}}},
            {"$sort": {"at": -1}},
            {"$limit": limit},
        ]
        return [_read(document) async for document in self._collection.aggregate(stages)]


def _read(d: Document) -> Read:
    who = d["_id"]
    return Read(who["certificationId"], who["accountId"], Capacity(who["capacity"]), d["at"])
