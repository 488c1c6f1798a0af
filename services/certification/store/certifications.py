"""Certifications: what identifies a person or tells of their health is one sealed value in each document."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import TypeAdapter

from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.sealed import BlindIndex, Seal
from contracts.events.public import RegistrationStatus
from services.certification.domain.certification import (
    Certification,
    Decision,
    Registration,
    Review,
    Statement,
    Status,
)
from services.certification.domain.people import Findings, Patient

COLLECTION = "certifications"
BATCH = 500  # certifications read at a time where all are
PATIENT, FINDINGS, REVIEW = TypeAdapter(Patient), TypeAdapter(Findings), TypeAdapter(Review)


class Stale(Exception):
    """Somebody else changed the certification since it was read."""


class Certifications:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("practitionerId", 1), ("createdAt", -1), ("_id", -1)]),
        Index(COLLECTION, [("practitionerId", 1), ("status", 1), ("createdAt", -1), ("_id", -1)]),
        Index(COLLECTION, [("status", 1), ("createdAt", 1), ("_id", 1)]),
        Index(COLLECTION, [("patientId", 1)]),
        Index(COLLECTION, [("personIndex", 1)]),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._collection = mongo[COLLECTION]
        self._seal, self._index = seal, index

    async def find(self, id: str, *, tx: Transaction | None = None) -> Certification | None:
        document = await self._collection.find_one({"_id": id}, session=tx and tx.session)
        return None if document is None else self._read(document)

    async def find_many(self, ids: list[str]) -> dict[str, Certification]:
        """One read for any number of ids."""
        return {c.id: c for c in [self._read(d) async for d in self._collection.find({"_id": {"$in": ids}})]}

    async def of_patients(self, patient_ids: list[str]) -> dict[str, list[Certification]]:
        """Each patient's certifications, the newest first, in one read."""
        found: dict[str, list[Certification]] = {patient_id: [] for patient_id in patient_ids}
        documents = self._collection.find({"patientId": {"$in": patient_ids}}).sort("createdAt", -1)
        async for document in documents:
            found[document["patientId"]].append(self._read(document))
        return found

    async def page(
        self,
        *,
        practitioner_id: str,
        status: Status | None,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[Certification]:
        """A practitioner's certifications, the newest first, from behind `after` (created at, id)."""
        query: Document = {"practitionerId": practitioner_id}
        if status is not None:
            query["status"] = status.value
        if after is not None:
            created_at, behind = after
            query["$or"] = [
                {"createdAt": {"$lt": created_at}},
                {"createdAt": created_at, "_id": {"$lt": behind}},
            ]
        documents = self._collection.find(query).sort([("createdAt", -1), ("_id", -1)]).limit(limit)
        return [self._read(document) async for document in documents]

    async def in_review(self, *, after: tuple[datetime, str] | None, limit: int) -> list[Certification]:
        """What waits for a reviewer, the oldest first, from behind `after` (created at, id)."""
        query: Document = {"status": Status.IN_REVIEW.value}
        if after is not None:
            created_at, behind = after
            query["$or"] = [
                {"createdAt": {"$gt": created_at}},
                {"createdAt": created_at, "_id": {"$gt": behind}},
            ]
        documents = self._collection.find(query).sort([("createdAt", 1), ("_id", 1)]).limit(limit)
        return [self._read(document) async for document in documents]

    async def count_decided(self) -> int:
        return await self._collection.count_documents({"decision": {"$ne": None}})

    async def decided(self) -> AsyncIterator[Certification]:
        """All that were ever decided, one after another in the order of their ids, however many."""
        behind = ""
        while True:
            query: Document = {"_id": {"$gt": behind}, "decision": {"$ne": None}}
            documents = self._collection.find(query).sort("_id", 1).limit(BATCH)
            found = [self._read(document) async for document in documents]
            for certification in found:
                yield certification
            if len(found) < BATCH:
                return
            behind = found[-1].id

    async def add(self, tx: Transaction, certification: Certification) -> None:
        await self._collection.insert_one(self._document(certification), session=tx.session)

    async def save(self, tx: Transaction, certification: Certification) -> Certification:
        """Replace the version that was read by the next one. Raises Stale where it is gone."""
        document = self._document(certification) | {"version": certification.version + 1}
        replaced = await self._collection.replace_one(
            {"_id": certification.id, "version": certification.version}, document, session=tx.session
        )
        if replaced.modified_count != 1:
            raise Stale
        return self._read(document)

    def _document(self, c: Certification) -> Document:
        content: dict[str, Any] = {"patient": asdict(c.patient), "findings": asdict(c.findings)}
        if c.returned_because is not None:
            content["returnedBecause"] = c.returned_because
        if c.decision is not None:
            content["facts"] = c.decision.facts
            content["outcomes"] = list(c.decision.outcomes)
            content["review"] = c.decision.review and REVIEW.dump_python(c.decision.review, mode="json")
        return {
            "_id": c.id,
            "practitionerId": c.practitioner_id,
            "patientId": c.patient_id,
            "status": c.status.value,
            "version": c.version,
            "sequence": c.sequence,
            "createdAt": c.created_at,
            "updatedAt": c.updated_at,
            "signedOn": c.signed_on and c.signed_on.isoformat(),
            "validUntil": c.valid_until and c.valid_until.isoformat(),
            "registration": c.registration
            and {
                "status": c.registration.status.value,
                "affirmed": [statement.value for statement in c.registration.affirmed],
                "completedAt": c.registration.completed_at,
            },
            "decision": c.decision
            and {
                "rulebookVersion": c.decision.rulebook_version,
                "digest": c.decision.digest,
            },
            "personIndex": person_index(self._index, c.patient),
            "sealed": self._seal.seal(content, (COLLECTION, c.id, "content")),
        }

    def _read(self, d: Document) -> Certification:
        content = self._seal.open(d["sealed"], (COLLECTION, d["_id"], "content"))
        registration, decision = d["registration"], d["decision"]
        return Certification(
            id=d["_id"],
            practitioner_id=d["practitionerId"],
            patient_id=d["patientId"],
            status=Status(d["status"]),
            version=d["version"],
            sequence=d["sequence"],
            created_at=d["createdAt"],
            updated_at=d["updatedAt"],
            patient=PATIENT.validate_python(content["patient"]),
            findings=FINDINGS.validate_python(content["findings"]),
            signed_on=_date(d["signedOn"]),
            valid_until=_date(d["validUntil"]),
            registration=registration
            and Registration(
                status=RegistrationStatus(registration["status"]),
                affirmed=tuple(Statement(value) for value in registration["affirmed"]),
                completed_at=registration["completedAt"],
            ),
            decision=decision
            and Decision(
                rulebook_version=decision["rulebookVersion"],
                digest=decision["digest"],
                outcomes=tuple(content["outcomes"]),
                facts=content["facts"],
                review=content["review"] and REVIEW.validate_python(content["review"]),
            ),
            returned_because=content.get("returnedBecause"),
        )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def person_index(index: BlindIndex, patient: Patient) -> list[str]:
    """Recognises the same person across practitioners: normalised name and date of birth."""
    if not (patient.first_name and patient.last_name and patient.date_of_birth):
        return []
    name = " ".join(f"{patient.first_name} {patient.last_name}".casefold().split())
    return index.of("person", name, patient.date_of_birth.isoformat())
