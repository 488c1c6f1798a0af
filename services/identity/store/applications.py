"""What certification announced of applications: who may get an account, and whom they may prove to be."""

from datetime import date
from typing import ClassVar

from chassis.events import Event
from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.projection import keep_newest
from chassis.sealed import BlindIndex, Seal
from contracts.events.internal import ApplicationPeople, ApplicationState, Part, PersonContact
from contracts.events.public import CertificationStatus, RegistrationStatus

COLLECTION = "applications"


class Applications:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("emailIndex", 1), ("open", 1)]),
        Index(COLLECTION, [("personIds", 1)]),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._collection = mongo[COLLECTION]
        self._seal, self._index = seal, index

    async def apply(
        self, tx: Transaction, event: Event, state: ApplicationState, people: ApplicationPeople
    ) -> bool:
        """Keep the state if it is the newest; says whether it is, and the application is open."""
        is_open = (
            state.status is CertificationStatus.CERTIFIED
            and state.registration is not RegistrationStatus.CLOSED
        )
        # After a withdrawal a completed registration lives on for a while: certification says when it closes.
        lives = state.registration is not RegistrationStatus.CLOSED
        content = people.model_dump(mode="json", by_alias=True)
        kept = await keep_newest(
            self._collection,
            tx,
            event.subject,
            event.sequence,
            {
                "open": is_open,
                "lives": lives,
                "personIds": [person.person_id for person in people.people],
                "emailIndex": [
                    mac for person in people.people for mac in self._index.of("email", person.email)
                ],
                "sealed": self._seal.seal(content, (COLLECTION, event.subject, "people")),
            },
        )
        return kept and is_open

    async def knows(self, email: str, part: Part, *, tx: Transaction) -> bool:
        """Whether an open application names somebody in this part with this address."""
        return any(person.part is part for _, person in await self._people(email, tx=tx))

    async def persons(
        self, email: str, part: Part, born: date, *, tx: Transaction
    ) -> list[tuple[str, PersonContact]]:
        """The certifications whose person in this part has the address and the date of birth."""
        found = await self._people(email, tx=tx)
        return [
            (certification, p) for certification, p in found if p.part is part and p.date_of_birth == born
        ]

    async def of_person(
        self, person_id: str, part: Part, *, tx: Transaction
    ) -> list[tuple[str, PersonContact]]:
        """The open certifications that have this very person in this part, whatever the address."""
        query = {"personIds": person_id, "open": True}
        found = [self._opened(d) async for d in self._collection.find(query, session=tx.session)]
        return [
            (certification, p)
            for certification, people in found
            for p in people
            if p.person_id == person_id and p.part is part
        ]

    async def any_lives(
        self, persons: list[tuple[str, str]], email: str, *, tx: Transaction | None = None
    ) -> bool:
        """Whether a registration that is not closed has one of these (certification, person); or names the address:
        where there are such persons, for somebody born on the day that one of them was. One read.
        """
        of_persons = {"_id": {"$in": [certification for certification, _ in persons]}}
        of_address = {"emailIndex": {"$in": self._index.of("email", email)}, "lives": True}
        query = {"$or": [of_persons, of_address]}
        found = {d["_id"]: d async for d in self._collection.find(query, session=tx and tx.session)}
        if not persons:
            return bool(found)
        proved = [(found[id_], person) for id_, person in persons if id_ in found]
        if any(d["lives"] and person in d["personIds"] for d, person in proved):
            return True
        there = [p for d in found.values() if d["lives"] for p in self._opened(d)[1] if p.email == email]
        known = [p for d, person in proved for p in self._opened(d)[1] if p.person_id == person]
        return not {p.date_of_birth for p in there}.isdisjoint(p.date_of_birth for p in known)

    async def _people(self, email: str, *, tx: Transaction) -> list[tuple[str, PersonContact]]:
        query = {"emailIndex": {"$in": self._index.of("email", email)}, "open": True}
        found = [self._opened(d) async for d in self._collection.find(query, session=tx.session)]
        return [
            (certification, person)
            for certification, people in found
            for person in people
            if person.email == email
        ]

    def _opened(self, d: Document) -> tuple[str, tuple[PersonContact, ...]]:
        opened = self._seal.open(d["sealed"], (COLLECTION, d["_id"], "people"))
        return d["_id"], ApplicationPeople.model_validate(opened).people
