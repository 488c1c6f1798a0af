"""What certification announced of applications. The people of each are sealed."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from chassis.mongo import Document, Mongo, Transaction
from chassis.projection import keep_newest
from chassis.sealed import Seal
from contracts.events.internal import Language, Part
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.notifications.domain.application import Application, Person

COLLECTION = "applications"


class Applications:
    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._collection, self._seal = mongo[COLLECTION], seal

    async def keep(self, tx: Transaction, application: Application, sequence: int) -> bool:
        """Whether it was newer than what was known."""
        people = [asdict(person) for person in application.people]
        return await keep_newest(
            self._collection,
            tx,
            application.id,
            sequence,
            {
                "practitionerId": application.practitioner_id,
                "status": application.status.value,
                "registration": application.registration.value,
                "validUntil": application.valid_until.isoformat(),
                "sealed": self._seal.seal(people, _place(application.id)),
            },
        )

    async def find(self, id: str, *, tx: Transaction | None = None) -> Application | None:
        document = await self._collection.find_one({"_id": id}, session=tx and tx.session)
        return None if document is None else self._application(document)

    async def practitioners_of(self, ids: Sequence[str]) -> dict[str, str]:
        """Whose each application is, for those that are known."""
        found = self._collection.find({"_id": {"$in": list(ids)}}, {"practitionerId": 1})
        return {document["_id"]: document["practitionerId"] async for document in found}

    def _application(self, document: Document) -> Application:
        people = self._seal.open(document["sealed"], _place(document["_id"]))
        return Application(
            id=document["_id"],
            practitioner_id=document["practitionerId"],
            status=CertificationStatus(document["status"]),
            registration=RegistrationStatus(document["registration"]),
            valid_until=date.fromisoformat(document["validUntil"]),
            people=tuple(_person(person) for person in people),
        )


def _person(kept: dict[str, Any]) -> Person:
    return Person(
        **kept | {"part": kept["part"] and Part(kept["part"]), "language": Language(kept["language"])}
    )


def _place(id: str) -> tuple[str, str, str]:
    return (COLLECTION, id, "people")
