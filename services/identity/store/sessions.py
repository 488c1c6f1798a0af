"""Sessions: each a family of refresh tokens, of which one is valid at a time.

A token's successor is derived from it, so that a client that lost the answer gets the same one again for
GRACE; a replaced token that comes later was stolen or copied, and ends the session.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from chassis.mongo import Index, Mongo, Transaction
from services.identity.domain.account import ClientKind
from services.identity.store.sign_ups import secret_hash

COLLECTION = "sessions"
LASTS = timedelta(days=30)
GRACE = timedelta(seconds=30)
MAX_OF_ACCOUNT = 50


@dataclass(frozen=True, slots=True)
class Rotated:
    """A token that counted: whose session it is, and the successor's secret."""

    account_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Reused:
    """A replaced token came late: the session has ended."""

    account_id: str


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it."""

    id: str
    client: ClientKind
    created_at: datetime
    last_used_at: datetime


class Sessions:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("accountId", 1), ("expiresAt", -1)]),
        Index(COLLECTION, [("expiresAt", 1)], expire_after_seconds=0),
    )

    def __init__(self, mongo: Mongo, key: bytes) -> None:
        self._collection = mongo[COLLECTION]
        self._key = key

    async def begin(
        self, tx: Transaction, id: str, account_id: str, secret: str, client: ClientKind, *, now: datetime
    ) -> None:
        """The account's least recently used sessions give way once it has MAX_OF_ACCOUNT."""
        await self._collection.insert_one(
            {
                "_id": id,
                "accountId": account_id,
                "client": client.value,
                "currentHash": secret_hash(secret),
                "replacedHash": None,
                "replacedAt": None,
                "createdAt": now,
                "lastUsedAt": now,
                "expiresAt": now + LASTS,
            },
            session=tx.session,
        )
        others = self._collection.find({"accountId": account_id}, {"_id": 1}, session=tx.session)
        surplus = [d["_id"] async for d in others.sort("expiresAt", -1).skip(MAX_OF_ACCOUNT)]
        if surplus:
            await self._collection.delete_many({"_id": {"$in": surplus}}, session=tx.session)

    async def of_account(self, account_id: str, *, now: datetime) -> list[OpenSession]:
        """The last used one first."""
        cursor = self._collection.find({"accountId": account_id, "expiresAt": {"$gt": now}})
        return [
            OpenSession(
                d["_id"],
                ClientKind(d.get("client", ClientKind.OTHER)),
                d["createdAt"],
                d.get("lastUsedAt", d["createdAt"]),
            )
            async for d in cursor.sort("expiresAt", -1)
        ]

    async def lives(self, id: str, *, now: datetime) -> bool:
        query = {"_id": id, "expiresAt": {"$gt": now}}
        return await self._collection.find_one(query, {"_id": 1}) is not None

    async def rotate(self, id: str, secret: str, *, now: datetime) -> Rotated | Reused | None:
        """None for a token that never counted; late reuse ends the session."""
        successor = self._successor(id, secret)
        replaced = await self._collection.find_one_and_update(
            {"_id": id, "currentHash": secret_hash(secret), "expiresAt": {"$gt": now}},
            {
                "$set": {
                    "currentHash": secret_hash(successor),
                    "replacedHash": secret_hash(secret),
                    "replacedAt": now,
                    "lastUsedAt": now,
                    "expiresAt": now + LASTS,
                }
            },
        )
        if replaced is not None:
            return Rotated(replaced["accountId"], successor)
        session = await self._collection.find_one({"_id": id, "expiresAt": {"$gt": now}})
        if session is None:
            return None
        just_replaced = (
            session["replacedHash"] == secret_hash(secret) and now - session["replacedAt"] <= GRACE
        )
        if just_replaced and session["currentHash"] == secret_hash(successor):
            return Rotated(session["accountId"], successor)
        if self._was_of(session["currentHash"], id, secret):
            await self._collection.delete_one({"_id": id})
            return Reused(session["accountId"])
        return None

    async def end_of(self, tx: Transaction, account_id: str, id: str) -> bool:
        """False where the account has no such session."""
        ended = await self._collection.delete_one({"_id": id, "accountId": account_id}, session=tx.session)
        return bool(ended.deleted_count)

    async def end_all_of(self, tx: Transaction, account_id: str, *, but: str | None = None) -> int:
        """How many there were; `but` this one goes on."""
        query = {"accountId": account_id, "_id": {"$ne": but}}
        return (await self._collection.delete_many(query, session=tx.session)).deleted_count

    async def account_of(self, id: str, secret: str) -> str | None:
        """Whose session the token is of, or was: a client that lost an answer holds a replaced one."""
        session = await self._collection.find_one({"_id": id})
        if session is None:
            return None
        current = session["currentHash"]
        its_own = current == secret_hash(secret) or self._was_of(current, id, secret)
        return str(session["accountId"]) if its_own else None

    def _successor(self, id: str, secret: str) -> str:
        return hmac.new(self._key, f"refresh\x1f{id}\x1f{secret}".encode(), hashlib.sha256).hexdigest()

    def _was_of(self, current_hash: str, id: str, secret: str, *, generations: int = 1000) -> bool:
        """Whether the token once belonged to the family: following its successors leads to the current one."""
        for _ in range(generations):
            secret = self._successor(id, secret)
            if secret_hash(secret) == current_hash:
                return True
        return False
