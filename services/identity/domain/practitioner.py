"""A practitioner as the registry knows them."""

from dataclasses import dataclass
from datetime import date

from contracts.events.internal import Credential, Profession


@dataclass(frozen=True, slots=True)
class Registered:
    """What one row of the registry says, and what changes with it."""

    dea_number: str
    profession: Profession
    first_name: str
    last_name: str
    credential: str
    license_number: str
    license: Credential
    controlled_substance_number: str
    controlled_substance: Credential
    dea: Credential
    dea_state: str
    street: str
    city: str
    state: str
    zip: str
    board_certifications: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}, {self.credential}"


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A row with our own id and its binding to an account.

    Disputed: somebody who proved the numbers said that the profile is wrong, and no reviewer decided yet.
    """

    id: str
    registered: Registered
    account_id: str | None
    confirmed: bool
    sequence: int
    disputed: bool = False


def expiry(text: str) -> date | None:
    """A date of the registry; an empty one is unknown."""
    return date.fromisoformat(text) if text else None
