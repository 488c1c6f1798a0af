"""The chain of what was done to each certification. Entries are only ever added."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import ClassVar

from chassis.chain import digest
from chassis.mongo import Document, Index, Mongo, Transaction
from services.certification.domain.audit import Act, Capacity, Deed

COLLECTION = "audit"
ORDER = [("certificationId", 1), ("number", 1)]


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a chain. `content` is the digest of the certification as the deed left it, empty where it was
    discarded; `digest` covers it, the rest, and all before.
    """

    certification_id: str
    number: int
    act: Act
    content: str = ""
    digest: str = ""


class Audit:
    """Digests are keyed, as those of chains that are made afterwards (chassis/chain.py)."""

    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, ORDER, unique=True),)

    def __init__(self, mongo: Mongo, pepper: bytes) -> None:
        self._collection, self._pepper = mongo[COLLECTION], pepper

    async def add(self, tx: Transaction, entry: Entry) -> None:
        await self._collection.insert_one(written(entry), session=tx.session)

    async def of(
        self, certification_ids: list[str], *, tx: Transaction | None = None
    ) -> dict[str, list[Entry]]:
        """Each certification's entries, the oldest first, in one read."""
        found: dict[str, list[Entry]] = {each: [] for each in certification_ids}
        query = {"certificationId": {"$in": certification_ids}}
        entries = self._collection.find(query, session=tx and tx.session).sort(ORDER)
        async for document in entries:
            found[document["certificationId"]].append(_entry(document))
        return found

    async def all(self) -> AsyncIterator[tuple[str, list[Entry]]]:
        """Each certification's entries, the oldest first, in the order of the certifications' ids."""
        entries: list[Entry] = []
        async for document in self._collection.find().sort(ORDER):
            entry = _entry(document)
            if entries and entries[-1].certification_id != entry.certification_id:
                yield entries[-1].certification_id, entries
                entries = []
            entries.append(entry)
        if entries:
            yield entries[-1].certification_id, entries

    def chained(self, previous: str, entry: Entry) -> Entry:
        return chained(self._pepper, previous, entry)


def chained(pepper: bytes, previous: str, entry: Entry) -> Entry:
    """The entry with its digest, where it follows upon the digest `previous`, empty before the first."""
    act = entry.act
    told = [
        previous,
        entry.certification_id,
        entry.number,
        act.deed.value,
        act.at.isoformat(),
        act.capacity.value,
        act.account_id,
        entry.content,
    ]
    return replace(entry, digest=digest(pepper, COLLECTION, told))


def written(entry: Entry) -> Document:
    act = entry.act
    return {
        "certificationId": entry.certification_id,
        "number": entry.number,
        "deed": act.deed.value,
        "at": act.at,
        "capacity": act.capacity.value,
        "accountId": act.account_id,
        "content": entry.content,
        "digest": entry.digest,
    }


def _entry(d: Document) -> Entry:
    act = Act(Deed(d["deed"]), d["at"], Capacity(d["capacity"]), d["accountId"])
    return Entry(d["certificationId"], d["number"], act, d.get("content", ""), d["digest"])
