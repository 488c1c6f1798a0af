"""What identity announced of practitioners, as far as the rules ask for it, and how they are called."""

from typing import Any, ClassVar

from chassis.events import Event
from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.projection import keep_newest
from chassis.sealed import Seal
from contracts.events.internal import Credential as AnnouncedCredential
from contracts.events.internal import PractitionerContact, PractitionerState, Profession, Standing
from services.certification.domain.people import Credential, Practitioner

COLLECTION = "practitioners"


class Practitioners:
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, [("accountId", 1)]),)

    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._collection, self._seal = mongo[COLLECTION], seal

    async def find(self, id: str, *, tx: Transaction | None = None) -> Practitioner | None:
        d = await self._collection.find_one({"_id": id}, session=tx and tx.session)
        if d is None:
            return None
        known = self._opened(d)
        return Practitioner(
            id=id,
            name=known["name"],
            email=known.get("email"),  # not kept by earlier versions of ours, nor what follows it here
            account_id=d.get("accountId"),
            profession=Profession(d["profession"]),
            profile_confirmed=d["confirmed"],
            license=_credential(d["license"]),
            controlled_substance=_credential(d["controlledSubstance"]),
            dea=_credential(d["dea"]),
            dea_state=d.get("deaState"),
            practice_state=d.get("practiceState"),
            board_certifications=tuple(d["boardCertifications"]),
        )

    async def name(self, id: str) -> str | None:
        """As it is printed; None where their announcement has not arrived."""
        document = await self._collection.find_one({"_id": id}, {"sealed": 1})
        return None if document is None else str(self._opened(document)["name"])

    async def of_accounts(self, account_ids: list[str]) -> dict[str, str]:
        """Which practitioner each of these accounts has at present; nothing is unsealed for that."""
        found = self._collection.find({"accountId": {"$in": account_ids}}, {"accountId": 1})
        return {document["accountId"]: document["_id"] async for document in found}

    async def contact(self, id: str, *, tx: Transaction) -> PractitionerContact | None:
        """Whom to write to; None where no account has them, or only an earlier version of ours heard of them."""
        document = await self._collection.find_one({"_id": id}, {"sealed": 1}, session=tx.session)
        known = {} if document is None else self._opened(document)
        if not known.get("email"):
            return None
        return PractitionerContact.model_validate(known)

    async def apply(
        self, tx: Transaction, event: Event, state: PractitionerState, contact: PractitionerContact
    ) -> bool:
        """Keep what was announced, unless something as new is known; whether it was kept."""
        return await keep_newest(
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
                "deaState": state.dea_state,
                "practiceState": state.practice_state,
                "accountId": state.account_id,
                "boardCertifications": list(state.board_certifications),
                "sealed": self._seal.seal(
                    {
                        "name": contact.name,
                        "email": contact.email or None,
                        "language": contact.language.value,
                    },
                    (COLLECTION, event.subject, "name"),
                ),
            },
        )

    def _opened(self, document: Document) -> dict[str, Any]:
        content: dict[str, Any] = self._seal.open(document["sealed"], (COLLECTION, document["_id"], "name"))
        return content


def _document(credential: AnnouncedCredential) -> dict[str, Any]:
    return credential.model_dump(mode="json")


def _credential(document: dict[str, Any]) -> Credential:
    read = AnnouncedCredential.model_validate(document)
    return Credential(standing=Standing(read.standing), expires_on=read.expires_on)
