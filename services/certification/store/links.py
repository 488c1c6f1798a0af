"""Which account is which person of which certification, as identity announced it."""

from typing import ClassVar

from chassis.events import Event
from chassis.mongo import Index, Mongo, Transaction
from chassis.projection import keep_newest
from contracts.events.internal import AccountLinked, Part

COLLECTION = "account_links"


class Links:
    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, [("accountId", 1), ("certificationId", 1)]),)

    def __init__(self, mongo: Mongo) -> None:
        self._collection = mongo[COLLECTION]

    async def certifications_of(self, account_id: str) -> list[str]:
        """The ids of the certifications that the account is a person of."""
        return [link["certificationId"] async for link in self._collection.find({"accountId": account_id})]

    async def part_in(self, account_id: str, certification_id: str) -> Part | None:
        """What the account is in the certification, None where it is nobody."""
        link = await self._collection.find_one({"accountId": account_id, "certificationId": certification_id})
        return None if link is None else Part(link["part"])

    async def apply(self, tx: Transaction, event: Event, linked: AccountLinked) -> None:
        await keep_newest(
            self._collection,
            tx,
            event.subject,
            event.sequence,
            {
                "accountId": linked.account_id,
                "certificationId": linked.certification_id,
                "personId": linked.person_id,
                "part": linked.part.value,
            },
        )
