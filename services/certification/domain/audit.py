"""Who did what to a certification, chained: each entry holds the digest of the one before it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """What was done to a certification. Its names are what a timeline shows."""

    STARTED = "STARTED"
    EDITED = "EDITED"
    DISCARDED = "DISCARDED"
    CAREGIVER_DESIGNATED = "CAREGIVER_DESIGNATED"
    CAREGIVER_REMOVED = "CAREGIVER_REMOVED"
    CAREGIVER_NEED_ENDED = "CAREGIVER_NEED_ENDED"
    SUBMITTED_FOR_COSIGNATURE = "SUBMITTED_FOR_COSIGNATURE"
    COSIGNATURE_REFUSED = "COSIGNATURE_REFUSED"
    SUBMITTED_FOR_REVIEW = "SUBMITTED_FOR_REVIEW"
    REVIEW_REFUSED = "REVIEW_REFUSED"
    TAKEN_BACK = "TAKEN_BACK"
    CERTIFIED = "CERTIFIED"
    EMAIL_CORRECTED = "EMAIL_CORRECTED"
    EMAIL_CHANGED = "EMAIL_CHANGED"
    DELIVERY_FAILED = "DELIVERY_FAILED"
    DELIVERED = "DELIVERED"  # after one had failed
    PATIENT_AFFIRMED = "PATIENT_AFFIRMED"
    CAREGIVER_AFFIRMED = "CAREGIVER_AFFIRMED"
    CHANGE_REPORTED = "CHANGE_REPORTED"
    CHANGE_HANDLED = "CHANGE_HANDLED"
    REMINDED_OF_END = "REMINDED_OF_END"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"
    EXPIRED = "EXPIRED"
    REGISTRATION_CLOSED = "REGISTRATION_CLOSED"


class Capacity(StrEnum):
    """As what somebody acted. SYSTEM is the passage of time.

    OTHER_PRACTITIONER certified elsewhere what took its place, or was told by a rule that it is in force.
    """

    PRACTITIONER = "PRACTITIONER"
    DELEGATE = "DELEGATE"
    COSIGNER = "COSIGNER"
    REVIEWER = "REVIEWER"
    OTHER_PRACTITIONER = "OTHER_PRACTITIONER"
    PATIENT = "PATIENT"
    CAREGIVER = "CAREGIVER"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class Act:
    """One deed: what, when, by which account (none for SYSTEM) and as what."""

    deed: Deed
    at: datetime
    capacity: Capacity = Capacity.SYSTEM
    account_id: str | None = None
