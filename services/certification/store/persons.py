"""Persons across practitioners: one document each, on which rules across certifications are decided."""

from dataclasses import asdict
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from pydantic import TypeAdapter

from chassis.mongo import Document, Index, Mongo, Transaction, take_turn
from chassis.sealed import BlindIndex, Seal
from services.certification.domain.person import Identity, InForce, Person, Responsibility
from services.certification.store.documents import person_fact

COLLECTION, TURNS = "persons", "addresses_turns"
IDENTITY = TypeAdapter(Identity)
IN_FORCE = TypeAdapter(InForce | None)
DAY = TypeAdapter(date | None)
RESPONSIBILITIES = TypeAdapter(tuple[Responsibility, ...])


class Persons:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("index", 1)], unique=True),
        Index(COLLECTION, [("emailIndex", 1)]),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._collection, self._turns = mongo[COLLECTION], mongo[TURNS]
        self._seal, self._index = seal, index

    async def find(self, identity: Identity, *, tx: Transaction | None = None) -> Person | None:
        """The person of this name and date of birth, if any certification ever had them."""
        query = {"index": {"$in": self._index.of(*person_fact(identity))}}
        document = await self._collection.find_one(query, session=tx and tx.session)
        return None if document is None else self._read(document)

    async def hold(self, tx: Transaction, identity: Identity) -> Person:
        """The person, and everybody else's turn with them only after this transaction."""
        macs = self._index.of(*person_fact(identity))
        turn = {"$inc": {"turns": 1}, "$addToSet": {"index": {"$each": macs}}}
        document = await self._collection.find_one_and_update(
            {"index": {"$in": macs}}, turn, session=tx.session, return_document=True
        )
        if document is not None:
            return self._read(document)
        person = Person(str(uuid4()), identity)
        await self._collection.insert_one(written(person, self._seal, self._index), session=tx.session)
        return person

    async def hold_id(self, tx: Transaction, id: str) -> Person:
        """As `hold`, of somebody known."""
        document = await self._collection.find_one_and_update(
            {"_id": id}, {"$inc": {"turns": 1}}, session=tx.session, return_document=True
        )
        assert document is not None, "a certified person stays"
        return self._read(document)

    async def save(self, tx: Transaction, person: Person) -> None:
        """What they are in certifications; they must be held."""
        await self._collection.update_one({"_id": person.id}, {"$set": _state(person)}, session=tx.session)

    async def reached_at(self, tx: Transaction, person: Person, email: str) -> None:
        """Remember an e-mail address of a caregiver."""
        document = await self._collection.find_one({"_id": person.id}, session=tx.session)
        assert document is not None
        content = self._seal.open(document["sealed"], (COLLECTION, person.id, "content"))
        if email in content["emails"]:
            return
        await self._take_turn(tx, email)
        content["emails"].append(email)
        change = {
            "sealed": self._seal.seal(content, (COLLECTION, person.id, "content")),
            "emailIndex": email_index(self._index, content["emails"]),
        }
        await self._collection.update_one({"_id": person.id}, {"$set": change}, session=tx.session)

    async def hold_address(self, tx: Transaction, email: str) -> list[Person]:
        """The caregivers who were ever reached at an address. Who else is, waits for this transaction."""
        await self._take_turn(tx, email)
        return await self.of_email(email, tx=tx)

    async def of_email(self, email: str, *, tx: Transaction | None = None) -> list[Person]:
        """The caregivers who were ever reached at an address."""
        found = self._collection.find(
            {"emailIndex": {"$in": email_index(self._index, [email])}}, session=tx and tx.session
        )
        return [self._read(document) async for document in found]

    async def _take_turn(self, tx: Transaction, email: str) -> None:
        for mac in email_index(self._index, [email]):
            await take_turn(self._turns, tx, mac)

    def _read(self, d: Document) -> Person:
        content = self._seal.open(d["sealed"], (COLLECTION, d["_id"], "content"))
        return Person(
            id=d["_id"],
            identity=IDENTITY.validate_python(content["identity"]),
            in_force=IN_FORCE.validate_python(d["inForce"]),
            responsibilities=RESPONSIBILITIES.validate_python(d["responsibilities"]),
            revoked_on=DAY.validate_python(d.get("revokedOn")),
        )


def written(person: Person, seal: Seal, index: BlindIndex) -> Document:
    """Somebody who was not known before."""
    content = {"identity": asdict(person.identity), "emails": []}
    return {
        "_id": person.id,
        "index": index.of(*person_fact(person.identity)),
        "emailIndex": [],
        "turns": 1,
        **_state(person),
        "sealed": seal.seal(content, (COLLECTION, person.id, "content")),
    }


def _state(person: Person) -> Document:
    return {
        "inForce": _plain(person.in_force),
        "responsibilities": [_plain(each) for each in person.responsibilities],
        "revokedOn": person.revoked_on and person.revoked_on.isoformat(),
    }


def email_index(index: BlindIndex, emails: list[str]) -> list[str]:
    return [mac for email in emails for mac in index.of("email", email)]


def _plain(value: Any) -> Any:
    """As MongoDB keeps it: dates as text."""
    if value is None:
        return None
    return {
        name: each.isoformat() if isinstance(each, date) else each for name, each in asdict(value).items()
    }
