"""Who did what to a certification, chained: each entry holds the digest of the one before it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import orjson

FIRST = ""  # what stands before the first entry of a chain


class Deed(StrEnum):
    """What was done to a certification. Its names are what a timeline shows."""

    STARTED = "STARTED"
    EDITED = "EDITED"
    DISCARDED = "DISCARDED"
    CAREGIVER_DESIGNATED = "CAREGIVER_DESIGNATED"
    CAREGIVER_REMOVED = "CAREGIVER_REMOVED"
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
    """As what somebody acted. SYSTEM is the passage of time."""

    PRACTITIONER = "PRACTITIONER"
    DELEGATE = "DELEGATE"
    COSIGNER = "COSIGNER"
    REVIEWER = "REVIEWER"
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


def digest(previous: str, certification_id: str, number: int, act: Act) -> str:
    """Of an entry and, through `previous`, of all before it (SHA-256, base16)."""
    told = [
        previous,
        certification_id,
        number,
        act.deed.value,
        act.at.isoformat(),
        act.capacity.value,
        act.account_id,
    ]
    return hashlib.sha256(orjson.dumps(told)).hexdigest()
