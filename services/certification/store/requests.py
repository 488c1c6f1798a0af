"""Requests that were done under an idempotency key, so that a client who lost the answer may send one again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from chassis.mongo import Index, Mongo, Transaction
from chassis.sealed import BlindIndex

COLLECTION = "requests"
KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks for, under a key of its own. `body` names the mutation and spells its input."""

    key: str
    body: str


@dataclass(frozen=True, slots=True)
class Done:
    """A request that was done: whether it asked for the same, and the certification that it was about."""

    same: bool
    certification_id: str


class Requests:
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, [("expiresAt", 1)], expire_after_seconds=0),)

    def __init__(self, mongo: Mongo, index: BlindIndex) -> None:
        self._collection = mongo[COLLECTION]
        self._index = index

    async def find(self, tx: Transaction, account_id: str, request: Request, *, now: datetime) -> Done | None:
        """What was done under the key in the last 24 hours."""
        query = {"_id": f"{account_id}:{request.key}", "expiresAt": {"$gt": now}}
        document = await self._collection.find_one(query, session=tx.session)
        if document is None:
            return None
        same = not set(document["bodyIndex"]).isdisjoint(self._index.of("request", request.body))
        return Done(same, document["certificationId"])

    async def add(
        self, tx: Transaction, account_id: str, request: Request, certification_id: str, *, now: datetime
    ) -> None:
        """Remember it. The body is kept as a blind index: it may hold what is known of a patient."""
        await self._collection.replace_one(
            {"_id": f"{account_id}:{request.key}"},
            {
                "bodyIndex": self._index.of("request", request.body),
                "certificationId": certification_id,
                "expiresAt": now + KEPT,
            },
            upsert=True,
            session=tx.session,
        )
