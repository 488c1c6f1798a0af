"""Certifications, and what happened to each: whoever saves one says what was done, by whom."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import ClassVar, TypeAlias

from chassis.mongo import TEXT, Document, Index, Mongo, Transaction, exactly
from chassis.sealed import BlindIndex, Seal, SealBroken
from contracts.events.public import RegistrationStatus
from services.certification.domain.audit import Act
from services.certification.domain.certification import Certification, Status
from services.certification.domain.people import Patient
from services.certification.store import documents
from services.certification.store.audit import Audit, Entry
from services.certification.store.documents import COLLECTION, Written

BATCH = 500  # certifications read at a time where many are
WAITING = (RegistrationStatus.AWAITING_PATIENT.value, RegistrationStatus.AWAITING_CAREGIVER.value)
COUNTS_TO = 100_000  # more need no exact number


Place: TypeAlias = tuple[datetime, str]  # of a certification in a list: created at, id


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of a practitioner's certifications: those that fit all that is given."""

    status: Status | None = None
    registration: RegistrationStatus | None = None
    ending_by: date | None = None  # certified, and the last day is not later
    undelivered: bool = False  # a mail about it failed for good
    returned: bool = False  # signed once, and a draft again for a reason
    proposed_caregiver: bool = False  # in force, and a reviewer decides about its caregiver
    reported_change: bool = False  # one of its people reported something that nobody saw to
    drafts: bool = False  # nothing else, whatever the rest says
    patient: Patient = field(default_factory=Patient)  # the facts that are given must be theirs


@dataclass(frozen=True, slots=True)
class Chained:
    """`chain` is the digest of the newest audit entry, as the certification has it; `content` that of itself."""

    id: str
    chain: str
    content: str


class Stale(Exception):
    """Somebody else changed the certification since it was read."""


