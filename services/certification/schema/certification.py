"""A certification, its conditions and findings, as clients see them."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from services.certification.domain import people
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.decision import Decision
from services.certification.rules import conditions
from services.certification.schema.context import Info
from services.certification.schema.enums import (
    Attestation,
    DosageForm,
    Language,
    Modality,
    PhysicianRole,
    RuleResult,
    Severity,
    Status,
)
from services.certification.schema.people import Caregiver, Cosignature, Patient, Practitioner
from services.certification.schema.registration import Registration
from services.certification.schema.timeline import ReportedChange, TimelineEntry
from services.certification.usecases.showing import Shown


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
    physician_role: PhysicianRole | None = strawberry.field(
        description="The signing physician's own part, where the patient is a minor."
    )

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
            physician_role=f.physician_role,
        )


@strawberry.type(description="A rule that asked for a review.")
class ReviewReason:
    rule_id: strawberry.ID = strawberry.field(description="The rule; see rulebook.")
    title: str = strawberry.field(description="What must hold.")
    message: str | None = strawberry.field(description="What was found; null where nothing was said.")
    paths: list[list[str]] = strawberry.field(description="What it is about, in the certification.")

    @classmethod
    def all_of(cls, decision: Decision | None) -> "list[ReviewReason]":
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
    caregiver: Caregiver | None = strawberry.field(description="Who cares for the patient; null for nobody.")
    proposed_caregiver: Caregiver | None = strawberry.field(
        description="Who was named while it is in force, and waits for a reviewer; null for nobody, and for patients "
        "and caregivers."
    )
    conditions: list[DebilitatingCondition] = strawberry.field(
        description="The conditions found; none for caregivers."
    )
    findings: Findings = strawberry.field(
        description="What was found, done and affirmed; empty for caregivers."
    )
    review_reasons: list[ReviewReason] = strawberry.field(
        description="Why the last submission, or the proposed caregiver, went to a reviewer; empty where none did, and "
        "for caregivers and delegates. Patients see nothing of a caregiver."
    )
    returned_because: str | None = strawberry.field(
        description="Why it is a draft again, or why a proposed caregiver was refused; null where nobody refused, "
        "and for patients and caregivers."
    )
    cosignature: Cosignature | None = strawberry.field(
        description="The second physician of a minor; null where none is asked for, and for caregivers."
    )
    ended_because: str | None = strawberry.field(
        description="Why it was withdrawn or revoked; null where it was not, and for caregivers."
    )
    ended_on: date | None = strawberry.field(
        description="Connecticut's date of its end; null while it lasts."
    )
    need_ended_because: str | None = strawberry.field(
        description="Why no caregiver is needed any more; null where that was not said, and for caregivers."
    )
    renews: strawberry.ID | None = strawberry.field(
        description="The certification of which it is the renewal; null where it is none."
    )
    superseded_by: strawberry.ID | None = strawberry.field(
        description="The certification that took its place; null where none did."
    )
    reported_changes: list[ReportedChange] = strawberry.field(
        description="What the patient or caregiver reported, the oldest first. They themselves see their own."
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
        description="The rulebook it was decided under; null while it is a draft, and for caregivers."
    )
    created_at: datetime = strawberry.field(description="When the draft was started.")
    updated_at: datetime = strawberry.field(description="When it last changed.")
    subject: strawberry.Private[Shown]

    @strawberry.field(
        description="The certification as a sheet to print: a PDF in base64, at most 200 kB, in the patient's language "
        "by default. It says what was certified and is not the state's registration certificate. Null while nothing is "
        "certified, and for caregivers."
    )
    async def printed(
        self,
        info: Info,
        language: Annotated[
            Language | None, strawberry.argument(description="The language of the sheet.")
        ] = None,
    ) -> str | None:
        return await info.context.printed(self.subject, language)

    @strawberry.field(description="What was done to it, the oldest first.")
    async def timeline(self, info: Info) -> list[TimelineEntry]:
        return [TimelineEntry.of(entry) for entry in await info.context.trails.load(self.subject.id)]

    @strawberry.field(
        description="Other patients of yours who may be the same person: the newest certification of each, of at most "
        "20. They share name and date of birth, e-mail address or phone number. A delegate sees "
        "drafts of them. Empty for everybody else."
    )
    async def likely_duplicates(self, info: Info) -> list["Certification"]:
        found = await info.context.likely_duplicates(self.subject)
        return [Certification.of(each, now=info.context.now) for each in found]

    @classmethod
    def of(cls, c: Shown, *, now: datetime) -> "Certification":
        listed = (conditions.find(code) for code in c.findings.conditions)
        return cls(
            id=strawberry.ID(c.id),
            version=c.version,
            status=c.status,
            practitioner=Practitioner(id=strawberry.ID(c.practitioner_id)),
            patient=Patient.of(c),
            conditions=[DebilitatingCondition.of(condition) for condition in listed if condition is not None],
            caregiver=Caregiver.of(c),
            proposed_caregiver=Caregiver.proposed(c),
            findings=Findings.of(c.findings),
            review_reasons=ReviewReason.all_of(c.proposal.decision if c.proposal else c.decision),
            returned_because=c.returned_because,
            cosignature=Cosignature.of(c),
            ended_because=c.ended_because,
            ended_on=c.ended_on,
            need_ended_because=c.need_ended_because,
            renews=strawberry.ID(c.renews) if c.renews else None,
            superseded_by=strawberry.ID(c.superseded_by) if c.superseded_by else None,
            reported_changes=[ReportedChange.of(change) for change in c.reported_changes],
            signed_on=c.signed_on,
            valid_until=c.valid_until,
            expiring=c.expiring_on(connecticut_date(now)),
            registration=Registration.of(c),
            rulebook_version=None
            if c.decision is None or c.status is Status.DRAFT
            else c.decision.rulebook_version,
            created_at=c.created_at,
            updated_at=c.updated_at,
            subject=c,
        )

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Certification | None":
        certification = await info.context.certifications.load(str(id))
        return None if certification is None else cls.of(certification, now=info.context.now)
