"""From where somebody entered an account before. Neither account nor address can be read here."""

from datetime import datetime, timedelta
from typing import ClassVar

from chassis.mongo import Index, Mongo
from chassis.sealed import BlindIndex

COLLECTION = "known_addresses"
KEPT = timedelta(days=90)


class KnownAddresses:
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, [("until", 1)], expire_after_seconds=0),)

    def __init__(self, mongo: Mongo, index: BlindIndex) -> None:
        self._collection, self._index = mongo[COLLECTION], index

    async def remember(self, email: str, network: str, *, now: datetime) -> None:
        for mac in self._index.of("known address", email, network):
            await self._collection.update_one({"_id": mac}, {"$set": {"until": now + KEPT}}, upsert=True)

    async def knows(self, email: str, network: str, *, now: datetime) -> bool:
        query = {"_id": {"$in": self._index.of("known address", email, network)}, "until": {"$gt": now}}
        return await self._collection.find_one(query, {"_id": 1}) is not None
