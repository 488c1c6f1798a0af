"""What was shown to whom: one document for a request's batch, chained by the worker."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from chassis.mongo import Document, Index, Mongo, Transaction
from services.certification.domain.access_log import Read, digest
from services.certification.domain.audit import FIRST, Capacity

COLLECTION, HEADS = "reads", "reads_head"
HEAD = "head"


class Reads:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("shown.certificationId", 1), ("at", -1)]),
        Index(COLLECTION, [("number", 1), ("at", 1)]),
    )

    def __init__(self, mongo: Mongo) -> None:
        self._collection, self._heads = mongo[COLLECTION], mongo[HEADS]

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
        """The newest first, of all that showed one of these."""
        query = {"shown.certificationId": {"$in": certification_ids}}
        found = self._collection.find(query).sort("at", -1).limit(limit)
        return [_read(document) async for document in found]

    async def chain(self, tx: Transaction, *, limit: int) -> int:
        """Give the next unchained reads their place; how many."""
        head = await self._heads.find_one_and_update(
            {"_id": HEAD}, {"$inc": {"turns": 1}}, upsert=True, session=tx.session, return_document=True
        )
        number, last = head.get("number", 0), head.get("digest", FIRST)
        waiting = self._collection.find({"number": None}, session=tx.session).sort("at", 1).limit(limit)
        found = [_read(document) async for document in waiting]
        for read in found:
            number, last = number + 1, digest(last, number + 1, read)
            place = {"number": number, "digest": last}
            await self._collection.update_one({"_id": read.id}, {"$set": place}, session=tx.session)
        if found:
            state = {"number": number, "digest": last}
            await self._heads.update_one({"_id": HEAD}, {"$set": state}, session=tx.session)
        return len(found)

    async def chained(self) -> AsyncIterator[Read]:
        """Every chained read in its order."""
        async for document in self._collection.find({"number": {"$ne": None}}).sort("number", 1):
            yield _read(document)


def _read(d: Document) -> Read:
    shown = tuple((each["certificationId"], Capacity(each["capacity"])) for each in d["shown"])
    read = Read(d["_id"], d["at"], d["accountId"], shown)
    return replace(read, number=d["number"], digest=d.get("digest"))
