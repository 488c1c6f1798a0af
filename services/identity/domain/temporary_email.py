"""Temporary e-mail addresses for patients who have none, and their one-time passwords."""

import secrets
from dataclasses import dataclass

from contracts.events.internal import Language, TemporaryEmailStatus

# No letter or digit that can be taken for another on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


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
    return f"p-{_random(12)}@{domain}"


def new_one_time_password() -> str:
    """Four groups of four: 79 bits, easy to copy from paper."""
    return "-".join(_random(4) for _ in range(4))


def normal_one_time_password(text: str) -> str:
    """As typed from paper: capitals, spaces and missing hyphens make no difference."""
    letters = "".join(character for character in text.lower() if character.isalnum())
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
