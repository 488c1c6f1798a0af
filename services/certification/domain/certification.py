"""A certification from draft to registration: what may change into what, without I/O."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from contracts.events.public import RegistrationStatus
from services.certification.domain.calendar import connecticut_date, one_year_after
from services.certification.domain.people import Findings, Patient

EXPIRING_DAYS = 30


class Status(StrEnum):
    """DRAFT, then the states that events tell of."""

    DRAFT = "DRAFT"
    CERTIFIED = "CERTIFIED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"


class Statement(StrEnum):
    """What the patient affirms, one by one, to complete the registration (RCSA 21a-408-6, -8)."""

    I_AM_THE_PERSON_NAMED = "I_AM_THE_PERSON_NAMED"
    I_LIVE_IN_CONNECTICUT = "I_LIVE_IN_CONNECTICUT"
    MY_INFORMATION_IS_TRUE = "MY_INFORMATION_IS_TRUE"
    I_AM_NOT_CONFINED = "I_AM_NOT_CONFINED"
    I_WILL_NOT_SHARE = "I_WILL_NOT_SHARE"
    I_WILL_REPORT_CHANGES = "I_WILL_REPORT_CHANGES"


@dataclass(frozen=True, slots=True)
class Registration:
    """What the patient completes."""

    status: RegistrationStatus
    affirmed: tuple[Statement, ...] = ()
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Why it was certified: enough to explain and to replay it. `facts` are sealed at rest."""

    rulebook_version: str
    digest: str
    outcomes: tuple[dict[str, Any], ...]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Certification:
    """`version` guards against lost updates; `sequence` numbers the events that were announced."""

    id: str
    practitioner_id: str
    patient_id: str
    created_at: datetime
    updated_at: datetime
    status: Status = Status.DRAFT
    version: int = 1
    sequence: int = 0
    patient: Patient = field(default_factory=Patient)
    findings: Findings = field(default_factory=Findings)
    signed_on: date | None = None
    valid_until: date | None = None
    registration: Registration | None = None
    decision: Decision | None = None

    def edited(
        self, *, at: datetime, patient: Patient | None = None, findings: Findings | None = None
    ) -> "Certification":
        """Only a draft can be edited."""
        return replace(
            self, patient=patient or self.patient, findings=findings or self.findings, updated_at=at
        )

    def certified(self, decision: Decision, *, at: datetime) -> "Certification":
        """Signed now: valid for one year from Connecticut's calendar date (CGS 21a-408c(b))."""
        signed_on = connecticut_date(at)
        return replace(
            self,
            status=Status.CERTIFIED,
            signed_on=signed_on,
            valid_until=one_year_after(signed_on),
            registration=Registration(RegistrationStatus.AWAITING_PATIENT),
            decision=decision,
            updated_at=at,
        )

    def registered(self, affirmed: tuple[Statement, ...], *, at: datetime) -> "Certification":
        return replace(
            self, registration=Registration(RegistrationStatus.REGISTERED, affirmed, at), updated_at=at
        )

    def expiring_on(self, day: date) -> bool:
        """Within 30 days of its end: from then on it may be renewed."""
        return (
            self.status is Status.CERTIFIED
            and self.valid_until is not None
            and (self.valid_until - day).days <= EXPIRING_DAYS
        )
