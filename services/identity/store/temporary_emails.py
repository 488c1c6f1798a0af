"""Temporary e-mail addresses, found by their blind index. Of the one-time password only the hash is kept."""

from datetime import datetime
from typing import ClassVar

from pymongo import ReturnDocument

from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.sealed import BlindIndex, Seal
from contracts.events.internal import Language, TemporaryEmailStatus
from services.identity.domain.temporary_email import TemporaryEmail

COLLECTION = "temporary_emails"


class TemporaryEmails:
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, [("emailIndex", 1)], unique=True),)

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._collection = mongo[COLLECTION]
        self._seal, self._index = seal, index

    async def add(self, tx: Transaction, temporary: TemporaryEmail, *, now: datetime) -> None:
        document: Document = {
            "_id": temporary.id,
            "emailIndex": self._index.of("email", temporary.email),
            "sealed": self._seal.seal({"email": temporary.email}, (COLLECTION, temporary.id, "content")),
            "practitionerId": temporary.practitioner_id,
            "passwordHash": temporary.password_hash,
            "language": temporary.language.value,
            "status": temporary.status.value,
            "opened": temporary.opened,
            "sequence": temporary.sequence,
            "createdAt": now,
        }
        await self._collection.insert_one(document, session=tx.session)

    async def find(self, id: str, *, tx: Transaction) -> TemporaryEmail | None:
        """One that still counts, by its id."""
        query = {"_id": id, "status": TemporaryEmailStatus.ISSUED.value}
        document = await self._collection.find_one(query, session=tx.session)
        return None if document is None else self._read(document)

    async def of_email(self, email: str, *, tx: Transaction | None = None) -> TemporaryEmail | None:
        """One that still counts."""
        query = self._of(email) | {"status": TemporaryEmailStatus.ISSUED.value}
        document = await self._collection.find_one(query, session=tx and tx.session)
        return None if document is None else self._read(document)

    async def open(self, tx: Transaction, email: str, practitioner_id: str) -> None:
        """An application of the practitioner that carries the address is certified."""
        query = self._of(email) | {"practitionerId": practitioner_id}
        await self._collection.update_one(query, {"$set": {"opened": True}}, session=tx.session)

    async def reissue(self, tx: Transaction, id: str, password_hash: str, language: Language) -> bool:
        """Another one-time password; the last one is void. False where it was used: the account is the patient's."""
        done = await self._collection.update_one(
            {"_id": id, "passwordHash": {"$ne": None}},
            {"$set": {"passwordHash": password_hash, "language": language.value}},
            session=tx.session,
        )
        return bool(done.modified_count)

    async def reopen(self, tx: Transaction, email: str, password_hash: str) -> str | None:
        """It can be issued anew although its one-time password was used; its id, None where that was not so."""
        done: Document | None = await self._collection.find_one_and_update(
            self._of(email) | {"status": TemporaryEmailStatus.ISSUED.value, "passwordHash": None},
            {"$set": {"passwordHash": password_hash}},
            session=tx.session,
        )
        return None if done is None else str(done["_id"])

    async def use_password(self, tx: Transaction, id: str, password_hash: str) -> bool:
        """The one-time password is used up. False where it was before, or another was issued meanwhile."""
        done = await self._collection.update_one(
            {"_id": id, "passwordHash": password_hash}, {"$set": {"passwordHash": None}}, session=tx.session
        )
        return bool(done.modified_count)

    async def void(self, tx: Transaction, email: str) -> TemporaryEmail | None:
        """The address counts no longer; None where it is none of ours, or was void before."""
        document: Document | None = await self._collection.find_one_and_update(
            self._of(email) | {"status": TemporaryEmailStatus.ISSUED.value},
            {
                "$set": {"status": TemporaryEmailStatus.VOID.value, "passwordHash": None},
                "$inc": {"sequence": 1},
            },
            return_document=ReturnDocument.AFTER,
            session=tx.session,
        )
        return None if document is None else self._read(document)

    def _of(self, email: str) -> Document:
        return {"emailIndex": {"$in": self._index.of("email", email)}}

    def _read(self, d: Document) -> TemporaryEmail:
        return TemporaryEmail(
            id=d["_id"],
            email=self._seal.open(d["sealed"], (COLLECTION, d["_id"], "content"))["email"],
            practitioner_id=d["practitionerId"],
            password_hash=d["passwordHash"],
            language=Language(d["language"]),
            status=TemporaryEmailStatus(d["status"]),
            opened=d["opened"],
            sequence=d["sequence"],
        )
