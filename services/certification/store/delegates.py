"""Who drafts for whom. What ended is kept: an audit names accounts, and these tell whose they were."""

import hashlib
from datetime import datetime
from typing import ClassVar

from chassis.mongo import TEXT, Document, Index, Mongo, Transaction, exactly, take_turn
from chassis.sealed import BlindIndex, Seal
from contracts.events.internal import Language
from services.certification.domain.delegate import Delegate, DelegateStatus

COLLECTION, TURNS = "delegates", "delegates_turns"
NOT_ENDED, AT_WORK = {"endedAt": None}, {"status": DelegateStatus.ACTIVE.value}


class Delegates:
    """An invitation's secret is kept as its hash alone."""

    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("practitionerId", 1), ("invitedAt", -1)]),
        Index(COLLECTION, [("practitionerId", 1), ("emailIndex", 1)], unique=True, partial=NOT_ENDED),
        Index(COLLECTION, [("accountId", 1), ("practitionerId", 1)], unique=True, partial=AT_WORK),
        Index(COLLECTION, [("accountId", 1), ("invitedAt", -1)], partial={"accountId": TEXT}),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._collection, self._turns = mongo[COLLECTION], mongo[TURNS]
        self._seal, self._index = seal, index

    async def works_for(self, account_id: str, *, tx: Transaction | None = None) -> frozenset[str]:
        """The practitioners whose delegate an account is at present."""
        query = AT_WORK | {"accountId": account_id}
        found = self._collection.find(query, {"practitionerId": 1}, session=tx and tx.session)
        return frozenset([document["practitionerId"] async for document in found])

    async def find(self, id: str, *, tx: Transaction | None = None) -> Delegate | None:
        document = await self._collection.find_one({"_id": id}, session=tx and tx.session)
        return None if document is None else self._read(document)

    async def invited(self, id: str, secret: str, *, tx: Transaction) -> Delegate | None:
        """Whose invitation carries this secret, accepted or not."""
        query = {"_id": id, "secretHash": _hash(secret)}
        document = await self._collection.find_one(query, session=tx.session)
        return None if document is None else self._read(document)

    async def of_practitioner(self, practitioner_id: str) -> list[Delegate]:
        """All there ever were, the last invited first."""
        found = self._collection.find({"practitionerId": practitioner_id}).sort("invitedAt", -1)
        return [self._read(document) async for document in found]

    async def of_account(self, account_id: str) -> list[Delegate]:
        """All that an account ever was, the newest first."""
        query = {"accountId": exactly(account_id)}
        found = self._collection.find(query).sort("invitedAt", -1)
        return [self._read(document) async for document in found]

    async def hold(self, tx: Transaction, practitioner_id: str, *, since: datetime) -> tuple[int, int]:
        """How many a practitioner has, and invited `since` then. Their next invitation waits for this transaction."""
        await take_turn(self._turns, tx, practitioner_id)
        mine = {"practitionerId": practitioner_id}
        present = await self._collection.count_documents(mine | NOT_ENDED, session=tx.session)
        recent = await self._collection.count_documents(
            mine | {"invitedAt": {"$gt": since}}, session=tx.session
        )
        return present, recent

    async def at(self, tx: Transaction, practitioner_id: str, email: str) -> Delegate | None:
        """The practitioner's delegate, or who is invited, at an address."""
        query = NOT_ENDED | {
            "practitionerId": practitioner_id,
            "emailIndex": {"$in": email_index(self._index, email)},
        }
        document = await self._collection.find_one(query, session=tx.session)
        return None if document is None else self._read(document)

    async def save(self, tx: Transaction, delegate: Delegate, *, secret: str | None = None) -> None:
        """As they are now. A new `secret` voids the one before."""
        change: Document = {
            "practitionerId": delegate.practitioner_id,
            "status": delegate.status.value,
            "language": delegate.language.value,
            "invitedAt": delegate.invited_at,
            "accountId": delegate.account_id,
            "acceptedAt": delegate.accepted_at,
            "endedAt": delegate.ended_at,
            "emailIndex": email_index(self._index, delegate.email),
            "sealed": self._seal.seal(
                {"name": delegate.name, "email": delegate.email}, (COLLECTION, delegate.id, "content")
            ),
        }
        if secret is not None:
            change["secretHash"] = _hash(secret)
        await self._collection.update_one(
            {"_id": delegate.id}, {"$set": change}, upsert=True, session=tx.session
        )

    async def end_all_of(self, tx: Transaction, practitioner_id: str, *, at: datetime) -> None:
        """Nobody drafts for the practitioner any more, and no invitation counts."""
        await take_turn(self._turns, tx, practitioner_id)
        ended = {"status": DelegateStatus.REVOKED.value, "endedAt": at}
        present = {"practitionerId": practitioner_id} | NOT_ENDED
        await self._collection.update_many(present, {"$set": ended}, session=tx.session)

    def _read(self, d: Document) -> Delegate:
        content = self._seal.open(d["sealed"], (COLLECTION, d["_id"], "content"))
        return Delegate(
            id=d["_id"],
            practitioner_id=d["practitionerId"],
            name=content["name"],
            email=content["email"],
            language=Language(d["language"]),
            status=DelegateStatus(d["status"]),
            invited_at=d["invitedAt"],
            account_id=d["accountId"],
            accepted_at=d["acceptedAt"],
            ended_at=d["endedAt"],
        )


def email_index(index: BlindIndex, email: str) -> list[str]:
    return index.of("email", email)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
