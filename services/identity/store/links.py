"""Which account proved to be which person of which certification."""

from dataclasses import dataclass
from typing import ClassVar

from chassis.mongo import Document, Index, Mongo, Transaction
from contracts.events.internal import Part

COLLECTION = "links"


@dataclass(frozen=True, slots=True)
class Link:
    id: str
    account_id: str
    certification_id: str
    person_id: str
    part: Part


class Links:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("accountId", 1), ("certificationId", 1), ("part", 1)], unique=True),
        Index(COLLECTION, [("personId", 1), ("part", 1)]),
    )

    def __init__(self, mongo: Mongo) -> None:
        self._collection = mongo[COLLECTION]

    async def of_accounts(self, account_ids: list[str], *, tx: Transaction | None = None) -> list[Link]:
        return await self._found({"accountId": {"$in": account_ids}}, tx)

    async def of_person(self, person_id: str, part: Part, *, tx: Transaction) -> list[Link]:
        return await self._found({"personId": person_id, "part": part.value}, tx)

    async def _found(self, query: Document, tx: Transaction | None) -> list[Link]:
        return [
            Link(d["_id"], d["accountId"], d["certificationId"], d["personId"], Part(d["part"]))
            async for d in self._collection.find(query, session=tx and tx.session)
        ]

    async def add(self, tx: Transaction, link: Link) -> None:
        await self._collection.insert_one(
            {
                "_id": link.id,
                "accountId": link.account_id,
                "certificationId": link.certification_id,
                "personId": link.person_id,
                "part": link.part.value,
            },
            session=tx.session,
        )
