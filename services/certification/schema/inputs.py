"""What clients send. A field left out stays as it is; null clears it."""

from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any

import strawberry

from chassis.once import Repeatable
from services.certification.domain import people
from services.certification.rules.conditions import canonical
from services.certification.schema.enums import (
    Attestation,
    DosageForm,
    Language,
    Modality,
    Part,
    PhysicianRole,
    Relationship,
    Statement,
)


@strawberry.input(description="The patient's profile, or the parts of it that change.")
class PatientProfileInput:
    first_name: str | None = strawberry.field(default=strawberry.UNSET, description="Given name.")
    last_name: str | None = strawberry.field(default=strawberry.UNSET, description="Family name.")
    date_of_birth: date | None = strawberry.field(default=strawberry.UNSET, description="Date of birth.")
    street: str | None = strawberry.field(
        default=strawberry.UNSET, description="Street and number of residence."
    )
    city: str | None = strawberry.field(default=strawberry.UNSET, description="Town of residence.")
    state: str | None = strawberry.field(
        default=strawberry.UNSET, description="State of residence, two letters."
    )
    zip: str | None = strawberry.field(default=strawberry.UNSET, description="ZIP or ZIP+4.")
    email: str | None = strawberry.field(default=strawberry.UNSET, description="E-mail address.")
    phone: str | None = strawberry.field(default=strawberry.UNSET, description="Primary phone number.")
    language: Language | None = strawberry.field(
        default=strawberry.UNSET, description="The language of mails; English where it is cleared."
    )

    lacks_legal_capacity: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether an adult patient lacks legal capacity."
    )
    emancipated: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether a patient under 18 is emancipated."
    )
    confined: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether the patient is confined in a facility of the Department of Correction.",
    )

    def applied_to(self, patient: people.Patient) -> people.Patient:
        changes: dict[str, Any] = {
            name: value.strip() or None if isinstance(value, str) else value
            for name, value in vars(self).items()
            if value is not strawberry.UNSET
        }
        if changes.get("language", "") is None:
            changes["language"] = people.Patient().language
        return replace(patient, **changes)


@strawberry.input(description="What the practitioner found, did and affirms, or the parts of it that change.")
class FindingsInput:
    conditions: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Codes, names or aliases of debilitatingConditions."
    )
    underlying_condition: str | None = strawberry.field(
        default=strawberry.UNSET, description="Of chronic pain: the condition that underlies it."
    )
    pain_months: int | None = strawberry.field(
        default=strawberry.UNSET, description="Of chronic pain: for how many months."
    )
    other_treatment_failed: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether other treatment failed: of chronic pain, and of a minor's Tourette syndrome.",
    )
    examined_on: date | None = strawberry.field(
        default=strawberry.UNSET, description="The day of the examination."
    )
    modality: Modality | None = strawberry.field(
        default=strawberry.UNSET, description="How the patient was examined."
    )
    prescriptions_reviewed_on: date | None = strawberry.field(
        default=strawberry.UNSET,
        description="The day on which the prescription history was reviewed in the monitoring program.",
    )
    attestations: list[Attestation] | None = strawberry.field(
        default=strawberry.UNSET, description="All that is affirmed; the list replaces the earlier one."
    )
    dosage_forms: list[DosageForm] | None = strawberry.field(
        default=strawberry.UNSET, description="The forms to certify; needed for a minor."
    )
    caregiver_needed: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether an adult patient needs a caregiver."
    )
    caregiver_need: str | None = strawberry.field(
        default=strawberry.UNSET, description="Why a caregiver is needed."
    )
    physician_role: PhysicianRole | None = strawberry.field(
        default=strawberry.UNSET, description="Your own part, where the patient is a minor."
    )

    def applied_to(self, findings: people.Findings) -> people.Findings:
        return replace(
            findings,
            **{
                name: _kept(name, value)
                for name, value in vars(self).items()
                if value is not strawberry.UNSET
            },
        )


def _kept(name: str, value: Any) -> Any:
    """Lists as tuples without repetition, conditions by their codes, texts without blanks around, empty ones absent."""
    if name == "conditions":
        return tuple(dict.fromkeys(canonical(each) for each in value or ()))
    if name in ("attestations", "dosage_forms"):
        return tuple(dict.fromkeys(value or ()))
    return value.strip() or None if isinstance(value, str) and not isinstance(value, Enum) else value


@strawberry.input(description="The person who cares for the patient.")
class CaregiverInput:
    first_name: str | None = strawberry.field(default=None, description="Given name.")
    last_name: str | None = strawberry.field(default=None, description="Family name.")
    date_of_birth: date | None = strawberry.field(default=None, description="Date of birth.")
    email: str | None = strawberry.field(default=None, description="E-mail address, for the registration.")
    phone: str | None = strawberry.field(default=None, description="Phone number.")
    language: Language = strawberry.field(
        default=Language.EN, description="The language of mails to the caregiver."
    )
    relationship: Relationship | None = strawberry.field(
        default=None, description="What they are to the patient."
    )
    undertakes_management: bool | None = strawberry.field(
        default=None, description="Whether they agreed to manage the patient's well-being."
    )
    controls_possession: bool | None = strawberry.field(
        default=None,
        description="Whether they agreed to control acquisition and possession: a minor's guardian must.",
    )
    is_practitioner_of_patient: bool | None = strawberry.field(
        default=None, description="Whether they are a practitioner who certifies the patient."
    )

    def caregiver(self) -> people.Caregiver:
        return people.Caregiver(
            first_name=_text(self.first_name),
            last_name=_text(self.last_name),
            date_of_birth=self.date_of_birth,
            email=_text(self.email),
            phone=_text(self.phone),
            language=self.language,
            relationship=self.relationship,
            undertakes_management=self.undertakes_management,
            controls_possession=self.controls_possession,
            is_practitioner_of_patient=self.is_practitioner_of_patient,
        )


