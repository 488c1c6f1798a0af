"""The audit trail: entries are added, chained and read, and nothing here changes what one says or removes it.

They go by themselves after six years (45 CFR 164.316(b)(2)(i) wants records of actions for as long).

The worker chains them after the fact: what people do must not wait for each other's entries.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from chassis.chain import Chain
from chassis.mongo import TEXT, Document, DuplicateKeyError, Index, Mongo, Transaction, exactly
from chassis.sealed import BlindIndex
from services.identity.domain.audit import OPERATOR, AuditEntry, AuditKind

COLLECTION = "audit"
KEPT = timedelta(days=6 * 366)


class Audit(Chain):
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("accountId", 1), ("at", -1), ("_id", 1)]),
        Index(COLLECTION, [("by", 1), ("at", -1)], partial={"by": TEXT}),
        Index(COLLECTION, [("at", 1)], expire_after_seconds=int(KEPT.total_seconds())),
        Index(COLLECTION, [("number", 1), ("at", 1), ("_id", 1)]),
    )

    def __init__(self, mongo: Mongo, index: BlindIndex, pepper: bytes) -> None:
        super().__init__(mongo, COLLECTION, pepper, kept=KEPT)
        self._index = index

    @staticmethod
    def told(document: Document) -> list[Any]:
        entry = _read(document)
        return [
            entry.id,
            entry.at.isoformat(),
            entry.told,
            entry.account_id,
            entry.session_id,
            entry.by,
            entry.about,
            entry.client,
        ]

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
            query["$or"] = [{"accountId": account_id}, {"by": exactly(account_id)}]
        if since is not None:
            query["at"] = {"$gte": since}
        async for document in self._collection.find(query).sort("at", 1):
            yield _read(document)


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
