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
    """DRAFT and IN_REVIEW, of which nobody else hears, then the states that events tell of."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
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
class Review:
    """A reviewer's word on a certification whose assessment asked for it."""

    approved: bool
    reason: str
    by: str  # the reviewer's account
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """Why it was certified: enough to explain and to replay it.

    `outcomes` (rule, result, severity, message, paths) and `facts` tell of health: both are sealed at rest.
    """

    rulebook_version: str
    digest: str
    outcomes: tuple[dict[str, Any], ...]
    facts: dict[str, Any]
    review: Review | None = None


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
    returned_because: str | None = None  # the reason of the last refusal that made it a draft again

    def edited(
        self, *, at: datetime, patient: Patient | None = None, findings: Findings | None = None
    ) -> "Certification":
        """Only a draft can be edited."""
        return replace(
            self, patient=patient or self.patient, findings=findings or self.findings, updated_at=at
        )

    def certified(
        self, decision: Decision, *, at: datetime, signed_on: date | None = None
    ) -> "Certification":
        """Valid for one year from Connecticut's date of the signature (CGS 21a-408c(b)), which is now by default."""
        signed_on = signed_on or connecticut_date(at)
        return replace(
            self,
            status=Status.CERTIFIED,
            signed_on=signed_on,
            valid_until=one_year_after(signed_on),
            registration=Registration(RegistrationStatus.AWAITING_PATIENT),
            decision=decision,
            returned_because=None,
            updated_at=at,
        )

    def in_review(self, decision: Decision, *, at: datetime) -> "Certification":
        """Signed now; a reviewer decides whether it counts."""
        return replace(
            self,
            status=Status.IN_REVIEW,
            signed_on=connecticut_date(at),
            decision=decision,
            returned_because=None,
            updated_at=at,
        )

    def returned(self, because: str, *, at: datetime, review: Review | None = None) -> "Certification":
        """A draft again, unsigned, with the reason of it."""
        decision = self.decision and replace(self.decision, review=review)
        return replace(
            self,
            status=Status.DRAFT,
            signed_on=None,
            decision=decision,
            returned_because=because,
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
