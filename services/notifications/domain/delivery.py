"""A delivery: one message to one person, and the attempts to hand it to the mail server."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.events.internal import Language


class Kind(StrEnum):
    """What a mail is about. Its source is the file of that name, in small letters, of each language."""

    # asked for by another service
    ACCOUNT_VERIFICATION = "ACCOUNT_VERIFICATION"
    ACCOUNT_EXISTS = "ACCOUNT_EXISTS"
    PASSWORD_RESET = "PASSWORD_RESET"
    EMAIL_CHANGE = "EMAIL_CHANGE"
    SECURITY_NOTICE = "SECURITY_NOTICE"
    DELEGATE_INVITATION = "DELEGATE_INVITATION"
    RETURNED = "RETURNED"
    # following from an application's state
    PATIENT_REGISTRATION = "PATIENT_REGISTRATION"
    GUARDIAN_REGISTRATION = "GUARDIAN_REGISTRATION"
    CAREGIVER_REGISTRATION = "CAREGIVER_REGISTRATION"
    CERTIFIED = "CERTIFIED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    # reminders
    NOT_YET_REGISTERED = "NOT_YET_REGISTERED"
    EXPIRING = "EXPIRING"


OF_PATIENT = (Kind.PATIENT_REGISTRATION, Kind.GUARDIAN_REGISTRATION)
REGISTRATIONS = (*OF_PATIENT, Kind.CAREGIVER_REGISTRATION)
FOLLOWING = (*REGISTRATIONS, Kind.CERTIFIED, Kind.WITHDRAWN, Kind.REVOKED)


class State(StrEnum):
    """`QUEUED → SENDING → SENT | RETRYING | FAILED`; STOPPED before it was sent; HANDED_OUT on paper."""

    QUEUED = "QUEUED"
    SENDING = "SENDING"
    SENT = "SENT"
    RETRYING = "RETRYING"
    FAILED = "FAILED"
    STOPPED = "STOPPED"
    HANDED_OUT = "HANDED_OUT"


WAITING = (State.QUEUED, State.RETRYING)


class Outcome(StrEnum):
    """What an attempt came to."""

    ACCEPTED = "ACCEPTED"
    DEFERRED = "DEFERRED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Attempt:
    """`reason` never holds what the server said, since servers repeat the address."""

    at: datetime
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class Content:
    """Whom a delivery goes to, and what its templates need. `person_id` where it follows from an application."""

    email: str
    values: Mapping[str, str]
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Its `content` is sealed at rest, read only to send it, and forgotten at its end."""

    id: str
    kind: Kind
    state: State
    language: Language
    queued_at: datetime
    message_id: str
    attempts: tuple[Attempt, ...] = ()
    sent_at: datetime | None = None
    certification_id: str | None = None
    content: Content | None = None

    @property
    def tries(self) -> int:
        """Since it was queued: one that had been stopped, and waits again, begins anew."""
        return sum(attempt.at >= self.queued_at for attempt in self.attempts)


def message_id(delivery_id: str, domain: str) -> str:
    """The same on every try, so that a duplicate after a crash can be recognised (RFC 5322, 3.6.4)."""
    return f"<{delivery_id}@{domain}>"
