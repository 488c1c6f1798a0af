"""Temporary e-mail addresses for patients who have none, and their one-time passwords."""

from dataclasses import dataclass

from contracts.events.internal import Language, TemporaryEmailStatus
from services.identity.domain.readable import groups, letters


@dataclass(frozen=True, slots=True)
class TemporaryEmail:
    """An address that a practitioner had made for a patient.

    Opened: a certified application of that practitioner carries it. The hash is of the one-time password, None
    once the patient has chosen their own.
    """

    id: str
    email: str
    practitioner_id: str
    password_hash: str | None
    language: Language
    status: TemporaryEmailStatus
    opened: bool
    sequence: int


def new_address(domain: str) -> str:
    """Says nothing about anybody; 31^12 of them cannot be guessed."""
    return f"p-{letters(12)}@{domain}"


def new_one_time_password() -> str:
    """Four groups of four: 79 bits, easy to copy from paper."""
    return groups(4)
