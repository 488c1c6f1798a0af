"""The chain of what was done to each certification. Entries are only ever added."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import ClassVar

from chassis.chain import digest, spelled
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

    async def links(self, certification_id: str, *, tx: Transaction) -> list[Document]:
        """A certification's entries as they stand there, damaged or not, the oldest first."""
        query = {"certificationId": certification_id}
        return [each async for each in self._collection.find(query, session=tx.session).sort(ORDER)]

    async def all_links(self) -> AsyncIterator[tuple[str, list[Document]]]:
        """Those of each certification, in the order of the certifications' ids."""
        links: list[Document] = []
        async for each in self._collection.find().sort(ORDER):
            if links and links[-1]["certificationId"] != each["certificationId"]:
                yield links[-1]["certificationId"], links
                links = []
            links.append(each)
        if links:
            yield links[-1]["certificationId"], links

    def follows(self, previous: str, link: Document) -> bool:
        """Whether it says what it said when it was added behind the digest `previous`."""
        return bool(link.get("digest") == _digest(self._pepper, previous, link))

    def chained(self, previous: str, entry: Entry) -> Entry:
        return chained(self._pepper, previous, entry)


def chained(pepper: bytes, previous: str, entry: Entry) -> Entry:
    """The entry with its digest, where it follows upon the digest `previous`, empty before the first."""
    return replace(entry, digest=_digest(pepper, previous, written(entry)))


def _digest(pepper: bytes, previous: str, link: Document) -> str:
    said = ("certificationId", "number", "deed", "at", "capacity", "accountId", "content")
    return digest(pepper, COLLECTION, [previous, *(spelled(link.get(name)) for name in said)])


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
