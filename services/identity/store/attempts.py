"""How often something secret was tried, kept in the database, so that a restart forgets nothing.

A try is counted before it is made: however many arrive at once, no more than the limit get through in any window,
whenever it begins.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from pymongo import ReturnDocument

from chassis.mongo import Index, Mongo
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
        """Count a try of `subject`; False where `limit` were made within the last `window`."""
        return await self.refusals(kind, subject, now=now, limit=limit, window=window) == 0

    async def refusals(
        self, kind: str, subject: str, *, now: datetime, limit: int = LIMIT, window: timedelta = WINDOW
    ) -> int:
        """Count a try; 0 where it may be made, else how many were refused in a row, this one included.

        Those that are refused do not count: who waits gets in, however often somebody else asks meanwhile.
        """
        key = self._index.of(f"attempt {kind}", subject)[0]
        recent = {
            "$filter": {
                "input": {"$ifNull": ["$tries", []]},
                "as": "at",
                "cond": {"$gt": ["$$at", now - window]},
            }
        }
        free = {"$lt": [{"$size": "$tries"}, limit]}
        counted = await self._collection.find_one_and_update(
            {"_id": key},
            [
                {"$set": {"tries": recent}},
                {
                    "$set": {
                        "tries": {"$cond": [free, {"$concatArrays": ["$tries", [now]]}, "$tries"]},
                        "refusals": {"$cond": [free, 0, {"$add": [{"$ifNull": ["$refusals", 0]}, 1]}]},
                        "until": now + window,
                    }
                },
            ],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(counted["refusals"])

    async def forget(self, kind: str, subject: str) -> None:
        """After a success."""
        await self._collection.delete_one({"_id": self._index.of(f"attempt {kind}", subject)[0]})

    async def take_back(self, kind: str, subject: str) -> None:
        """One that was counted and was none: it succeeded, or could not be made."""
        key = self._index.of(f"attempt {kind}", subject)[0]
        await self._collection.update_one({"_id": key}, {"$pop": {"tries": 1}})
