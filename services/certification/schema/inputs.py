"""What clients send. A field left out stays as it is; null clears it."""

from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any

import strawberry

from services.certification.domain import people
from services.certification.schema.enums import Attestation, DosageForm, Language, Modality, Statement


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
    """Lists as tuples without repetition, texts without surrounding blanks, empty ones as absent."""
    if name in ("conditions", "attestations", "dosage_forms"):
        return tuple(dict.fromkeys(value or ()))
    return value.strip() or None if isinstance(value, str) and not isinstance(value, Enum) else value


@strawberry.input(description="Begins a certification.")
class StartCertificationInput:
    patient: PatientProfileInput | None = strawberry.field(default=None, description="As far as it is known.")
    findings: FindingsInput | None = strawberry.field(default=None, description="As far as they are known.")


@strawberry.input(description="Changes a draft's patient profile.")
class UpdatePatientProfileInput:
    certification_id: strawberry.ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(description="The version that you read.")
    patient: PatientProfileInput = strawberry.field(description="The parts that change.")


@strawberry.input(description="Changes what a draft says was found.")
class RecordFindingsInput:
    certification_id: strawberry.ID = strawberry.field(description="The draft.")
    version: int = strawberry.field(description="The version that you read.")
    findings: FindingsInput = strawberry.field(description="The parts that change.")


@strawberry.input(description="Submits a draft.")
class SubmitCertificationInput:
    certification_id: strawberry.ID = strawberry.field(description="The draft.")


@strawberry.input(description="Decides a review.")
class ReviewCertificationInput:
    certification_id: strawberry.ID = strawberry.field(description="What waits for the review.")
    approve: bool = strawberry.field(description="True certifies it; false makes it a draft again.")
    reason: str = strawberry.field(
        description="Why, in up to 500 characters; the practitioner reads it where it is not approved."
    )


@strawberry.input(description="Completes the registration.")
class CompleteRegistrationInput:
    certification_id: strawberry.ID = strawberry.field(
        description="The certification of which you are the patient."
    )
    affirmed: list[Statement] = strawberry.field(description="Every statement, each affirmed by the patient.")
