"""The registration that follows a certification: what the patient, and the caregiver, complete."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from contracts.events.internal import Part
from contracts.events.public import RegistrationStatus


class Statement(StrEnum):
    """What is affirmed, one by one, to complete a registration (RCSA 21a-408-6, -8; CGS 21a-408b)."""

    I_AM_THE_PERSON_NAMED = "I_AM_THE_PERSON_NAMED"
    I_LIVE_IN_CONNECTICUT = "I_LIVE_IN_CONNECTICUT"
    MY_INFORMATION_IS_TRUE = "MY_INFORMATION_IS_TRUE"
    I_AM_NOT_CONFINED = "I_AM_NOT_CONFINED"
    I_WILL_NOT_SHARE = "I_WILL_NOT_SHARE"
    I_WILL_REPORT_CHANGES = "I_WILL_REPORT_CHANGES"
    # of the caregiver
    I_WILL_MANAGE_WELL_BEING = "I_WILL_MANAGE_WELL_BEING"
    I_AM_EIGHTEEN_OR_OLDER = "I_AM_EIGHTEEN_OR_OLDER"
    I_WAS_NEVER_CONVICTED = "I_WAS_NEVER_CONVICTED"


# What each says. Clients translate it.
WORDS = {
    Statement.I_AM_THE_PERSON_NAMED: "I am the person named here, or act for them as parent, guardian or custodian.",
    Statement.I_LIVE_IN_CONNECTICUT: "I live in Connecticut.",
    Statement.MY_INFORMATION_IS_TRUE: "The information is true.",
    Statement.I_AM_NOT_CONFINED: "I am not confined in a facility of the Department of Correction.",
    Statement.I_WILL_NOT_SHARE: "I will not share what I get with anybody.",
    Statement.I_WILL_REPORT_CHANGES: "I will report changes within five business days.",
    Statement.I_WILL_MANAGE_WELL_BEING: "I will manage the patient's well-being with respect to the palliative use.",
    Statement.I_AM_EIGHTEEN_OR_OLDER: "I am eighteen or older.",
    Statement.I_WAS_NEVER_CONVICTED: "I was never convicted of illegal manufacture, sale or distribution of controlled "
    "substances.",
}

STATEMENTS: dict[Part, tuple[Statement, ...]] = {
    Part.PATIENT: (
        Statement.I_AM_THE_PERSON_NAMED,
        Statement.I_LIVE_IN_CONNECTICUT,
        Statement.MY_INFORMATION_IS_TRUE,
        Statement.I_AM_NOT_CONFINED,
        Statement.I_WILL_NOT_SHARE,
        Statement.I_WILL_REPORT_CHANGES,
    ),
    Part.CAREGIVER: (
        Statement.I_AM_THE_PERSON_NAMED,
        Statement.I_AM_EIGHTEEN_OR_OLDER,
        Statement.I_WILL_MANAGE_WELL_BEING,
        Statement.I_WAS_NEVER_CONVICTED,
        Statement.MY_INFORMATION_IS_TRUE,
        Statement.I_WILL_REPORT_CHANGES,
    ),
}


@dataclass(frozen=True, slots=True)
class Registration:
    """`patient_at` and `caregiver_at` tell when each affirmed every statement of their part."""

    status: RegistrationStatus = RegistrationStatus.AWAITING_PATIENT
    patient_at: datetime | None = None
    caregiver_at: datetime | None = None
    completed_at: datetime | None = None

    @property
    def closed(self) -> bool:
        return self.status is RegistrationStatus.CLOSED

    @property
    def complete(self) -> bool:
        return self.status is RegistrationStatus.REGISTERED

    def affirmed_by(self, part: Part) -> datetime | None:
        return self.patient_at if part is Part.PATIENT else self.caregiver_at

    def affirmed(self, part: Part, *, at: datetime, with_caregiver: bool) -> "Registration":
        """One part is complete. The patient's comes first in name: until then it awaits the patient."""
        changed = replace(self, patient_at=at) if part is Part.PATIENT else replace(self, caregiver_at=at)
        return changed.settled(at=at, with_caregiver=with_caregiver)

    def settled(self, *, at: datetime, with_caregiver: bool) -> "Registration":
        """The status that follows from who affirmed, and whether a caregiver has to."""
        if self.closed:
            return self
        if self.patient_at is None:
            return replace(self, status=RegistrationStatus.AWAITING_PATIENT, completed_at=None)
        if with_caregiver and self.caregiver_at is None:
            return replace(self, status=RegistrationStatus.AWAITING_CAREGIVER, completed_at=None)
        return replace(self, status=RegistrationStatus.REGISTERED, completed_at=self.completed_at or at)

    def close(self) -> "Registration":
        return replace(self, status=RegistrationStatus.CLOSED)
