"""How often something secret was tried, kept in the database, so that a restart forgets nothing.

A try is counted before it is made: however many arrive at once, no more than the limit get through.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from pymongo import ReturnDocument

from chassis.mongo import DuplicateKeyError, Index, Mongo
from chassis.sealed import BlindIndex

COLLECTION = "attempts"
LIMIT = 5
WINDOW = timedelta(minutes=15)


class Attempts:
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, [("until", 1)], expire_after_seconds=0),)

    def __init__(self, mongo: Mongo, index: BlindIndex) -> None:
        self._collection = mongo[COLLECTION]
        self._index = index

    async def allowed(
        self, kind: str, subject: str, *, now: datetime, limit: int = LIMIT, window: timedelta = WINDOW
    ) -> bool:
        """Count a try of `subject`; False once `limit` were made within `window` of the first."""
        return await self.count(kind, subject, now=now, window=window) <= limit

    async def count(self, kind: str, subject: str, *, now: datetime, window: timedelta = WINDOW) -> int:
        """Count a try of `subject`; which one it is within `window` of the first."""
        key = self._index.of(f"attempt {kind}", subject)[0]
        counted = await self._collection.find_one_and_update(
            {"_id": key, "until": {"$gt": now}}, {"$inc": {"count": 1}}, return_document=ReturnDocument.AFTER
        )
        if counted is None:
            try:
                await self._collection.replace_one(
                    {"_id": key, "until": {"$lte": now}}, {"count": 1, "until": now + window}, upsert=True
                )
            except DuplicateKeyError:  # another try began the window in the meantime
                return await self.count(kind, subject, now=now, window=window)
            return 1
        return int(counted["count"])

    async def forget(self, kind: str, subject: str) -> None:
        """After a success."""
        await self._collection.delete_one({"_id": self._index.of(f"attempt {kind}", subject)[0]})

    async def take_back(self, kind: str, subject: str) -> None:
        """One that was counted and was none: it succeeded, or could not be made."""
        key = self._index.of(f"attempt {kind}", subject)[0]
        await self._collection.update_one({"_id": key, "count": {"$gt": 0}}, {"$inc": {"count": -1}})
