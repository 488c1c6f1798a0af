"""Which account is which person of which certification, as identity announced it."""

from dataclasses import dataclass
from typing import ClassVar

from chassis.events import Event
from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.projection import keep_newest
from contracts.events.internal import AccountLinked, Part

COLLECTION = "account_links"
ADDRESSES = "account_addresses"  # only how new the last announced one was


@dataclass(frozen=True, slots=True)
class Link:
    """An account is this person, in this part of this certification."""

    certification_id: str
    person_id: str
    part: Part


class Links:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("accountId", 1), ("certificationId", 1)]),
        Index(COLLECTION, [("certificationId", 1)]),
        Index(COLLECTION, [("personId", 1)]),
    )

    def __init__(self, mongo: Mongo) -> None:
        self._collection = mongo[COLLECTION]
        self._addresses = mongo[ADDRESSES]

    async def of_account(self, account_id: str, *, tx: Transaction | None = None) -> list[Link]:
        """Whom the account proved to be, in every certification."""
        found = self._collection.find({"accountId": account_id}, session=tx and tx.session)
        return [read(d) async for d in found]

    async def accounts_of(
        self, person_ids: list[str], *, tx: Transaction | None = None
    ) -> dict[str, frozenset[str]]:
        """The accounts that ever proved to be these persons, in whatever certification."""
        accounts: dict[str, frozenset[str]] = dict.fromkeys(person_ids, frozenset())
        found = self._collection.find({"personId": {"$in": person_ids}}, session=tx and tx.session)
        async for d in found:
            accounts[d["personId"]] |= {d["accountId"]}
        return accounts

    async def in_certification(
        self, account_id: str, certification_id: str, *, tx: Transaction
    ) -> list[Link]:
        """Whom the account proved to be in one: a guardian is patient and caregiver."""
        query = {"accountId": account_id, "certificationId": certification_id}
        return [read(d) async for d in self._collection.find(query, session=tx.session)]

    async def has_account(self, certification_id: str, part: Part, *, tx: Transaction) -> bool:
        """Whether somebody proved to be the person in this part."""
        query = {"certificationId": certification_id, "part": part.value}
        return await self._collection.find_one(query, {"_id": 1}, session=tx.session) is not None

    async def newest_address(self, tx: Transaction, event: Event) -> bool:
        """Whether the event tells of a newer address of the account than any before."""
        return await keep_newest(self._addresses, tx, event.subject, event.sequence, {})

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


def read(d: Document) -> Link:
    return Link(d["certificationId"], d["personId"], Part(d["part"]))
