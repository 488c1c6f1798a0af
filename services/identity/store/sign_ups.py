"""Sign-ups that wait: for the gate to open, then for their link or code. They vanish when they expire."""

import hashlib
from datetime import datetime, timedelta
from typing import ClassVar

from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.sealed import BlindIndex, Seal
from contracts.events.internal import Language
from services.identity.domain.account import SignUp, SignUpKind

COLLECTION = "sign_ups"
WAITS = timedelta(days=90)
LINK_LASTS = timedelta(hours=24)
CODE_TRIES = 5


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class SignUps:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("emailIndex", 1), ("createdAt", -1)]),
        Index(COLLECTION, [("expiresAt", 1)], expire_after_seconds=0),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._collection = mongo[COLLECTION]
        self._seal, self._index = seal, index

    async def add(self, tx: Transaction, sign_up: SignUp) -> None:
        document: Document = {
            "_id": sign_up.id,
            "emailIndex": self._index.of("email", sign_up.email),
            "sealed": self._seal.seal({"email": sign_up.email}, (COLLECTION, sign_up.id, "content")),
            "passwordHash": sign_up.password_hash,
            "kind": sign_up.kind.value,
            "language": sign_up.language.value,
            "createdAt": sign_up.created_at,
            "expiresAt": sign_up.created_at + WAITS,
            "releasedAt": None,
        }
        await self._collection.insert_one(document, session=tx.session)

    async def count_mailed(self, email: str, *, tx: Transaction) -> int:
        """How many of an address have a link that was not used."""
        query = self._of(email) | {"releasedAt": {"$ne": None}}
        return await self._collection.count_documents(query, session=tx.session)

    async def keep_newest_waiting(self, tx: Transaction, email: str, count: int) -> None:
        """Drop all that the gate holds for an address but the newest `count`."""
        waiting = self._collection.find(
            self._of(email) | {"releasedAt": None}, {"_id": 1}, session=tx.session
        ).sort("createdAt", -1)
        surplus = [document["_id"] async for document in waiting.skip(count)]
        if surplus:
            await self._collection.delete_many({"_id": {"$in": surplus}}, session=tx.session)

    async def waiting(self, email: str, kind: SignUpKind, *, tx: Transaction) -> list[SignUp]:
        """Those of an address that the gate has held so far."""
        query = self._of(email) | {"kind": kind.value, "releasedAt": None}
        return [self._read(d) async for d in self._collection.find(query, session=tx.session)]

    async def newest_released(self, email: str, *, tx: Transaction) -> tuple[SignUp, datetime] | None:
        """The newest one whose mail went out, and when it did."""
        query = self._of(email) | {"releasedAt": {"$ne": None}}
        document = await self._collection.find_one(query, sort=[("createdAt", -1)], session=tx.session)
        return None if document is None else (self._read(document), document["releasedAt"])

    async def release(self, tx: Transaction, id: str, *, secret: str, code: str, at: datetime) -> None:
        """Set what its mail names; earlier links of it are void."""
        change = {
            "secretHash": secret_hash(secret),
            "codeIndex": self._index.of("code", id, code),
            "codeTries": 0,
            "releasedAt": at,
            "expiresAt": at + LINK_LASTS,
        }
        await self._collection.update_one({"_id": id}, {"$set": change}, session=tx.session)

    async def mailed(self, email: str, *, now: datetime) -> list[SignUp]:
        """Those of an address whose mail went out and can still be used, the newest first."""
        query = self._of(email) | {"releasedAt": {"$ne": None}, "expiresAt": {"$gt": now}}
        return [self._read(d) async for d in self._collection.find(query).sort("createdAt", -1)]

    async def by_secret(self, id: str, secret: str, *, now: datetime) -> SignUp | None:
        query = {"_id": id, "secretHash": secret_hash(secret), "expiresAt": {"$gt": now}}
        document = await self._collection.find_one(query)
        return None if document is None else self._read(document)

    async def by_code(self, email: str, code: str, *, now: datetime) -> SignUp | None:
        """Counts a try on each sign-up of the address before it compares; five are allowed."""
        query = self._of(email) | {"releasedAt": {"$ne": None}, "expiresAt": {"$gt": now}}
        await self._collection.update_many(query, {"$inc": {"codeTries": 1}})
        async for document in self._collection.find(query | {"codeTries": {"$lte": CODE_TRIES}}):
            if not set(document["codeIndex"]).isdisjoint(self._index.of("code", document["_id"], code)):
                return self._read(document)
        return None

    async def drop_all(self, tx: Transaction, email: str) -> int:
        """Returns how many there were."""
        return (await self._collection.delete_many(self._of(email), session=tx.session)).deleted_count

    def _of(self, email: str) -> Document:
        return {"emailIndex": {"$in": self._index.of("email", email)}}

    def _read(self, d: Document) -> SignUp:
        return SignUp(
            id=d["_id"],
            email=self._seal.open(d["sealed"], (COLLECTION, d["_id"], "content"))["email"],
            password_hash=d["passwordHash"],
            kind=SignUpKind(d["kind"]),
            language=Language(d["language"]),
            created_at=d["createdAt"],
        )
