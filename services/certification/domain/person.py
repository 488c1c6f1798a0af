"""A human being, recognised across practitioners by name and date of birth, and what they are in certifications."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from services.certification.domain.people import Caregiver, Patient, Relationship


@dataclass(frozen=True, slots=True)
class Identity:
    """What a person is recognised by."""

    name: str  # normalised
    date_of_birth: date


@dataclass(frozen=True, slots=True)
class InForce:
    """The certification under which a person is a patient at present."""

    certification_id: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class Responsibility:
    """A patient whom the person is the caregiver of."""

    certification_id: str
    patient: str  # their person id
    relationship: Relationship
    valid_until: date


@dataclass(frozen=True, slots=True)
class Person:
    """One document per person: what concerns several of their certifications is decided on it, one after another."""

    id: str
    identity: Identity
    in_force: InForce | None = None
    responsibilities: tuple[Responsibility, ...] = ()
    revoked_on: date | None = None  # the last revocation of a certification of theirs

    def in_force_on(self, day: date) -> InForce | None:
        return self.in_force if self.in_force and self.in_force.valid_until >= day else None

    def responsible_for_others(self, patient: str, day: date) -> tuple[Responsibility, ...]:
        """The patients other than this one that the person is responsible for on a day."""
        return tuple(
            each for each in self.responsibilities if each.patient != patient and each.valid_until >= day
        )

    def certified(self, certification_id: str, valid_until: date) -> "Person":
        return replace(self, in_force=InForce(certification_id, valid_until))

    def no_longer_certified(self, certification_id: str) -> "Person":
        ended = self.in_force is not None and self.in_force.certification_id == certification_id
        return replace(self, in_force=None) if ended else self

    def revoked(self, on: date) -> "Person":
        return replace(self, revoked_on=on)

    def responsible(self, responsibility: Responsibility) -> "Person":
        return replace(self, responsibilities=(*self.responsibilities, responsibility))

    def no_longer_responsible(self, certification_id: str) -> "Person":
        kept = tuple(each for each in self.responsibilities if each.certification_id != certification_id)
        return replace(self, responsibilities=kept)


def identity_of(who: Patient | Caregiver | None) -> Identity | None:
    """None while name or date of birth is unknown. Case, accents, hyphens and blanks do not tell people apart."""
    if who is None or not (who.first_name and who.last_name and who.date_of_birth):
        return None
    return Identity(normal_name(f"{who.first_name} {who.last_name}"), who.date_of_birth)


def normal_name(text: str) -> str:
    words = text.casefold().split()
    if text.isascii() and all(word.isalnum() for word in words):
        return " ".join(words)  # as most names are; what follows would come to the same
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join("".join(each if each.isalnum() else " " for each in plain).split())
