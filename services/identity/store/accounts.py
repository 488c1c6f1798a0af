"""Accounts, found by the blind index of their e-mail address."""

from typing import ClassVar

from pymongo import ReturnDocument

from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.sealed import BlindIndex, Seal
from contracts.events.internal import Language
from services.identity.domain.account import Account, Role

COLLECTION = "accounts"


class Accounts:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("emailIndex", 1)], unique=True),
        Index(
            COLLECTION, [("practitionerId", 1)], unique=True, partial={"practitionerId": {"$type": "string"}}
        ),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._collection = mongo[COLLECTION]
        self._seal, self._index = seal, index

    async def find(self, id: str, *, tx: Transaction | None = None) -> Account | None:
        document = await self._collection.find_one({"_id": id}, session=tx and tx.session)
        return None if document is None else self._read(document)

    async def of_email(self, email: str, *, tx: Transaction | None = None) -> Account | None:
        query = {"emailIndex": {"$in": self._index.of("email", email)}}
        document = await self._collection.find_one(query, session=tx and tx.session)
        return None if document is None else self._read(document)

    async def find_many(self, ids: list[str], *, tx: Transaction | None = None) -> dict[str, Account]:
        """One read for any number of ids."""
        cursor = self._collection.find({"_id": {"$in": ids}}, session=tx and tx.session)
        found = [self._read(d) async for d in cursor]
        return {account.id: account for account in found}

    async def add(self, tx: Transaction, account: Account) -> None:
        """Raises DuplicateKeyError where the address has an account."""
        document: Document = {
            "_id": account.id,
            "emailIndex": self._index.of("email", account.email),
            "sealed": self._seal.seal({"email": account.email}, (COLLECTION, account.id, "content")),
            "passwordHash": account.password_hash,
            "language": account.language.value,
            "roles": sorted(account.roles),
            "practitionerId": account.practitioner_id,
            "claimedPractitionerId": account.claimed_practitioner_id,
            "gated": account.gated,
            "sequence": 0,
        }
        await self._collection.insert_one(document, session=tx.session)

    async def claim(self, tx: Transaction, id: str, practitioner_id: str) -> None:
        """Remember that the account proved the practitioner's numbers and has to confirm the profile."""
        await self._collection.update_one(
            {"_id": id}, {"$set": {"claimedPractitionerId": practitioner_id}}, session=tx.session
        )

    async def bind(self, tx: Transaction, id: str, practitioner_id: str) -> None:
        await self._collection.update_one(
            {"_id": id},
            {
                "$set": {"practitionerId": practitioner_id, "claimedPractitionerId": None},
                "$addToSet": {"roles": Role.PRACTITIONER.value},
            },
            session=tx.session,
        )

    async def release(self, tx: Transaction, id: str) -> None:
        """It is no practitioner any more, and proved to be none."""
        await self._collection.update_one(
            {"_id": id},
            {
                "$set": {"practitionerId": None, "claimedPractitionerId": None},
                "$pull": {"roles": Role.PRACTITIONER.value},
            },
            session=tx.session,
        )

    async def identified(self, tx: Transaction, id: str, role: Role) -> None:
        """As a patient or caregiver: from now on the gate holds it, whatever it signed up as."""
        await self._collection.update_one(
            {"_id": id}, {"$addToSet": {"roles": role.value}, "$set": {"gated": True}}, session=tx.session
        )

    async def set_role(self, tx: Transaction, id: str, role: Role, *, granted: bool) -> bool:
        """False where nothing changed."""
        change = {"$addToSet" if granted else "$pull": {"roles": role.value}}
        done = await self._collection.update_one({"_id": id}, change, session=tx.session)
        return bool(done.modified_count)

    async def with_role(self, role: Role) -> list[str]:
        """Their ids."""
        return [d["_id"] async for d in self._collection.find({"roles": role.value}, {"_id": 1})]

    async def set_password(self, tx: Transaction, id: str, password_hash: str) -> None:
        await self._collection.update_one(
            {"_id": id},
            {"$set": {"passwordHash": password_hash}, "$inc": {"passwordsBefore": 1}},
            session=tx.session,
        )

    async def enter(self, tx: Transaction, account: Account) -> bool:
        """Somebody gave the account's password. False where another was chosen meanwhile.

        It writes: of a sign-in and a change at the same moment one has to begin again.
        """
        entered = await self._collection.update_one(
            {"_id": account.id, "passwordsBefore": account.passwords_before or None},
            {"$inc": {"entered": 1}},
            session=tx.session,
        )
        return bool(entered.matched_count)

    async def rehash(self, id: str, old_hash: str, new_hash: str) -> None:
        """Of the same password, unless it was changed meanwhile."""
        await self._collection.update_one(
            {"_id": id, "passwordHash": old_hash}, {"$set": {"passwordHash": new_hash}}
        )

    async def set_email(self, tx: Transaction, id: str, email: str) -> int:
        """The account's new sequence. Raises DuplicateKeyError where another account has the address."""
        change = {
            "emailIndex": self._index.of("email", email),
            "sealed": self._seal.seal({"email": email}, (COLLECTION, id, "content")),
        }
        changed = await self._collection.find_one_and_update(
            {"_id": id},
            {"$set": change, "$inc": {"sequence": 1}},
            return_document=ReturnDocument.AFTER,
            session=tx.session,
        )
        return int(changed["sequence"])

    def _read(self, d: Document) -> Account:
        return Account(
            id=d["_id"],
            email=self._seal.open(d["sealed"], (COLLECTION, d["_id"], "content"))["email"],
            password_hash=d["passwordHash"],
            language=Language(d["language"]),
            roles=frozenset(Role(role) for role in d["roles"]),
            practitioner_id=d["practitionerId"],
            claimed_practitioner_id=d["claimedPractitionerId"],
            gated=d.get("gated", False),
            passwords_before=d.get("passwordsBefore", 0),
        )
