"""What identity announced of practitioners: how mails name them, and where they are written to."""

from chassis.mongo import Mongo, Transaction
from chassis.projection import keep_newest
from chassis.sealed import Seal
from contracts.events.internal import PractitionerContact

COLLECTION = "practitioners"


class Practitioners:
    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._collection, self._seal = mongo[COLLECTION], seal

    async def keep(self, tx: Transaction, id: str, contact: PractitionerContact, *, sequence: int) -> bool:
        """Whether it was newer than what was known."""
        state = {"sealed": self._seal.seal(contact.model_dump(mode="json"), _place(id))}
        return await keep_newest(self._collection, tx, id, sequence, state)

    async def find(self, id: str, *, tx: Transaction | None = None) -> PractitionerContact | None:
        """None where their announcement has not arrived yet."""
        document = await self._collection.find_one({"_id": id}, session=tx and tx.session)
        if document is None:
            return None
        return PractitionerContact.model_validate(self._seal.open(document["sealed"], _place(id)))


def _place(id: str) -> tuple[str, str, str]:
    return (COLLECTION, id, "contact")
