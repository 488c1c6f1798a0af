"""What a draft is filled with: patient and findings by parts (left out stays, null clears), a caregiver as a whole."""

from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any

import strawberry

from services.certification.domain import people
from services.certification.rules.conditions import canonical
from services.certification.schema.enums import (
    Attestation,
    DosageForm,
    Language,
    Modality,
    PhysicianRole,
    Relationship,
)

LISTS = {"conditions", "attestations", "dosage_forms"}  # kept without repetition; null empties them


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
        changes = _given(self)
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
        changes = _given(self)
        if "conditions" in changes:
            changes["conditions"] = map(canonical, changes["conditions"] or ())
        for name in LISTS & changes.keys():
            changes[name] = tuple(dict.fromkeys(changes[name] or ()))
        return replace(findings, **changes)


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


def _given(parts: PatientProfileInput | FindingsInput) -> dict[str, Any]:
    """What was sent, by name."""
    return {name: _text(value) for name, value in vars(parts).items() if value is not strawberry.UNSET}


def _text(value: Any) -> Any:
    """A text without surrounding blanks, an empty one as absent; all else as it is."""
    return value.strip() or None if isinstance(value, str) and not isinstance(value, Enum) else value
