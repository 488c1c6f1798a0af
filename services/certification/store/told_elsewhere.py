"""Of which persons a practitioner was told that somebody else certified them: one document a practitioner."""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import ClassVar

from chassis.mongo import Document, Index, Mongo

COLLECTION = "told_elsewhere"
LIMIT = 30  # persons, more than anybody examines in a day
WINDOW = timedelta(hours=24)


class Telling(Enum):
    """FIRST: the person is one more of the window's. AGAIN: they are one already. TOO_MANY: the window is full."""

    FIRST = auto()
    AGAIN = auto()
    TOO_MANY = auto()


class ToldElsewhere:
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, [("until", 1)], expire_after_seconds=0),)

    def __init__(self, mongo: Mongo) -> None:
        self._collection = mongo[COLLECTION]

    async def tell(self, practitioner_id: str, person_id: str, *, now: datetime) -> Telling:
        """Count the person before they are told of, so that of many asked about at once no more get through."""
        fresh = {"person": person_id, "at": now}
        full = {"$gte": [{"$size": "$told"}, LIMIT]}
        known = {"$in": [person_id, "$told.person"]}
        before = await self._collection.find_one_and_update(
            {"_id": practitioner_id},
            [
                {"$set": {"told": _recent(now)}},
                {
                    "$set": {
                        "told": {
                            "$cond": [{"$or": [known, full]}, "$told", {"$concatArrays": ["$told", [fresh]]}]
                        },
                        "until": now + WINDOW,
                    }
                },
            ],
            upsert=True,
        )
        persons = _persons(before, now)
        if person_id in persons:
            return Telling.AGAIN
        return Telling.TOO_MANY if len(persons) >= LIMIT else Telling.FIRST

    async def is_full(self, practitioner_id: str, *, now: datetime) -> bool:
        return len(_persons(await self._collection.find_one({"_id": practitioner_id}), now)) >= LIMIT


def _recent(now: datetime) -> Document:
    told = {"$ifNull": ["$told", []]}
    return {"$filter": {"input": told, "as": "each", "cond": {"$gt": ["$$each.at", now - WINDOW]}}}


def _persons(document: Document | None, now: datetime) -> set[str]:
    told = [] if document is None else document["told"]
    return {each["person"] for each in told if each["at"] > now - WINDOW}
