"""Mailed links and codes, found by what they are about; of link and code only the hash is kept."""

import hashlib
from datetime import datetime
from typing import ClassVar

from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.sealed import BlindIndex, Seal
from services.identity.domain.mailed_proof import MailedProof, ProofKind

COLLECTION = "mailed_proofs"
CODE_TRIES = 5


class MailedProofs:
    """`about` is the address of a sign-up or a password reset, or the account whose address is to change."""

    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("aboutIndex", 1)]),
        Index(COLLECTION, [("accountId", 1)]),
        Index(COLLECTION, [("expiresAt", 1)], expire_after_seconds=0),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._collection = mongo[COLLECTION]
        self._seal, self._index = seal, index

    async def made(self, tx: Transaction, kind: ProofKind, about: str, *, now: datetime) -> list[datetime]:
        """When those that can still be used were made."""
        cursor = self._collection.find(self._usable(kind, about, now), {"createdAt": 1}, session=tx.session)
        return [document["createdAt"] async for document in cursor]

    async def add(
        self, tx: Transaction, proof: MailedProof, *, about: str, secret: str, code: str | None
    ) -> None:
        """Without a code where nobody is told one."""
        content = {"email": proof.email, "about": about}
        document: Document = {
            "_id": proof.id,
            "kind": proof.kind.value,
            "aboutIndex": self._index.of("mailed proof", about),
            "accountId": proof.account_id,
            "sealed": self._seal.seal(content, (COLLECTION, proof.id, "content")),
            "secretHash": _hash(secret),
            "codeIndex": [] if code is None else self._index.of("code", proof.id, code),
            "codeTries": 0,
            "createdAt": proof.created_at,
            "expiresAt": proof.expires_at,
        }
        await self._collection.insert_one(document, session=tx.session)

    async def by_token(self, kind: ProofKind, token: str, *, now: datetime) -> MailedProof | None:
        id_, _, secret = token.partition(".")
        query = {"_id": id_, "kind": kind.value, "expiresAt": {"$gt": now}}
        document = await self._collection.find_one(query | {"secretHash": _hash(secret)})
        return None if document is None else self._read(document)

    async def by_code(self, kind: ProofKind, about: str, code: str, *, now: datetime) -> MailedProof | None:
        """Counts a try on each of them before it compares; CODE_TRIES are allowed."""
        query = self._usable(kind, about, now)
        await self._collection.update_many(query, {"$inc": {"codeTries": 1}})
        async for document in self._collection.find(query | {"codeTries": {"$lte": CODE_TRIES}}):
            if not set(document["codeIndex"]).isdisjoint(self._index.of("code", document["_id"], code)):
                return self._read(document)
        return None

    async def use(self, tx: Transaction, proof: MailedProof, account_id: str) -> bool:
        """It, and all others of the account, count no longer. False where that was so before."""
        used = await self._collection.delete_one({"_id": proof.id}, session=tx.session)
        await self.void_all_of(tx, account_id)
        return bool(used.deleted_count)

    async def void_all_of(self, tx: Transaction, account_id: str) -> None:
        await self._collection.delete_many({"accountId": account_id}, session=tx.session)

    async def void_all_about(self, tx: Transaction, kind: ProofKind, about: str) -> int:
        """How many there were."""
        query = {"kind": kind.value, "aboutIndex": {"$in": self._index.of("mailed proof", about)}}
        return (await self._collection.delete_many(query, session=tx.session)).deleted_count

    def _usable(self, kind: ProofKind, about: str, now: datetime) -> Document:
        macs = self._index.of("mailed proof", about)
        return {"kind": kind.value, "aboutIndex": {"$in": macs}, "expiresAt": {"$gt": now}}

    def _read(self, d: Document) -> MailedProof:
        return MailedProof(
            id=d["_id"],
            kind=ProofKind(d["kind"]),
            email=self._seal.open(d["sealed"], (COLLECTION, d["_id"], "content"))["email"],
            account_id=d["accountId"],
            created_at=d["createdAt"],
        )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
