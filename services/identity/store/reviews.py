"""What reviewers decide about practitioners. What was written and which number it is about are sealed."""

from datetime import datetime
from typing import ClassVar

from chassis.mongo import TEXT, Document, Index, Mongo, Transaction, exactly
from chassis.sealed import Seal
from services.identity.domain.review import Review, ReviewDecision, ReviewKind

COLLECTION = "practitioner_reviews"


class Reviews:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("openKey", 1)], unique=True, partial={"openKey": TEXT}),
        Index(COLLECTION, [("openedAt", -1), ("_id", 1)]),
    )

    def __init__(self, mongo: Mongo, seal: Seal) -> None:
        self._collection, self._seal = mongo[COLLECTION], seal

    async def open(self, tx: Transaction, review: Review, *, about: str) -> None:
        """Ask, unless the same question (`about`, an opaque id) waits already; the newest message counts."""
        key = f"{review.kind}:{about}"
        query = {"openKey": exactly(key)}
        known = await self._collection.find_one(query, {"_id": 1}, session=tx.session)
        id_ = review.id if known is None else known["_id"]
        told = {"message": review.message, "deaNumber": review.dea_number}
        document: Document = {
            "kind": review.kind.value,
            "openKey": key,
            "openedAt": review.opened_at,
            "practitionerId": review.practitioner_id,
            "accountId": review.account_id,
            "sealed": self._seal.seal(told, (COLLECTION, id_, "content")),
            "decision": None,
        }
        await self._collection.update_one({"_id": id_}, {"$set": document}, upsert=True, session=tx.session)

    async def find(self, id: str, *, tx: Transaction | None = None) -> Review | None:
        document = await self._collection.find_one({"_id": id}, session=tx and tx.session)
        return None if document is None else self._read(document)

    async def page(self, *, open_only: bool, after: tuple[datetime, str] | None, limit: int) -> list[Review]:
        """The newest first, from behind the one opened `after`."""
        query: Document = {"openKey": TEXT} if open_only else {}
        if after is not None:
            at, id_ = after
            query["$or"] = [{"openedAt": {"$lt": at}}, {"openedAt": at, "_id": {"$gt": id_}}]
        found = self._collection.find(query).sort([("openedAt", -1), ("_id", 1)]).limit(limit)
        return [self._read(document) async for document in found]

    async def decide(
        self, tx: Transaction, id: str, decision: ReviewDecision, reason: str, *, by: str, at: datetime
    ) -> None:
        await self._collection.update_one(
            {"_id": id},
            {
                "$set": {
                    "decision": decision.value,
                    "sealedReason": self._seal.seal(reason, (COLLECTION, id, "reason")),
                    "decidedBy": by,
                    "decidedAt": at,
                    "openKey": None,
                }
            },
            session=tx.session,
        )

    def _read(self, d: Document) -> Review:
        told = self._seal.open(d["sealed"], (COLLECTION, d["_id"], "content"))
        reason = None
        if "sealedReason" in d:
            reason = self._seal.open(d["sealedReason"], (COLLECTION, d["_id"], "reason"))
        return Review(
            id=d["_id"],
            kind=ReviewKind(d["kind"]),
            opened_at=d["openedAt"],
            practitioner_id=d["practitionerId"],
            account_id=d["accountId"],
            dea_number=told["deaNumber"],
            message=told["message"],
            decision=None if d["decision"] is None else ReviewDecision(d["decision"]),
            reason=reason,
            decided_by=d.get("decidedBy"),
            decided_at=d.get("decidedAt"),
        )
