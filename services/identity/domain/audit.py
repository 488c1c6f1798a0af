"""What the audit trail tells: who did what and when, by ids alone, each entry chained to the one before it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

OPERATOR = "operator"  # somebody at the command line, who has no account


class AuditKind(StrEnum):
    """Each says what happened to the account; what was refused is named so."""

    ACCOUNT_OPENED = "ACCOUNT_OPENED"
    SIGNED_IN = "SIGNED_IN"
    SIGN_IN_REFUSED = "SIGN_IN_REFUSED"
    SIGN_IN_LOCKED = "SIGN_IN_LOCKED"
    SIGNED_OUT = "SIGNED_OUT"
    SESSION_ENDED = "SESSION_ENDED"
    SESSION_TOKEN_REUSED = "SESSION_TOKEN_REUSED"
    ALL_SESSIONS_ENDED = "ALL_SESSIONS_ENDED"
    PASSWORD_REFUSED = "PASSWORD_REFUSED"
    PASSWORD_CHANGED = "PASSWORD_CHANGED"
    PASSWORD_RESET_REQUESTED = "PASSWORD_RESET_REQUESTED"
    PASSWORD_RESET = "PASSWORD_RESET"
    EMAIL_CHANGE_REQUESTED = "EMAIL_CHANGE_REQUESTED"
    EMAIL_CHANGED = "EMAIL_CHANGED"
    PRACTITIONER_CLAIMED = "PRACTITIONER_CLAIMED"
    PRACTITIONER_REFUSED = "PRACTITIONER_REFUSED"
    PRACTITIONER_LOCKED = "PRACTITIONER_LOCKED"
    PRACTITIONER_CONFIRMED = "PRACTITIONER_CONFIRMED"
    PRACTITIONER_RELEASED = "PRACTITIONER_RELEASED"
    PRACTITIONER_ALLOWED = "PRACTITIONER_ALLOWED"
    PRACTITIONER_CHANGED = "PRACTITIONER_CHANGED"
    PROFILE_REPORTED = "PROFILE_REPORTED"
    REVIEW_SEEN = "REVIEW_SEEN"
    REVIEW_DECIDED = "REVIEW_DECIDED"
    PERSON_IDENTIFIED = "PERSON_IDENTIFIED"
    PERSON_REFUSED = "PERSON_REFUSED"
    ROLE_GRANTED = "ROLE_GRANTED"
    ROLE_REVOKED = "ROLE_REVOKED"
    TEMPORARY_EMAIL_CREATED = "TEMPORARY_EMAIL_CREATED"
    TEMPORARY_EMAIL_REISSUED = "TEMPORARY_EMAIL_REISSUED"
    TEMPORARY_EMAIL_REOPENED = "TEMPORARY_EMAIL_REOPENED"
    KEYS_CHANGED = "KEYS_CHANGED"
    KEYS_RESEALED = "KEYS_RESEALED"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`account_id` None: an address without an account. `by` is another account, or OPERATOR; None: the account itself.

    `about` is the id of a practitioner, review, session or temporary address, a role, or which keys a ring has.
    `client` is the client's address as a blind index: equal ones can be seen to be equal, none can be read.
    `told` is the kind as it was written, by this version of ours or another.
    """

    id: str
    at: datetime
    told: str
    account_id: str | None
    session_id: str | None
    by: str | None
    about: str | None
    client: str | None

    @property
    def kind(self) -> AuditKind:
        """OTHER where another version of ours wrote what this one does not know."""
        return AuditKind(self.told) if self.told in set(AuditKind) else AuditKind.OTHER
