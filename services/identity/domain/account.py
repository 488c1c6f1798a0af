"""Accounts and the sign-ups that become accounts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contracts.events.internal import Language, Part


class Role(StrEnum):
    """What an account proved, or was granted."""

    PRACTITIONER = "PRACTITIONER"
    PATIENT = "PATIENT"
    CAREGIVER = "CAREGIVER"
    REVIEWER = "REVIEWER"


class ClientKind(StrEnum):
    """What a session runs on, as far as its client says: a hint for its owner that tells nothing of anybody."""

    WEB = "WEB"
    IOS = "IOS"
    ANDROID = "ANDROID"
    OTHER = "OTHER"


class SignUpKind(StrEnum):
    """As whom somebody signs up: practitioners and their staff get the verification mail at once."""

    PRACTITIONER = "PRACTITIONER"
    STAFF = "STAFF"
    PATIENT = "PATIENT"
    CAREGIVER = "CAREGIVER"

    @property
    def part(self) -> Part | None:
        """What an application must know the person as; None for practitioners and staff."""
        return Part(self.value) if self in (SignUpKind.PATIENT, SignUpKind.CAREGIVER) else None


@dataclass(frozen=True, slots=True)
class SignUp:
    """An attempt to open an account, by who may or may not read the mail of the address: a mail proves that.

    The first attempt whose password is given with such a proof wins, and the others die.
    """

    id: str
    email: str
    password_hash: str
    kind: SignUpKind
    language: Language
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """Gated: a patient's or caregiver's, who signed up as one or proved to be one, whatever it signed up as.

    Passwords before: how many were chosen before the present one.
    """

    id: str
    email: str
    password_hash: str
    language: Language
    roles: frozenset[Role]
    practitioner_id: str | None
    claimed_practitioner_id: str | None
    gated: bool = False
    passwords_before: int = 0

    @property
    def held_by_gate(self) -> bool:
        """Practitioners and reviewers are not: they have work to do without any application of their own."""
        return self.gated and self.practitioner_id is None and Role.REVIEWER not in self.roles
