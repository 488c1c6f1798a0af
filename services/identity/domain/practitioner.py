"""A practitioner as the registry knows them."""

from dataclasses import dataclass
from datetime import date

from contracts.events.internal import Credential, Profession
from services.identity.domain.dea import DeaFinding, findings


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

    @property
    def dea_findings(self) -> tuple[DeaFinding, ...]:
        return findings(self.dea_number, self.profession, self.last_name)


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A row with our own id and its binding to an account.

    Disputed: somebody who proved the numbers said that the profile is wrong, and no reviewer decided yet.
    DEA accepted: a reviewer looked at what is unusual about the number and accepted it.
    Released from: accounts that an operator took the practitioner from, and that cannot have them again.
    """

    id: str
    registered: Registered
    account_id: str | None
    confirmed: bool
    sequence: int
    disputed: bool = False
    dea_accepted: bool = False
    released_from: frozenset[str] = frozenset()

    def is_kept_from(self, account_id: str) -> bool:
        """Whether another account has the practitioner, or an operator took them from this one."""
        return self.account_id not in (None, account_id) or account_id in self.released_from

    @property
    def needs_dea_review(self) -> bool:
        return not self.dea_accepted and any(each.needs_review for each in self.registered.dea_findings)


def expiry(text: str) -> date | None:
    """A date of the registry; an empty one is unknown."""
    return date.fromisoformat(text) if text else None
