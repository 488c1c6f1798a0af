"""The people of a certification, as far as we know them: absent facts are None or empty."""

from dataclasses import dataclass
from datetime import date

from contracts.events.internal import Language, Profession, Standing


@dataclass(frozen=True, slots=True)
class Credential:
    """A licence or registration: its standing and its last day, where known."""

    standing: Standing
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Practitioner:
    """The practitioner who signs, as identity announced them."""

    profession: Profession | None = None
    profile_confirmed: bool = False
    license: Credential | None = None
    controlled_substance: Credential | None = None
    dea: Credential | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient's profile as the practitioner entered it, right or wrong: the rules judge it."""

    first_name: str | None = None
    last_name: str | None = None
    date_of_birth: date | None = None
    street: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    email: str | None = None
    phone: str | None = None
    language: Language = Language.EN


@dataclass(frozen=True, slots=True)
class Findings:
    """What the practitioner found: codes of debilitating conditions."""

    conditions: tuple[str, ...] = ()
