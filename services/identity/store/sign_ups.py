"""Sign-ups that wait: for the gate to open, then for the proof of their address. They vanish when they expire.

Anybody can sign up with any address, with a password of their own. The mail's link or code proves the address, the
password which sign-up was: so no stranger's sign-up takes anything from the others, unless it pushes them out.
Hence the newest few of each client stay, beside those of many other clients.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.sealed import BlindIndex, Seal
from contracts.events.internal import Language
from services.identity.domain.account import SignUp, SignUpKind
from services.identity.domain.mailed_proof import LASTS, ProofKind

COLLECTION = "sign_ups"
WAITS = timedelta(days=90)
RELEASED = LASTS[ProofKind.ACCOUNT_VERIFICATION]
MAX_OF_ADDRESS, MAX_OF_CLIENT = 20, 3  # of one address, in all and from one client


class SignUps:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("emailIndex", 1), ("createdAt", -1)]),
        Index(COLLECTION, [("expiresAt", 1)], expire_after_seconds=0),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._collection = mongo[COLLECTION]
        self._seal, self._index = seal, index

    async def add(self, tx: Transaction, sign_up: SignUp, *, network: str, released: bool) -> None:
        """From a client's `network`. `released`: the gate does not hold it."""
        client = self._index.of("sign-up client", network)[0]
        document: Document = {
            "_id": sign_up.id,
            "emailIndex": self._index.of("email", sign_up.email),
            "client": client,
            "sealed": self._seal.seal({"email": sign_up.email}, (COLLECTION, sign_up.id, "content")),
            "passwordHash": sign_up.password_hash,
            "kind": sign_up.kind.value,
            "language": sign_up.language.value,
            "createdAt": sign_up.created_at,
            "expiresAt": sign_up.created_at + (RELEASED if released else WAITS),
            "released": released,
        }
        await self._collection.insert_one(document, session=tx.session)
        await self._keep_newest(tx, self._of(sign_up.email) | {"client": client}, MAX_OF_CLIENT)
        await self._keep_newest(tx, self._of(sign_up.email), MAX_OF_ADDRESS)

    async def release(self, tx: Transaction, email: str, kind: SignUpKind, *, at: datetime) -> int:
        """The gate holds those of an address no longer; how many it held."""
        query = self._of(email) | {"kind": kind.value, "released": False}
        change = {"$set": {"released": True, "expiresAt": at + RELEASED}}
        return (await self._collection.update_many(query, change, session=tx.session)).modified_count

    async def prolong(self, tx: Transaction, email: str, *, at: datetime) -> SignUp | None:
        """The released ones last as long as a mail of this moment; the newest of them."""
        query = self._of(email) | {"released": True, "expiresAt": {"$gt": at}}
        await self._collection.update_many(query, {"$set": {"expiresAt": at + RELEASED}}, session=tx.session)
        document = await self._collection.find_one(query, sort=[("createdAt", -1)], session=tx.session)
        return None if document is None else self._read(document)

    async def released(self, email: str, *, now: datetime) -> list[SignUp]:
        """Those of an address that can become its account, the newest first."""
        query = self._of(email) | {"released": True, "expiresAt": {"$gt": now}}
        return [self._read(d) async for d in self._collection.find(query).sort("createdAt", -1)]

    async def drop_all(self, tx: Transaction, email: str) -> None:
        await self._collection.delete_many(self._of(email), session=tx.session)

    async def _keep_newest(self, tx: Transaction, query: Document, count: int) -> None:
        newest_first = self._collection.find(query, {"_id": 1}, session=tx.session).sort("createdAt", -1)
        surplus = [document["_id"] async for document in newest_first.skip(count)]
        # Also where there is none: the time must not tell whose sign-ups are kept here.
        await self._collection.delete_many({"_id": {"$in": surplus}}, session=tx.session)

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
