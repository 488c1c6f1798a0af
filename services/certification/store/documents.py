"""A certification as MongoDB keeps it: what identifies a person or tells of their health is one sealed value."""

import hmac
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import orjson
from pydantic import TypeAdapter

from chassis.chain import spelled
from chassis.mongo import Document
from chassis.sealed import BlindIndex, Seal
from contracts.contact import normal_email, normal_phone
from services.certification.domain.certification import (
    Certification,
    Cosignature,
    MailOutcome,
    Proposal,
    ReportedChange,
    Status,
)
from services.certification.domain.decision import Decision, Review
from services.certification.domain.people import Caregiver, Findings, Patient
from services.certification.domain.person import Identity, identity_of, normal_name
from services.certification.domain.registration import Registration

COLLECTION = "certifications"
PATIENT, FINDINGS, REVIEW = TypeAdapter(Patient), TypeAdapter(Findings), TypeAdapter(Review)
DECISIONS = TypeAdapter(tuple[Decision, ...])
CAREGIVER = TypeAdapter(Caregiver | None)
PROPOSAL = TypeAdapter(Proposal | None)
COSIGNATURE = TypeAdapter(Cosignature | None)
REGISTRATION = TypeAdapter(Registration | None)
CHANGES = TypeAdapter(tuple[ReportedChange, ...])
OUTCOMES = TypeAdapter(tuple[MailOutcome, ...])


@dataclass(frozen=True, slots=True)
class Written:
    """A certification spelled out. `fields` lie open in the database, `content` is sealed there."""

    fields: Document
    content: dict[str, Any]

    @classmethod
    def of(cls, c: Certification, index: BlindIndex) -> "Written":
        return cls(_fields(c, index), _content(c))

    @classmethod
    def opened(cls, document: Document, seal: Seal) -> "Written":
        return cls(document, seal.open(document["sealed"], (COLLECTION, document["_id"], "content")))

    def sealed(self, seal: Seal, *, chain: str) -> Document:
        """As MongoDB keeps it; `chain` is the digest of the audit entry that tells of it."""
        sealed = seal.seal(self.content, (COLLECTION, self.fields["_id"], "content"))
        return self.fields | {"chain": chain, "sealed": sealed}

    def digest(self, pepper: bytes) -> str:
        """Of all that it says, under whatever keys it lies (HMAC-SHA-256, base16): what an audit entry keeps of it."""
        said = {name: value for name, value in self.fields.items() if not _is_of_keys(name)}
        fields = orjson.dumps(said, spelled, orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME)
        content = orjson.dumps(self.content, option=orjson.OPT_SORT_KEYS)
        return hmac.new(pepper, fields + b"\x1f" + content, "sha256").hexdigest()


def _is_of_keys(name: str) -> bool:
    return name in ("chain", "sealed") or name.endswith("Index")


def _fields(c: Certification, index: BlindIndex) -> Document:
    """What is not sealed: ids, states and dates, for queries and without a name to them."""
    return {
        "_id": c.id,
        "practitionerId": c.practitioner_id,
        "patientId": c.patient_id,
        "personId": c.person_id,
        "temporaryEmail": c.temporary_email,
        "caregiverId": c.caregiver and c.caregiver.id,
        "caregiverInReview": c.proposal is not None,
        "cosignerId": c.cosignature and c.cosignature.practitioner_id,
        "status": c.status.value,
        "version": c.version,
        "sequence": c.sequence,
        "createdAt": c.created_at,
        "updatedAt": c.updated_at,
        "certifiedAt": c.certified_at,
        "signedOn": _text(c.signed_on),
        "validUntil": _text(c.valid_until),
        "endedOn": _text(c.ended_on),
        "mailOutcomes": [asdict(outcome) for outcome in c.mail_outcomes],
        "undeliveredAt": c.undelivered_at,
        "returned": c.came_back,
        "reportWaits": c.report_waits,
        "renews": c.renews,
        "supersededBy": c.superseded_by,
        "registration": c.registration and asdict(c.registration),
        "decision": c.decision and {"rulebookVersion": c.decision.rulebook_version},
        "patientIndex": patient_index(index, c.patient),
        "referenceIndex": reference_index(index, c.cosignature),
    }


