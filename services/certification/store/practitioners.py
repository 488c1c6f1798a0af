"""What identity announced of practitioners, as far as the rules ask for it, and how they are called."""

from typing import Any, ClassVar

from chassis.events import Event
from chassis.mongo import Index, Mongo, Transaction
from chassis.projection import keep_newest
from chassis.sealed import Seal
from contracts.events.internal import Credential as AnnouncedCredential
from contracts.events.internal import PractitionerState, Profession, Standing
from services.certification.domain.people import Credential, Practitioner

COLLECTION = "practitioners"


class Practitioners:
    INDEXES: ClassVar[tuple[Index, ...]] = ()

    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._collection, self._seal = mongo[COLLECTION], seal

    async def find(self, id: str, *, tx: Transaction | None = None) -> Practitioner | None:
        d = await self._collection.find_one({"_id": id}, session=tx and tx.session)
        if d is None:
            return None
        return Practitioner(
            id=id,
            profession=Profession(d["profession"]),
            profile_confirmed=d["confirmed"],
            license=_credential(d["license"]),
            controlled_substance=_credential(d["controlledSubstance"]),
            dea=_credential(d["dea"]),
            board_certifications=tuple(d["boardCertifications"]),
        )

    async def name(self, id: str) -> str | None:
        """As it is printed; None where their announcement has not arrived."""
        document = await self._collection.find_one({"_id": id}, {"sealed": 1})
        if document is None:
            return None
        name: str = self._seal.open(document["sealed"], (COLLECTION, id, "name"))["name"]
        return name

    async def apply(self, tx: Transaction, event: Event, state: PractitionerState, *, name: str) -> None:
        await keep_newest(
            self._collection,
            tx,
            event.subject,
            event.sequence,
            {
                "profession": state.profession.value,
                "confirmed": state.confirmed,
                "license": _document(state.license),
                "controlledSubstance": _document(state.controlled_substance),
                "dea": _document(state.dea),
                "boardCertifications": list(state.board_certifications),
                "sealed": self._seal.seal({"name": name}, (COLLECTION, event.subject, "name")),
            },
        )


def _document(credential: AnnouncedCredential) -> dict[str, Any]:
    return credential.model_dump(mode="json")


def _credential(document: dict[str, Any]) -> Credential:
    read = AnnouncedCredential.model_validate(document)
    return Credential(standing=Standing(read.standing), expires_on=read.expires_on)
