"""The audit trail: entries are added and read, and nothing here changes or removes one.

They go by themselves after six years (45 CFR 164.316(b)(2)(i) wants records of actions for as long).
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.sealed import BlindIndex
from services.identity.domain.audit import AuditEntry, AuditKind

COLLECTION = "audit"
KEPT = timedelta(days=6 * 366)


class Audit:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("accountId", 1), ("at", -1), ("_id", 1)]),
        Index(COLLECTION, [("by", 1), ("at", -1)], partial={"by": {"$type": "string"}}),
        Index(COLLECTION, [("at", 1)], expire_after_seconds=int(KEPT.total_seconds())),
    )

    def __init__(self, mongo: Mongo, index: BlindIndex) -> None:
        self._collection, self._index = mongo[COLLECTION], index

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
    ) -> None:
        """In the transaction of what it tells of, where that changes anything."""
        document: Document = {
            "_id": str(uuid4()),
            "at": at,
            "kind": kind.value,
            "accountId": account_id,
            "sessionId": session_id,
            "by": by,
            "about": about,
            "client": None if network is None else self._index.of("audit client", network)[0],
        }
        await self._collection.insert_one(document, session=None if tx is None else tx.session)

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


def _read(d: Document) -> AuditEntry:
    return AuditEntry(
        id=d["_id"],
        at=d["at"],
        kind=AuditKind(d["kind"]),
        account_id=d["accountId"],
        session_id=d["sessionId"],
        by=d["by"],
        about=d["about"],
        client=d["client"],
    )