def read(d: Document, seal: Seal) -> Certification:
    content = Written.opened(d, seal).content
    decision = d["decision"]
    return Certification(
        id=d["_id"],
        practitioner_id=d["practitionerId"],
        patient_id=d["patientId"],
        person_id=d["personId"],
        temporary_email=d["temporaryEmail"],
        status=Status(d["status"]),
        version=d["version"],
        sequence=d["sequence"],
        chain=d["chain"],
        created_at=d["createdAt"],
        updated_at=d["updatedAt"],
        certified_at=d["certifiedAt"],
        signed_on=_date(d["signedOn"]),
        valid_until=_date(d["validUntil"]),
        ended_on=_date(d["endedOn"]),
        mail_outcomes=OUTCOMES.validate_python(d.get("mailOutcomes", ())),
        renews=d["renews"],
        superseded_by=d["supersededBy"],
        registration=REGISTRATION.validate_python(d["registration"]),
        patient=PATIENT.validate_python(content["patient"]),
        findings=FINDINGS.validate_python(content["findings"]),
        caregiver=CAREGIVER.validate_python(content["caregiver"]),
        proposal=PROPOSAL.validate_python(content.get("proposal")),
        cosignature=COSIGNATURE.validate_python(content["cosignature"]),
        decision=decision
        and Decision(
            rulebook_version=decision["rulebookVersion"],
            digest=content.get("digest") or decision["digest"],  # earlier versions of ours did not seal it
            outcomes=tuple(content["outcomes"]),
            facts=content["facts"],
            review=content["review"] and REVIEW.validate_python(content["review"]),
        ),
        decided_before=DECISIONS.validate_python(content.get("decidedBefore", ())),
        decided_later=DECISIONS.validate_python(content.get("decidedLater", ())),
        returned_because=content["returnedBecause"],
        ended_because=content["endedBecause"],
        need_ended_because=content.get("needEndedBecause"),
        reported_changes=CHANGES.validate_python(content["reportedChanges"]),
    )


def _content(c: Certification) -> dict[str, Any]:
    decision = c.decision
    return {
        "patient": asdict(c.patient),
        "findings": asdict(c.findings),
        "caregiver": c.caregiver and asdict(c.caregiver),
        "proposal": c.proposal and asdict(c.proposal),
        "cosignature": c.cosignature and asdict(c.cosignature),
        "facts": decision and decision.facts,
        # Not keyed: who knows the patient could guess at the facts by it.
        "digest": decision and decision.digest,
        "outcomes": decision and list(decision.outcomes),
        "review": decision and decision.review and asdict(decision.review),
        "decidedBefore": [asdict(each) for each in c.decided_before],
        "decidedLater": [asdict(each) for each in c.decided_later],
        "returnedBecause": c.returned_because,
        "endedBecause": c.ended_because,
        "needEndedBecause": c.need_ended_because,
        "reportedChanges": [asdict(change) for change in c.reported_changes],
    }


def patient_index(index: BlindIndex, patient: Patient) -> list[str]:
    """What a patient can be found by: each fact of its own, and name and date of birth together."""
    return [mac for fact in searched(patient) for mac in index.of(*fact)]


def searched(patient: Patient) -> list[tuple[str, ...]]:
    """The normalised facts by which somebody looks for a patient."""
    identity = identity_of(patient)
    email = patient.email and normal_email(patient.email)
    phone = patient.phone and normal_phone(patient.phone)
    facts = [
        identity and person_fact(identity),
        patient.first_name and ("first", normal_name(patient.first_name)),
        patient.last_name and ("last", normal_name(patient.last_name)),
        patient.date_of_birth and ("born", patient.date_of_birth.isoformat()),
        email and ("email", email),
        phone and ("phone", phone),
    ]
    return [fact for fact in facts if fact]


def person_fact(identity: Identity) -> tuple[str, ...]:
    return ("person", identity.name, identity.date_of_birth.isoformat())


def reference_index(index: BlindIndex, cosignature: Cosignature | None) -> list[str]:
    return [] if cosignature is None else cosigned_under(index, cosignature.reference)


def cosigned_under(index: BlindIndex, reference: str) -> list[str]:
    return index.of("cosignature", reference)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