def _text(value: str | None) -> str | None:
    """Without surrounding blanks; an empty one is absent."""
    return value.strip() or None if value else None


@strawberry.input(description="Begins a certification.")
class StartCertificationInput(Repeatable):
    practitioner_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="For whom you draft; needed where you are the delegate of several practitioners.",
    )
    patient_id: strawberry.ID | None = strawberry.field(
        default=None, description="A patient of yours, whose profile is taken over; a new patient by default."
    )
    caregiver: CaregiverInput | None = strawberry.field(
        default=None, description="Where there is one; only the practitioner designates one."
    )
    patient: PatientProfileInput | None = strawberry.field(default=None, description="As far as it is known.")
    findings: FindingsInput | None = strawberry.field(default=None, description="As far as they are known.")


@strawberry.input(description="Changes a draft's patient profile.")
class UpdatePatientProfileInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(description="The version that you read.")
    patient: PatientProfileInput = strawberry.field(description="The parts that change.")


@strawberry.input(description="Changes what a draft says was found.")
class RecordFindingsInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(description="The version that you read.")
    findings: FindingsInput = strawberry.field(description="The parts that change.")


@strawberry.input(description="Submits a draft.")
class SubmitCertificationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(
        description="The version that you read: what somebody changed since is not signed."
    )


@strawberry.input(description="Decides a review.")
class ReviewCertificationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="What waits for the review.")
    approve: bool = strawberry.field(
        description="True certifies it, or designates the proposed caregiver; false makes it a draft again, or leaves "
        "it without that caregiver."
    )
    reason: str = strawberry.field(
        description="Why, in up to 500 characters; the practitioner reads it where it is not approved."
    )


@strawberry.input(description="Names the caregiver of a draft, or of a certification in force that has none.")
class DesignateCaregiverInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The certification.")
    version: int = strawberry.field(description="The version that you read.")
    caregiver: CaregiverInput = strawberry.field(
        description="The person; in the place of the one that a draft has."
    )
    attestations: list[Attestation] | None = strawberry.field(
        default=None,
        description="What you affirm of this person: CAREGIVER_NEVER_CONVICTED, PATIENT_CHOSE_CAREGIVER. Needed in "
        "force, where what was affirmed of a former caregiver does not count; left out, a draft keeps what it says.",
    )


@strawberry.input(description="Leaves the patient without caregiver.")
class RemoveCaregiverInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The certification.")
    version: int = strawberry.field(description="The version that you read.")
    need_ended_because: str | None = strawberry.field(
        default=None,
        description="Why the patient, of a certification in force, needs a caregiver no longer, in up to 500 "
        "characters: then they are registered without one. Left out, the registration awaits the next one, where the "
        "need is documented. A need that arises again takes a new certification. A draft says it in its findings.",
    )


@strawberry.input(description="Deletes a draft.")
class DiscardCertificationInput:
    certification_id: strawberry.ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(description="The version that you read.")


@strawberry.input(description="Begins the certification of the next year.")
class RenewCertificationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(
        description="One of yours that ends within 30 days, or has ended."
    )


@strawberry.input(description="Ends a certification, or takes a submission back.")
class WithdrawCertificationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The certification.")
    reason: str = strawberry.field(description="Why, in up to 500 characters.")


@strawberry.input(description="Ends a certification and its registration at once.")
class RevokeCertificationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="The certification.")
    reason: str = strawberry.field(description="Why, in up to 500 characters.")


@strawberry.input(description="Signs, or refuses to sign, as the second physician of a minor.")
class CosignCertificationInput(Repeatable):
    reference: str = strawberry.field(description="What the first physician passed on.")
    approve: bool = strawberry.field(description="True signs; false makes it a draft of the first again.")
    role: PhysicianRole | None = strawberry.field(default=None, description="Your own part; needed to sign.")
    attestations: list[Attestation] | None = strawberry.field(
        default=None, description="What you affirm: IN_MINORS_BEST_INTEREST; needed to sign."
    )
    reason: str | None = strawberry.field(
        default=None, description="Why not, in up to 500 characters; needed to refuse."
    )


@strawberry.input(description="Corrects the address to which the registration mail goes.")
class CorrectPatientEmailInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(description="A certification of yours in force.")
    email: str = strawberry.field(description="The right address.")


@strawberry.input(description="Tells the practitioner that something is different now.")
class ReportChangeInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(
        description="The application of which you are a person."
    )
    text: str = strawberry.field(description="What changed, in up to 1,000 characters.")


@strawberry.input(description="Marks a reported change as seen to.")
class HandleReportedChangeInput:
    certification_id: strawberry.ID = strawberry.field(description="A certification of yours.")
    change_id: strawberry.ID = strawberry.field(description="The reported change.")


@strawberry.input(description="Completes a part of the registration.")
class CompleteRegistrationInput(Repeatable):
    certification_id: strawberry.ID = strawberry.field(
        description="The certification of which you are the patient, or the caregiver."
    )
    part: Part = strawberry.field(
        default=Part.PATIENT, description="Whose part; a guardian completes both, one after the other."
    )
    affirmed: list[Statement] = strawberry.field(
        description="Every statement of the part, each affirmed by the person."
    )
