"""An application as others announced it, and who is to be written to because of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from contracts.events.internal import Language, Part
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.notifications.domain.delivery import FOLLOWING, Content, Kind


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be written to: a person of the application, or (`part` None) its practitioner."""

    id: str
    part: Part | None
    first_name: str
    email: str
    zip: str
    language: Language
    temporary_email: bool = False
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """Its id is the certification's."""

    id: str
    practitioner_id: str
    status: CertificationStatus
    registration: RegistrationStatus
    valid_until: date
    people: tuple[Person, ...]

    @property
    def in_force(self) -> bool:
        return self.status is CertificationStatus.CERTIFIED

    @property
    def awaits_patient(self) -> bool:
        return self.in_force and self.registration is RegistrationStatus.AWAITING_PATIENT

    @property
    def awaits_caregiver(self) -> bool:
        """Who cares for a patient may be the first of the two to register."""
        waiting = (RegistrationStatus.AWAITING_PATIENT, RegistrationStatus.AWAITING_CAREGIVER)
        return self.in_force and self.registration in waiting

    def of(self, part: Part | None) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.part is part and person.email)


def _patient(application: Application) -> tuple[Person, ...]:
    waiting = application.of(Part.PATIENT) if application.awaits_patient else ()
    return tuple(person for person in waiting if not person.minor)


def _guardian(application: Application) -> tuple[Person, ...]:
    waiting = application.of(Part.PATIENT) if application.awaits_patient else ()
    return tuple(person for person in waiting if person.minor)


def _caregiver(application: Application) -> tuple[Person, ...]:
    """A minor's guardian hears of both parts in one mail, where both have one address."""
    waiting = application.of(Part.CAREGIVER) if application.awaits_caregiver else ()
    told = {normal(person.email) for person in application.of(Part.PATIENT) if person.minor}
    return tuple(person for person in waiting if normal(person.email) not in told)


def _awaited(application: Application) -> tuple[Person, ...]:
    if application.awaits_patient:
        return application.of(Part.PATIENT)
    return application.of(Part.CAREGIVER) if application.awaits_caregiver else ()


def _practitioner(application: Application) -> tuple[Person, ...]:
    return application.of(None) if application.in_force else ()


def _everybody_once(application: Application) -> tuple[Person, ...]:
    """At each address one of them."""
    people = (*application.of(Part.PATIENT), *application.of(Part.CAREGIVER))
    by_address = {normal(person.email): person for person in reversed(people)}
    return tuple(reversed(by_address.values()))


_ADDRESSEES: dict[Kind, Callable[[Application], tuple[Person, ...]]] = {
    Kind.PATIENT_REGISTRATION: _patient,
    Kind.GUARDIAN_REGISTRATION: _guardian,
    Kind.CAREGIVER_REGISTRATION: _caregiver,
    Kind.CERTIFIED: _practitioner,
    Kind.WITHDRAWN: lambda application: (
        _everybody_once(application) if application.status is CertificationStatus.WITHDRAWN else ()
    ),
    Kind.REVOKED: lambda application: (
        _everybody_once(application) if application.status is CertificationStatus.REVOKED else ()
    ),
    Kind.NOT_YET_REGISTERED: _awaited,
    Kind.EXPIRING: lambda application: application.of(Part.PATIENT) if application.in_force else (),
}


def addressees(application: Application, kind: Kind) -> tuple[Person, ...]:
    """Who is to have a mail of this kind in the application's present state."""
    return _ADDRESSEES[kind](application)


def wanted(application: Application) -> list[tuple[Kind, Person]]:
    """All mails that follow from the state by itself."""
    return [(kind, person) for kind in FOLLOWING for person in addressees(application, kind)]


def is_addressed(application: Application | None, kind: Kind, content: Content) -> bool:
    """Whether the application still wants this mail sent, to this person at this address."""
    if application is None:
        return False
    return any(
        person.id == content.person_id and normal(person.email) == normal(content.email)
        for person in addressees(application, kind)
    )


def normal(email: str) -> str:
    """The form in which addresses are compared."""
    return email.strip().casefold()
