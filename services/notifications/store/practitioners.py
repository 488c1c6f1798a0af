"""What identity announced of practitioners, as far as mails name them."""

from chassis.mongo import Mongo, Transaction
from chassis.projection import keep_newest
from chassis.sealed import Seal

COLLECTION = "practitioners"


class Practitioners:
    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._collection, self._seal = mongo[COLLECTION], seal

    async def keep(self, tx: Transaction, id: str, *, name: str, sequence: int) -> bool:
        """Whether it was newer than what was known."""
        state = {"sealedName": self._seal.seal(name, _place(id))}
        return await keep_newest(self._collection, tx, id, sequence, state)

    async def name(self, id: str) -> str | None:
        """None where their announcement has not arrived yet."""
        document = await self._collection.find_one({"_id": id})
        if document is None:
            return None
        name: str = self._seal.open(document["sealedName"], _place(id))
        return name


def _place(id: str) -> tuple[str, str, str]:
    return (COLLECTION, id, "name")
