"""What clients send. A field left out stays as it is; null clears it."""

from dataclasses import replace
from datetime import date
from typing import Any

import strawberry

from services.certification.domain import people
from services.certification.schema.enums import Language, Statement


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

    def applied_to(self, patient: people.Patient) -> people.Patient:
        changes: dict[str, Any] = {
            name: value.strip() or None if isinstance(value, str) else value
            for name, value in vars(self).items()
            if value is not strawberry.UNSET
        }
        if changes.get("language", "") is None:
            changes["language"] = people.Patient().language
        return replace(patient, **changes)


@strawberry.input(description="What the practitioner found.")
class FindingsInput:
    conditions: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Codes, names or aliases of debilitatingConditions."
    )

    def applied_to(self, findings: people.Findings) -> people.Findings:
        if self.conditions is strawberry.UNSET:
            return findings
        return replace(findings, conditions=tuple(self.conditions or ()))


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


@strawberry.input(description="Completes the registration.")
class CompleteRegistrationInput:
    certification_id: strawberry.ID = strawberry.field(
        description="The certification of which you are the patient."
    )
    affirmed: list[Statement] = strawberry.field(description="Every statement, each affirmed by the patient.")
