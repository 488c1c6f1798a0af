"""Sessions: each a family of refresh tokens, of which one is valid at a time.

A token names its session and its place in the family, and proves both by a MAC: the same successor can be given
again for GRACE to a client that lost the answer; a replaced token that comes later was stolen or copied, and
ends the session.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from chassis.mongo import Document, Index, Mongo, Transaction
from services.identity.domain.account import ClientKind

COLLECTION = "sessions"
LASTS = timedelta(days=30)
GRACE = timedelta(seconds=30)
REMEMBERED = 20  # replacements whose time is kept: nobody lawful makes more within GRACE
MAX_OF_ACCOUNT = 50


@dataclass(frozen=True, slots=True)
class Rotated:
    """A token that counted, and the one that follows."""

    session_id: str
    account_id: str
    token: str


@dataclass(frozen=True, slots=True)
class Reused:
    """A replaced token came late: the session has ended."""

    session_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class _Place:
    """What a token proves: the session, and how many tokens it had before."""

    session_id: str
    generation: int


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
        self, tx: Transaction, id: str, account_id: str, client: ClientKind, *, now: datetime
    ) -> str:
        """Its first token. The account's least recently used sessions give way once it has MAX_OF_ACCOUNT."""
        await self._collection.insert_one(
            {
                "_id": id,
                "accountId": account_id,
                "client": client.value,
                "generation": 0,
                "replacedAt": [],
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
        return self._token(_Place(id, 0))

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

    async def lives(self, id: str, *, now: datetime, tx: Transaction | None = None) -> bool:
        query = {"_id": id, "expiresAt": {"$gt": now}}
        return await self._collection.find_one(query, {"_id": 1}, session=tx and tx.session) is not None

    async def account_of(self, token: str) -> str | None:
        """Whose session the token is of, or was: a client that lost an answer holds a replaced one."""
        place = self._place(token)
        session = place and await self._collection.find_one({"_id": place.session_id}, {"accountId": 1})
        return str(session["accountId"]) if session else None

    async def rotate(self, token: str, *, now: datetime) -> Rotated | Reused | None:
        """None for a token that never counted, or whose session is over; late reuse ends the session."""
        place = self._place(token)
        if place is None:
            return None
        alive: Document = {"_id": place.session_id, "expiresAt": {"$gt": now}}
        replaced = await self._collection.find_one_and_update(
            alive | {"generation": place.generation},
            {
                "$inc": {"generation": 1},
                "$push": {"replacedAt": {"$each": [now], "$slice": -REMEMBERED}},
                "$set": {"lastUsedAt": now, "expiresAt": now + LASTS},
            },
        )
        session = replaced or await self._collection.find_one(alive)
        if session is None:
            return None
        if replaced is not None or _just_replaced(session, place, now):
            successor = self._token(_Place(place.session_id, place.generation + 1))
            return Rotated(place.session_id, session["accountId"], successor)
        if place.generation > session["generation"]:  # it was given out after the back-up that we run on
            return None
        await self._collection.delete_one({"_id": place.session_id})
        return Reused(place.session_id, session["accountId"])

    async def end_of(self, tx: Transaction, account_id: str, id: str) -> bool:
        """False where the account has no such session."""
        ended = await self._collection.delete_one({"_id": id, "accountId": account_id}, session=tx.session)
        return bool(ended.deleted_count)

    async def end_all_of(self, tx: Transaction, account_id: str, *, but: str | None = None) -> int:
        """How many there were; `but` this one goes on."""
        query = {"accountId": account_id, "_id": {"$ne": but}}
        return (await self._collection.delete_many(query, session=tx.session)).deleted_count

    def _token(self, place: _Place) -> str:
        signed = f"{place.session_id}.{place.generation}"
        return f"{signed}.{self._mac(signed)}"

    def _place(self, token: str) -> _Place | None:
        """None for what we never gave out."""
        signed, _, mac = token.rpartition(".")
        session_id, _, generation = signed.rpartition(".")
        proved = hmac.compare_digest(mac.encode(), self._mac(signed).encode())
        return _Place(session_id, int(generation)) if proved else None

    def _mac(self, signed: str) -> str:
        return hmac.new(self._key, f"refresh\x1f{signed}".encode(), hashlib.sha256).hexdigest()


def _just_replaced(session: Document, place: _Place, now: datetime) -> bool:
    age: int = session["generation"] - place.generation
    times: list[datetime] = session["replacedAt"]
    return 1 <= age <= len(times) and now - times[-age] <= GRACE
