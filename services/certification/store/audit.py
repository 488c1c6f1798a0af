"""The chain of what was done to each certification. Entries are only ever added."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar

from chassis.mongo import Document, Index, Mongo, Transaction
from services.certification.domain.audit import FIRST, Act, Capacity, Deed, digest

COLLECTION = "audit"


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a chain; `digest` covers it and all before it."""

    certification_id: str
    number: int
    act: Act
    digest: str


class Audit:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("certificationId", 1), ("number", 1)], unique=True),
    )

    def __init__(self, mongo: Mongo) -> None:
        self._collection = mongo[COLLECTION]

    async def add(self, tx: Transaction, entry: Entry) -> None:
        await self._collection.insert_one(written(entry), session=tx.session)

    async def of(self, certification_ids: list[str]) -> dict[str, list[Entry]]:
        """Each certification's entries, the oldest first, in one read."""
        found: dict[str, list[Entry]] = {each: [] for each in certification_ids}
        query = {"certificationId": {"$in": certification_ids}}
        async for document in self._collection.find(query).sort([("certificationId", 1), ("number", 1)]):
            found[document["certificationId"]].append(_entry(document))
        return found

    async def ends_in(self, certification_id: str, chain: str) -> bool:
        """Whether the newest entry of a certification has this digest."""
        newest = await self._collection.find_one(
            {"certificationId": certification_id}, {"digest": 1}, sort=[("number", -1)]
        )
        return newest is not None and newest["digest"] == chain

    async def all(self) -> AsyncIterator[Entry]:
        """Every entry, chain after chain."""
        async for document in self._collection.find().sort([("certificationId", 1), ("number", 1)]):
            yield _entry(document)


def next_entry(chain: str, certification_id: str, number: int, act: Act) -> Entry:
    """The entry that follows upon the digest `chain`."""
    return Entry(certification_id, number, act, digest(chain or FIRST, certification_id, number, act))


def written(entry: Entry) -> Document:
    act = entry.act
    return {
        "certificationId": entry.certification_id,
        "number": entry.number,
        "deed": act.deed.value,
        "at": act.at,
        "capacity": act.capacity.value,
        "accountId": act.account_id,
        "digest": entry.digest,
    }


def _entry(d: Document) -> Entry:
    act = Act(Deed(d["deed"]), d["at"], Capacity(d["capacity"]), d["accountId"])
    return Entry(d["certificationId"], d["number"], act, d["digest"])
