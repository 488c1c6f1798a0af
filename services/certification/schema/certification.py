"""Certification, its patient and its registration, as clients see them."""

from datetime import date, datetime

import strawberry
from strawberry.federation.schema_directives import Key
from strawberry.federation.types import FieldSet

from services.certification.domain import certification as domain
from services.certification.domain import people
from services.certification.domain.calendar import connecticut_date
from services.certification.rules import conditions
from services.certification.schema.context import Info
from services.certification.schema.enums import (
    Attestation,
    DosageForm,
    Language,
    Modality,
    RegistrationStatus,
    RuleResult,
    Severity,
    Statement,
    Status,
)


@strawberry.federation.type(
    keys=[Key(fields=FieldSet("id"), resolvable=False)],
    description="A practitioner; identity tells who it is.",
)
class Practitioner:
    id: strawberry.ID = strawberry.field(description="Opaque id.")


@strawberry.federation.type(
    keys=["id"], description="A patient, as the profile of the newest certification that you may see tells."
)
class Patient:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    first_name: str | None = strawberry.field(description="Given name; null while a draft lacks it.")
    last_name: str | None = strawberry.field(description="Family name; null while a draft lacks it.")
    date_of_birth: date | None = strawberry.field(description="Null while a draft lacks it.")
    street: str | None = strawberry.field(
        description="Street and number of residence; null while a draft lacks it."
    )
    city: str | None = strawberry.field(description="Town of residence; null while a draft lacks it.")
    state: str | None = strawberry.field(
        description="State of residence, two letters; null while a draft lacks it."
    )
    zip: str | None = strawberry.field(description="ZIP or ZIP+4; null while a draft lacks it.")
    email: str | None = strawberry.field(description="E-mail address; null while a draft lacks it.")
    phone: str | None = strawberry.field(description="Primary phone number; null while a draft lacks it.")
    language: Language = strawberry.field(description="The language of mails to the patient.")
    lacks_legal_capacity: bool | None = strawberry.field(
        description="Whether an adult lacks legal capacity; null while it was not said."
    )
    emancipated: bool | None = strawberry.field(
        description="Whether a minor is emancipated; null while it was not said."
    )
    confined: bool | None = strawberry.field(
        description="Whether confined in a correctional facility; null while it was not said."
    )

    @classmethod
    def of(cls, certification: domain.Certification) -> "Patient":
        p = certification.patient
        return cls(
            id=strawberry.ID(certification.patient_id),
            first_name=p.first_name,
            last_name=p.last_name,
            date_of_birth=p.date_of_birth,
            street=p.street,
            city=p.city,
            state=p.state,
            zip=p.zip,
            email=p.email,
            phone=p.phone,
            language=p.language,
            lacks_legal_capacity=p.lacks_legal_capacity,
            emancipated=p.emancipated,
            confined=p.confined,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Patient | None":
        certification = await info.context.newest_of_patient.load(str(id))
        return None if certification is None else cls.of(certification)


@strawberry.type(description="A debilitating medical condition that the law lists.")
class DebilitatingCondition:
    code: str = strawberry.field(description="The code to give in findings.")
    name: str = strawberry.field(description="The name that the Department of Consumer Protection publishes.")
    since: date = strawberry.field(description="The first day on which it counts.")
    aliases: list[str] = strawberry.field(description="Common short names, also accepted in findings.")
    known: bool = strawberry.field(
        description="False for an entry of the official list that no source identifies: it cannot be chosen."
    )

    @classmethod
    def of(cls, condition: conditions.Condition) -> "DebilitatingCondition":
        return cls(
            code=condition.code,
            name=condition.name,
            since=condition.since,
            aliases=list(condition.aliases),
            known=condition.known,
        )


@strawberry.type(description="What the practitioner found, did and affirms. Null is what was not said yet.")
class Findings:
    underlying_condition: str | None = strawberry.field(description="Of chronic pain: what underlies it.")
    pain_months: int | None = strawberry.field(description="Of chronic pain: for how many months.")
    other_treatment_failed: bool | None = strawberry.field(description="Whether other treatment failed.")
    examined_on: date | None = strawberry.field(description="The day of the examination.")
    modality: Modality | None = strawberry.field(description="How the patient was examined.")
    prescriptions_reviewed_on: date | None = strawberry.field(
        description="The day on which the prescription history was reviewed."
    )
    attestations: list[Attestation] = strawberry.field(description="What is affirmed.")
    dosage_forms: list[DosageForm] = strawberry.field(description="The forms to certify.")
    caregiver_needed: bool | None = strawberry.field(description="Whether an adult needs a caregiver.")
    caregiver_need: str | None = strawberry.field(description="Why a caregiver is needed.")

    @classmethod
    def of(cls, f: people.Findings) -> "Findings":
        return cls(
            underlying_condition=f.underlying_condition,
            pain_months=f.pain_months,
            other_treatment_failed=f.other_treatment_failed,
            examined_on=f.examined_on,
            modality=f.modality,
            prescriptions_reviewed_on=f.prescriptions_reviewed_on,
            attestations=list(f.attestations),
            dosage_forms=list(f.dosage_forms),
            caregiver_needed=f.caregiver_needed,
            caregiver_need=f.caregiver_need,
        )


@strawberry.type(description="A rule that asked for a review.")
class ReviewReason:
    rule_id: strawberry.ID = strawberry.field(description="The rule; see rulebook.")
    title: str = strawberry.field(description="What must hold.")
    message: str | None = strawberry.field(description="What was found; null where nothing was said.")
    paths: list[list[str]] = strawberry.field(description="What it is about, in the certification.")

    @classmethod
    def all_of(cls, decision: domain.Decision | None) -> "list[ReviewReason]":
        return [
            cls(
                rule_id=strawberry.ID(outcome["rule"]),
                title=outcome["title"],
                message=outcome["message"],
                paths=outcome["paths"],
            )
            for outcome in (decision.outcomes if decision else ())
            if outcome["severity"] == Severity.REVIEW
            and outcome["result"] in (RuleResult.FAILS, RuleResult.MISSING)
        ]


@strawberry.type(description="The registration that the patient completes once certified.")
class Registration:
    status: RegistrationStatus = strawberry.field(description="Where it stands.")
    statements: list[Statement] = strawberry.field(description="What the patient affirms to complete it.")
    completed_at: datetime | None = strawberry.field(description="When it was completed; null until then.")

    @classmethod
    def of(cls, registration: domain.Registration) -> "Registration":
        return cls(
            status=registration.status,
            statements=list(domain.Statement),
            completed_at=registration.completed_at,
        )


@strawberry.federation.type(
    keys=["id"],
    description="A practitioner's signed statement that a patient may register, from its draft on.",
)
class Certification:
    id: strawberry.ID = strawberry.field(description="Opaque id.")
    version: int = strawberry.field(description="Give it with an edit; a stale one is refused.")
    status: Status = strawberry.field(description="Where it stands.")
    practitioner: Practitioner | None = strawberry.field(
        description="Who certifies. Null where the identity service does not answer."
    )
    patient: Patient = strawberry.field(description="The patient's profile.")
    conditions: list[DebilitatingCondition] = strawberry.field(description="The conditions found.")
    findings: Findings = strawberry.field(description="What was found, done and affirmed.")
    review_reasons: list[ReviewReason] = strawberry.field(
        description="Why the last submission went to a reviewer; empty where it did not."
    )
    returned_because: str | None = strawberry.field(
        description="Why it is a draft again; null where nobody refused it."
    )
    signed_on: date | None = strawberry.field(
        description="Connecticut's date of the signature; null while it is a draft."
    )
    valid_until: date | None = strawberry.field(
        description="The last day of validity; null while it is a draft."
    )
    expiring: bool = strawberry.field(
        description="Whether it ends within 30 days, so that it may be renewed."
    )
    registration: Registration | None = strawberry.field(description="Null while it is a draft.")
    rulebook_version: str | None = strawberry.field(
        description="The rulebook it was decided under; null while it is a draft."
    )
    created_at: datetime = strawberry.field(description="When the draft was started.")
    updated_at: datetime = strawberry.field(description="When it last changed.")

    @classmethod
    def of(cls, c: domain.Certification, *, now: datetime) -> "Certification":
        listed = (conditions.find(code) for code in c.findings.conditions)
        return cls(
            id=strawberry.ID(c.id),
            version=c.version,
            status=c.status,
            practitioner=Practitioner(id=strawberry.ID(c.practitioner_id)),
            patient=Patient.of(c),
            conditions=[DebilitatingCondition.of(condition) for condition in listed if condition is not None],
            findings=Findings.of(c.findings),
            review_reasons=ReviewReason.all_of(c.decision),
            returned_because=c.returned_because,
            signed_on=c.signed_on,
            valid_until=c.valid_until,
            expiring=c.expiring_on(connecticut_date(now)),
            registration=None if c.registration is None else Registration.of(c.registration),
            rulebook_version=None
            if c.decision is None or c.status is Status.DRAFT
            else c.decision.rulebook_version,
            created_at=c.created_at,
            updated_at=c.updated_at,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Certification | None":
        certification = await info.context.certifications.load(str(id))
        return None if certification is None else cls.of(certification, now=info.context.now)
