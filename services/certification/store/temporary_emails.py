"""The temporary addresses that identity issued to practitioners."""

from typing import ClassVar

from chassis.events import Event
from chassis.mongo import Index, Mongo, Transaction
from chassis.projection import keep_newest
from chassis.sealed import BlindIndex, Seal
from contracts.contact import compared, is_temporary
from contracts.events.internal import TemporaryEmailIssued, TemporaryEmailStatus

COLLECTION = "temporary_emails"


class TemporaryEmails:
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, [("emailIndex", 1)]),)

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex, domain: str) -> None:
        self._domain = domain
        self._collection = mongo[COLLECTION]
        self._seal, self._index = seal, index

    def is_reserved(self, email: str) -> bool:
        """Whether only an issued one may be at this domain."""
        return is_temporary(email, self._domain)

    async def is_issued_to(self, practitioner_id: str, email: str, *, tx: Transaction | None = None) -> bool:
        """Whether this address was issued to this practitioner, and is not void."""
        query = {
            "emailIndex": {"$in": address_index(self._index, email)},
            "practitionerId": practitioner_id,
            "status": TemporaryEmailStatus.ISSUED.value,
        }
        return await self._collection.find_one(query, {"_id": 1}, session=tx and tx.session) is not None

    async def apply(self, tx: Transaction, event: Event, issued: TemporaryEmailIssued, email: str) -> None:
        await keep_newest(
            self._collection,
            tx,
            event.subject,
            event.sequence,
            {
                "practitionerId": issued.practitioner_id,
                "status": issued.status.value,
                "emailIndex": address_index(self._index, email),
                "sealed": self._seal.seal({"email": email}, (COLLECTION, event.subject, "email")),
            },
        )


def address_index(index: BlindIndex, email: str) -> list[str]:
    return index.of("email", compared(email))
