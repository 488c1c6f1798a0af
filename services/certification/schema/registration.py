"""The registration that follows a certification, as clients see it."""

from datetime import datetime

import strawberry

from contracts.events.internal import Part
from services.certification.domain import registration as domain
from services.certification.schema.enums import RegistrationStatus, Statement
from services.certification.usecases.showing import Shown


@strawberry.type(description="One person's part of a registration.")
class RegistrationPart:
    statements: list[Statement] = strawberry.field(description="What they affirm to complete it.")
    completed_at: datetime | None = strawberry.field(description="When they did; null until then.")

    @classmethod
    def of(cls, registration: domain.Registration, part: Part) -> "RegistrationPart":
        return cls(statements=list(domain.STATEMENTS[part]), completed_at=registration.affirmed_by(part))


@strawberry.type(description="The registration that the patient, and a caregiver, complete once certified.")
class Registration:
    status: RegistrationStatus = strawberry.field(description="Where it stands.")
    patient: RegistrationPart = strawberry.field(description="The patient's part.")
    caregiver: RegistrationPart | None = strawberry.field(
        description="The caregiver's part; null where there is no caregiver."
    )
    completed_at: datetime | None = strawberry.field(
        description="When the last part was completed; null until then."
    )

    @classmethod
    def of(cls, certification: Shown) -> "Registration | None":
        registration = certification.registration
        if registration is None:
            return None
        return cls(
            status=registration.status,
            patient=RegistrationPart.of(registration, Part.PATIENT),
            caregiver=None
            if certification.caregiver is None
            else RegistrationPart.of(registration, Part.CAREGIVER),
            completed_at=registration.completed_at,
        )
