"""The audit trail: entries are added, chained and read, and nothing here changes what one says or removes it.

They go by themselves after six years (45 CFR 164.316(b)(2)(i) wants records of actions for as long).

The worker chains them after the fact: what people do must not wait for each other's entries.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from pymongo import ReturnDocument, UpdateOne

from chassis.mongo import Document, DuplicateKeyError, Index, Mongo, Transaction
from chassis.sealed import BlindIndex
from services.identity.domain.audit import OPERATOR, AuditEntry, AuditKind, Place, digest

COLLECTION, HEADS = "audit", "audit_head"
HEAD, FIRST = "head", ""  # what stands before the first entry
KEPT = timedelta(days=6 * 366)


class Audit:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("accountId", 1), ("at", -1), ("_id", 1)]),
        Index(COLLECTION, [("by", 1), ("at", -1)], partial={"by": {"$type": "string"}}),
        Index(COLLECTION, [("at", 1)], expire_after_seconds=int(KEPT.total_seconds())),
        Index(COLLECTION, [("number", 1), ("at", 1), ("_id", 1)]),
    )

    def __init__(self, mongo: Mongo, index: BlindIndex, pepper: bytes) -> None:
        self._collection, self._heads = mongo[COLLECTION], mongo[HEADS]
        self._index, self._pepper = index, pepper

    async def add(
        self,
        kind: AuditKind,
        account_id: str | None,
        *,
        at: datetime,
        tx: Transaction | None = None,
        session_id: str | None = None,
        by: str | None = None,
        about: str | None = None,
        network: str | None = None,
        once: str | None = None,
    ) -> None:
        """In the transaction of what it tells of, where that changes anything.

        `once`, outside of transactions: of all entries that are added under this id, the first is kept.
        """
        client = None if network is None else self._index.of("audit client", network)[0]
        entry = AuditEntry(once or str(uuid4()), at, kind.value, account_id, session_id, by, about, client)
        try:
            await self._collection.insert_one(_document(entry), session=None if tx is None else tx.session)
        except DuplicateKeyError:
            if once is None:
                raise

    async def add_changed(
        self, tx: Transaction, practitioners: Sequence[tuple[str, str | None]], *, at: datetime
    ) -> None:
        """An import changed these practitioners, each with the account that is bound to it."""
        kind = AuditKind.PRACTITIONER_CHANGED.value
        entries = [
            AuditEntry(str(uuid4()), at, kind, account_id, None, OPERATOR, id_, None)
            for id_, account_id in practitioners
        ]
        if entries:
            await self._collection.insert_many([_document(e) for e in entries], session=tx.session)

    async def of_account(
        self, account_id: str, *, after: tuple[datetime, str] | None, limit: int
    ) -> list[AuditEntry]:
        """What happened to it, the newest first, beginning behind `after`."""
        query: Document = {"accountId": account_id}
        if after is not None:
            at, id_ = after
            query["$or"] = [{"at": {"$lt": at}}, {"at": at, "_id": {"$gt": id_}}]
        found = self._collection.find(query).sort([("at", -1), ("_id", 1)]).limit(limit)
        return [_read(document) async for document in found]

    async def all(self, *, account_id: str | None, since: datetime | None) -> AsyncIterator[AuditEntry]:
        """What happened to the account or was done by it, or to all, the oldest first."""
        query: Document = {}
        if account_id is not None:
            query["$or"] = [{"accountId": account_id}, {"by": account_id}]
        if since is not None:
            query["at"] = {"$gte": since}
        async for document in self._collection.find(query).sort("at", 1):
            yield _read(document)

    async def waiting(self) -> int:
        """How many entries are not chained yet."""
        return int(await self._collection.count_documents({"number": None}))

    async def waits(self) -> bool:
        return await self._collection.find_one({"number": None}, {"_id": 1}) is not None

    async def chain(self, tx: Transaction, *, limit: int) -> int:
        """Give the next entries their places, in the order of their instants; how many."""
        head = await self._heads.find_one_and_update(
            {"_id": HEAD},
            {"$inc": {"turns": 1}},  # of two workers, one begins anew behind the other
            upsert=True,
            session=tx.session,
            return_document=ReturnDocument.AFTER,
        )
        number, previous, previous_at = head.get("number", 0), head.get("digest", FIRST), head.get("at")
        order = [("at", 1), ("_id", 1)]
        waiting = self._collection.find({"number": None}, session=tx.session).sort(order).limit(limit)
        changes = []
        async for document in waiting:
            place = self._next(_read(document), number + 1, previous, previous_at)
            number, previous, previous_at = place.number, place.digest, document["at"]
            changes.append(UpdateOne({"_id": document["_id"]}, {"$set": _placed(place)}))
        if changes:
            await self._collection.bulk_write(changes, ordered=False, session=tx.session)
            state = {"number": number, "digest": previous, "at": previous_at}
            await self._heads.update_one({"_id": HEAD}, {"$set": state}, session=tx.session)
        return len(changes)

    async def chained(self, *, since: datetime) -> AsyncIterator[tuple[AuditEntry, Place]]:
        """What is chained from the first entry on that is no older than `since`, in the order of the chain."""
        first = await self._collection.find_one(
            {"number": {"$ne": None}, "at": {"$gte": since}}, {"number": 1}, sort=[("number", 1)]
        )
        if first is None:
            return
        async for document in self._collection.find({"number": {"$gte": first["number"]}}).sort("number", 1):
            yield _read(document), _place(document)

    async def head(self) -> tuple[Place | None, datetime | None]:
        """The newest place of the chain as it was noted when it was given, and the instant of its entry."""
        head = await self._heads.find_one({"_id": HEAD})
        if head is None or "number" not in head:
            return None, None
        return Place(head["number"], FIRST, None, head["digest"]), head["at"]

    def is_whole(self, entry: AuditEntry, place: Place) -> bool:
        """Whether it says what it said when it was chained."""
        return place == self._next(entry, place.number, place.previous, place.previous_at)

    def _next(self, entry: AuditEntry, number: int, previous: str, previous_at: datetime | None) -> Place:
        made = digest(self._pepper, entry, number=number, previous=previous, previous_at=previous_at)
        return Place(number, previous, previous_at, made)


def _document(entry: AuditEntry) -> Document:
    return {
        "_id": entry.id,
        "at": entry.at,
        "kind": entry.told,
        "accountId": entry.account_id,
        "sessionId": entry.session_id,
        "by": entry.by,
        "about": entry.about,
        "client": entry.client,
    }


def _placed(place: Place) -> Document:
    return {
        "number": place.number,
        "previous": place.previous,
        "previousAt": place.previous_at,
        "digest": place.digest,
    }


def _read(d: Document) -> AuditEntry:
    """Whatever stands there: a damaged entry is to be shown, not to end the reading of all others."""
    return AuditEntry(
        id=d["_id"],
        at=d["at"],
        told=str(d.get("kind")),
        account_id=d.get("accountId"),
        session_id=d.get("sessionId"),
        by=d.get("by"),
        about=d.get("about"),
        client=d.get("client"),
    )


def _place(d: Document) -> Place:
    return Place(d["number"], d.get("previous", FIRST), d.get("previousAt"), d.get("digest", FIRST))
