"""Who comes at the same time to the gate of one address goes through one after the other.

A sign-up reads applications and writes sign-ups; an announced application does the opposite. Snapshots alone
would let both overlook each other, and the mail would never go out: so both write here first, and one of
them has to begin again.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from chassis.mongo import Index, Mongo, Transaction
from chassis.sealed import BlindIndex

COLLECTION = "gates"
KEPT = timedelta(days=1)  # only transactions of the same moment matter


class Gates:
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, [("until", 1)], expire_after_seconds=0),)

    def __init__(self, mongo: Mongo, index: BlindIndex) -> None:
        self._collection = mongo[COLLECTION]
        self._index = index

    async def enter(self, tx: Transaction, email: str, *, now: datetime) -> None:
        """Call it before the first read that the decision rests on."""
        for mac in self._index.of("gate", email):
            await self._collection.update_one(
                {"_id": mac},
                {"$inc": {"entered": 1}, "$set": {"until": now + KEPT}},
                upsert=True,
                session=tx.session,
            )