class Certifications:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("practitionerId", 1), ("createdAt", -1), ("_id", -1)]),
        Index(COLLECTION, [("practitionerId", 1), ("status", 1), ("createdAt", -1), ("_id", -1)]),
        Index(COLLECTION, [("practitionerId", 1), ("patientIndex", 1), ("createdAt", -1), ("_id", -1)]),
        Index(
            COLLECTION, [("practitionerId", 1), ("registration.status", 1), ("createdAt", -1), ("_id", -1)]
        ),
        Index(COLLECTION, [("practitionerId", 1), ("status", 1), ("validUntil", 1)]),
        Index(
            COLLECTION,
            [("practitionerId", 1), ("undeliveredAt", 1)],
            partial={"undeliveredAt": {"$type": "date"}},
        ),
        Index(COLLECTION, [("practitionerId", 1), ("returned", 1)], partial={"returned": True}),
        Index(COLLECTION, [("practitionerId", 1), ("reportWaits", 1)], partial={"reportWaits": True}),
        Index(
            COLLECTION, [("practitionerId", 1), ("caregiverInReview", 1)], partial={"caregiverInReview": True}
        ),
        Index(COLLECTION, [("status", 1), ("createdAt", 1), ("_id", 1)]),
        Index(
            COLLECTION,
            [("caregiverInReview", 1), ("createdAt", 1), ("_id", 1)],
            partial={"caregiverInReview": True},
        ),
        Index(COLLECTION, [("patientId", 1)]),
        Index(COLLECTION, [("caregiverId", 1)], partial={"caregiverId": TEXT}),
        Index(COLLECTION, [("personId", 1)], partial={"personId": TEXT}),
        Index(COLLECTION, [("referenceIndex", 1)]),
        Index(COLLECTION, [("registration.status", 1)], partial={"registration.status": {"$in": [*WAITING]}}),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex, audit: Audit, pepper: bytes) -> None:
        self._collection = mongo[COLLECTION]
        self._seal, self._index, self._pepper = seal, index, pepper
        self._audit = audit

    async def find(self, id: str, *, tx: Transaction | None = None) -> Certification | None:
        document = await self._collection.find_one({"_id": id}, session=tx and tx.session)
        return None if document is None else self._read(document)

    async def find_many(self, ids: list[str]) -> dict[str, Certification]:
        """One read for any number of ids."""
        return {c.id: c for c in [self._read(d) async for d in self._collection.find({"_id": {"$in": ids}})]}

    async def practitioners_of(self, ids: Sequence[str]) -> dict[str, str]:
        """Whose each certification is; nothing is unsealed for that."""
        if not ids:
            return {}
        found = self._collection.find({"_id": {"$in": [*ids]}}, {"practitionerId": 1})
        return {d["_id"]: d["practitionerId"] async for d in found}

    async def to_cosign(self, reference: str, *, tx: Transaction | None = None) -> Certification | None:
        """The one that waits for a second signature under this reference."""
        query = {
            "referenceIndex": {"$in": documents.cosigned_under(self._index, reference)},
            "status": Status.AWAITING_COSIGNATURE.value,
        }
        document = await self._collection.find_one(query, session=tx and tx.session)
        return None if document is None else self._read(document)

    async def of_patients(self, patient_ids: list[str]) -> dict[str, list[Certification]]:
        """Each patient's certifications, the newest first, in one read."""
        return await self._grouped("patientId", patient_ids)

    async def of_caregivers(self, caregiver_ids: list[str]) -> dict[str, list[Certification]]:
        """Each caregiver's certifications, the newest first, in one read."""
        return await self._grouped("caregiverId", caregiver_ids)

    async def of_person(self, person_id: str, *, tx: Transaction) -> list[Certification]:
        """All that were ever certified of a person, the newest first."""
        query = {"personId": exactly(person_id)}
        found = self._collection.find(query, session=tx.session).sort("certifiedAt", -1)
        return [self._read(document) async for document in found]

    async def alike(self, practitioner_id: str, patient: Patient, *, limit: int) -> list[Certification]:
        """The practitioner's certifications whose patient shares an address, a phone or name and birth date."""
        kinds = ("person", "email", "phone")
        facts = [fact for fact in documents.searched(patient) if fact[0] in kinds]
        if not facts:
            return []
        macs = [mac for fact in facts for mac in self._index.of(*fact)]
        query = {"practitionerId": practitioner_id, "patientIndex": {"$in": macs}}
        found = self._collection.find(query).sort([("createdAt", -1), ("_id", -1)]).limit(limit)
        return [self._read(document) async for document in found]

    async def page(
        self, practitioner_id: str, wanted: Wanted, *, after: Place | None, limit: int
    ) -> list[Certification]:
        """A practitioner's certifications, the newest first, from behind `after`."""
        query = self._wanted(practitioner_id, wanted) | _behind(after, "$lt")
        found = self._collection.find(query).sort([("createdAt", -1), ("_id", -1)]).limit(limit)
        return [self._read(document) async for document in found]

    async def counts(self, practitioner_id: str) -> dict[Status, int]:
        """How many a practitioner has in each state."""
        stages: list[Document] = [
            {"$match": {"practitionerId": practitioner_id}},
            {"$group": {"_id": "$status", "count": {"$sum": 1}}},
        ]
        return {Status(d["_id"]): d["count"] async for d in self._collection.aggregate(stages)}

    async def count(self, practitioner_id: str, wanted: Wanted) -> int:
        return await self._collection.count_documents(self._wanted(practitioner_id, wanted))

    async def waiting(self) -> dict[str, int]:
        """How many wait for their patient, and for their caregiver: read from an index that holds no others."""
        return {
            status: await self._collection.count_documents({"registration.status": status}, limit=COUNTS_TO)
            for status in WAITING
        }

    async def in_review(self, *, after: Place | None, limit: int) -> list[Certification]:
        """What waits for a reviewer, itself or its caregiver, the oldest first, from behind `after`."""
        waits: Document = {"$or": [{"status": Status.IN_REVIEW.value}, {"caregiverInReview": True}]}
        query = {"$and": [waits, _behind(after, "$gt")]}
        found = self._collection.find(query).sort([("createdAt", 1), ("_id", 1)]).limit(limit)
        return [self._read(document) async for document in found]

    async def chained(self) -> AsyncIterator[Chained]:
        """What ties each certification to its audit, in the order of their ids."""
        async for document in self._collection.find().sort("_id", 1):
            yield self._chained(document)

    async def find_chained(self, id: str, *, tx: Transaction) -> Chained | None:
        document = await self._collection.find_one({"_id": id}, session=tx.session)
        return None if document is None else self._chained(document)

    async def count_decided(self) -> int:
        return await self._collection.count_documents({"decision": {"$ne": None}})

    async def decided(self) -> AsyncIterator[Certification]:
        """All that were ever decided, one after another in the order of their ids, however many."""
        behind = ""
        while True:
            query: Document = {"_id": {"$gt": behind}, "decision": {"$ne": None}}
            batch = self._collection.find(query).sort("_id", 1).limit(BATCH)
            found = [self._read(document) async for document in batch]
            for certification in found:
                yield certification
            if len(found) < BATCH:
                return
            behind = found[-1].id

    async def add(self, tx: Transaction, certification: Certification, act: Act) -> Certification:
        added, document, entry = self._next(certification, act)
        await self._collection.insert_one(document, session=tx.session)
        await self._audit.add(tx, entry)
        return added

    async def save(self, tx: Transaction, certification: Certification, act: Act) -> Certification:
        """Replace the version that was read by the next one. Raises Stale where it is gone."""
        saved, document, entry = self._next(certification, act)
        replaced = await self._collection.replace_one(
            {"_id": certification.id, "version": certification.version},
            document,
            session=tx.session,
        )
        if replaced.modified_count != 1:
            raise Stale
        await self._audit.add(tx, entry)
        return saved

    async def discard(self, tx: Transaction, certification: Certification, act: Act) -> None:
        """Delete a draft; its audit trail stays, and tells who did it. Raises Stale where it was changed since."""
        deleted = await self._collection.delete_one(
            {"_id": certification.id, "version": certification.version, "status": Status.DRAFT.value},
            session=tx.session,
        )
        if deleted.deleted_count != 1:
            raise Stale
        number = certification.version + 1
        entry = self._audit.chained(certification.chain, Entry(certification.id, number, act))
        await self._audit.add(tx, entry)

    async def _grouped(self, field: str, ids: list[str]) -> dict[str, list[Certification]]:
        found: dict[str, list[Certification]] = {each: [] for each in ids}
        one_answer = (
            self._collection.find({field: {"$in": ids} | TEXT}).sort("createdAt", -1).batch_size(BATCH)
        )
        async for document in one_answer:
            found[document[field]].append(self._read(document))
        return found

    def _wanted(self, practitioner_id: str, wanted: Wanted) -> Document:
        query: Document = {"practitionerId": practitioner_id}
        states = [Status.CERTIFIED] if wanted.ending_by is not None else []
        states += [Status.DRAFT] if wanted.drafts else []
        states += [] if wanted.status is None else [wanted.status]
        if len(set(states)) > 1:
            query["status"] = {"$in": []}  # none is in two states
        elif states:
            query["status"] = states[0].value
        if wanted.registration is not None:
            query["registration.status"] = wanted.registration.value
        if wanted.ending_by is not None:
            query["validUntil"] = {"$lte": wanted.ending_by.isoformat()}
        if wanted.undelivered:
            query["undeliveredAt"] = {"$type": "date"}
        if wanted.returned:
            query["returned"] = True
        if wanted.proposed_caregiver:
            query["caregiverInReview"] = True
        if wanted.reported_change:
            query["reportWaits"] = True
        facts = documents.searched(wanted.patient)
        every: list[Document] = [{"patientIndex": {"$in": self._index.of(*fact)}} for fact in facts]
        return query | ({"$and": every} if every else {})

    def _next(self, certification: Certification, act: Act) -> tuple[Certification, Document, Entry]:
        """The next version, as it is kept, and the entry that tells of it."""
        number = certification.version + 1
        changed = replace(certification, version=number)
        written = Written.of(changed, self._index)
        told = Entry(changed.id, number, act, content=written.digest(self._pepper))
        entry = self._audit.chained(certification.chain, told)
        document = written.sealed(self._seal, chain=entry.digest)
        return replace(changed, chain=entry.digest), document, entry

    def _chained(self, document: Document) -> Chained:
        try:
            content = Written.opened(document, self._seal).digest(self._pepper)
        except (SealBroken, AttributeError):
            content = ""  # damaged, which is told like any other change
        return Chained(document["_id"], document["chain"], content)

    def _read(self, document: Document) -> Certification:
        return documents.read(document, self._seal)


def _behind(place: Place | None, order: str) -> Document:
    if place is None:
        return {}
    created_at, last = place
    return {"$or": [{"createdAt": {order: created_at}}, {"createdAt": created_at, "_id": {order: last}}]}
