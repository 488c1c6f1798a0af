"""Sessions: each a family of refresh tokens, of which one is valid at a time.

A token's successor is derived from it, so that a client that lost the answer gets the same one again for
GRACE; a replaced token that comes later was stolen or copied, and ends the session.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import ClassVar

from chassis.mongo import Index, Mongo, Transaction
from services.identity.store.sign_ups import secret_hash

COLLECTION = "sessions"
LASTS = timedelta(days=30)
GRACE = timedelta(seconds=30)


class Sessions:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("accountId", 1)]),
        Index(COLLECTION, [("expiresAt", 1)], expire_after_seconds=0),
    )

    def __init__(self, mongo: Mongo, key: bytes) -> None:
        self._collection = mongo[COLLECTION]
        self._key = key

    async def begin(self, id: str, account_id: str, secret: str, *, now: datetime) -> None:
        await self._collection.insert_one(
            {
                "_id": id,
                "accountId": account_id,
                "currentHash": secret_hash(secret),
                "replacedHash": None,
                "replacedAt": None,
                "createdAt": now,
                "expiresAt": now + LASTS,
            }
        )

    async def rotate(self, id: str, secret: str, *, now: datetime) -> tuple[str, str] | None:
        """The account and the successor of a valid token, None for any other; late reuse ends the session."""
        successor = self._successor(id, secret)
        replaced = await self._collection.find_one_and_update(
            {"_id": id, "currentHash": secret_hash(secret), "expiresAt": {"$gt": now}},
            {
                "$set": {
                    "currentHash": secret_hash(successor),
                    "replacedHash": secret_hash(secret),
                    "replacedAt": now,
                    "expiresAt": now + LASTS,
                }
            },
        )
        if replaced is not None:
            return replaced["accountId"], successor
        session = await self._collection.find_one({"_id": id, "expiresAt": {"$gt": now}})
        if session is None:
            return None
        just_replaced = (
            session["replacedHash"] == secret_hash(secret) and now - session["replacedAt"] <= GRACE
        )
        if just_replaced and session["currentHash"] == secret_hash(successor):
            return session["accountId"], successor
        if self._was_of(session["currentHash"], id, secret):
            await self.end(id)
        return None

    async def end(self, id: str) -> None:
        await self._collection.delete_one({"_id": id})

    async def end_all_of(self, tx: Transaction, account_id: str) -> None:
        await self._collection.delete_many({"accountId": account_id}, session=tx.session)

    async def knows(self, id: str, secret: str) -> bool:
        """Whether the token is the session's, or was: a client that lost an answer holds a replaced one."""
        session = await self._collection.find_one({"_id": id})
        if session is None:
            return False
        current = session["currentHash"]
        return current == secret_hash(secret) or self._was_of(current, id, secret)

    def _successor(self, id: str, secret: str) -> str:
        return hmac.new(self._key, f"refresh\x1f{id}\x1f{secret}".encode(), hashlib.sha256).hexdigest()

    def _was_of(self, current_hash: str, id: str, secret: str, *, generations: int = 1000) -> bool:
        """Whether the token once belonged to the family: following its successors leads to the current one."""
        for _ in range(generations):
            secret = self._successor(id, secret)
            if secret_hash(secret) == current_hash:
                return True
        return False
