"""An application as others announced it, and who is to be written to because of it."""

from dataclasses import dataclass

from contracts.events.internal import Language, Part
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.notifications.domain.delivery import Content


@dataclass(frozen=True, slots=True)
class Person:
    """One person of an application."""

    id: str
    part: Part
    first_name: str
    email: str
    zip: str
    language: Language


@dataclass(frozen=True, slots=True)
class Application:
    """Its id is the certification's."""

    id: str
    practitioner_id: str
    status: CertificationStatus
    registration: RegistrationStatus
    people: tuple[Person, ...]

    @property
    def awaits_patient(self) -> bool:
        return (
            self.status is CertificationStatus.CERTIFIED
            and self.registration is RegistrationStatus.AWAITING_PATIENT
        )


def addressees(application: Application) -> tuple[Person, ...]:
    """Who is to have a registration mail in this state: the patient, while their registration is awaited."""
    if not application.awaits_patient:
        return ()
    return tuple(person for person in application.people if person.part is Part.PATIENT and person.email)


def is_addressed(application: Application | None, content: Content) -> bool:
    """Whether the application still wants this mail sent, to this person at this address."""
    if application is None:
        return False
    return any(
        person.id == content.person_id and normal(person.email) == normal(content.email)
        for person in addressees(application)
    )


def normal(email: str) -> str:
    """The form in which addresses are compared."""
    return email.strip().casefold()
