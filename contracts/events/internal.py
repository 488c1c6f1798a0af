"""Events among our own services, on the exchange `mmp.internal`.

State events carry the state after the change: a consumer applies only a higher sequence. What could identify a
person is in a field named `sealed`: JSON of the model named beside it, sealed under the transport key ring with
the place (event id, "sealed").
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from contracts.events.base import INTERNAL_EXCHANGE, Data, EventData
from contracts.events.public import CertificationStatus, RegistrationStatus


class Profession(StrEnum):
    """Who may hold a practitioner's profile (FHIR Practitioner). Whether one may certify is the rulebook's word."""

    PHYSICIAN = "PHYSICIAN"
    NURSE_PRACTITIONER = "NURSE_PRACTITIONER"
    PHYSICIAN_ASSISTANT = "PHYSICIAN_ASSISTANT"


class Standing(StrEnum):
    """The state of a licence or a registration."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    LAPSED = "LAPSED"
    REVOKED = "REVOKED"


class Language(StrEnum):
    EN = "EN"
    ES = "ES"


class Part(StrEnum):
    """What a person is in an application."""

    PATIENT = "PATIENT"
    CAREGIVER = "CAREGIVER"


class Credential(Data):
    """A licence or registration as the practitioner registry knows it."""

    standing: Standing
    expires_on: date | None = None


class PractitionerContact(Data):
    name: str
    email: str  # empty where no account has the practitioner: nobody is written to
    language: Language = Language.EN


class PractitionerState(EventData):
    """A practitioner whose profile an account confirmed, or (`account_id` None) had. Sequence: of the practitioner."""

    EXCHANGE: ClassVar[str] = INTERNAL_EXCHANGE
    SUBJECT_TYPE: ClassVar[str] = "practitioner"

    practitioner_id: str
    account_id: str | None
    profession: Profession
    confirmed: bool
    license: Credential
    controlled_substance: Credential
    dea: Credential
    dea_state: str | None = (
        None  # for which state the DEA registration is; None from a sender that does not tell
    )
    practice_state: str | None = None  # where the place of practice is
    board_certifications: tuple[str, ...] = ()
    sealed: str  # PractitionerContact


class PractitionerConfirmed(PractitionerState):
    TYPE: ClassVar[str] = "practitioner.confirmed.v1"


class PractitionerChanged(PractitionerState):
    TYPE: ClassVar[str] = "practitioner.changed.v1"


class PersonContact(Data):
    """One person of an application: what identity's gate and a mail to them need."""

    person_id: str
    part: Part
    first_name: str
    last_name: str
    email: str  # of the guardian, where the patient is a minor
    date_of_birth: date
    zip: str
    language: Language = Language.EN
    temporary_email: bool = False  # no mail goes there: the person has a hand-out instead
    minor: bool = False


class ApplicationPeople(Data):
    people: tuple[PersonContact, ...]


class ApplicationState(EventData):
    """An application: a certification and the registration that belongs to it.

    Subject: the certification's id. Sequence: of the certification.
    """

    EXCHANGE: ClassVar[str] = INTERNAL_EXCHANGE
    SUBJECT_TYPE: ClassVar[str] = "certification"

    certification_id: str
    practitioner_id: str
    status: CertificationStatus
    registration: RegistrationStatus
    signed_on: date
    valid_until: date
    sealed: str  # ApplicationPeople


class ApplicationInitiated(ApplicationState):
    """Certified: the people of it may now get accounts, and a registration e-mail."""

    TYPE: ClassVar[str] = "application.initiated.v1"


class ApplicationChanged(ApplicationState):
    TYPE: ClassVar[str] = "application.changed.v1"


class ApplicationClosed(ApplicationState):
    TYPE: ClassVar[str] = "application.closed.v1"


class ReminderKind(StrEnum):
    """What the people of an application are reminded of."""

    NOT_YET_REGISTERED = "NOT_YET_REGISTERED"
    EXPIRING = "EXPIRING"


class ReminderDue(EventData):
    """A request, no state: whoever sends it looks first whether it still holds.

    Subject: certification's id, kind and days; sequence 1.
    """

    EXCHANGE: ClassVar[str] = INTERNAL_EXCHANGE
    SUBJECT_TYPE: ClassVar[str] = "reminder"
    TYPE: ClassVar[str] = "reminder.due.v1"

    certification_id: str
    kind: ReminderKind
    days: int  # since the certification, or until its end


class AccountLinked(EventData):
    """An account proved to belong to a person of an application. Subject: the link's id; sequence 1."""

    EXCHANGE: ClassVar[str] = INTERNAL_EXCHANGE
    SUBJECT_TYPE: ClassVar[str] = "account_link"
    TYPE: ClassVar[str] = "account.linked.v1"

    account_id: str
    certification_id: str
    person_id: str
    part: Part


class EmailAddress(Data):
    email: str


class AccountChanged(EventData):
    """The address of an account that is linked to a person. Subject: the account's id; sequence of the account."""

    EXCHANGE: ClassVar[str] = INTERNAL_EXCHANGE
    SUBJECT_TYPE: ClassVar[str] = "account"
    TYPE: ClassVar[str] = "account.changed.v1"

    account_id: str
    sealed: str  # EmailAddress


class TemporaryEmailStatus(StrEnum):
    """ISSUED opens an account once an application with it is certified; VOID was issued anew or replaced."""

    ISSUED = "ISSUED"
    VOID = "VOID"


class TemporaryEmailIssued(EventData):
    """The state of a temporary address that a practitioner may enter for a patient. Subject: its id."""

    EXCHANGE: ClassVar[str] = INTERNAL_EXCHANGE
    SUBJECT_TYPE: ClassVar[str] = "temporary_email"
    TYPE: ClassVar[str] = "temporary_email.issued.v1"

    practitioner_id: str
    status: TemporaryEmailStatus
    sealed: str  # EmailAddress


class DeliveryFailed(EventData):
    """A mail about a certification will not arrive. Subject: the delivery's id; sequence 1."""

    EXCHANGE: ClassVar[str] = INTERNAL_EXCHANGE
    SUBJECT_TYPE: ClassVar[str] = "delivery"
    TYPE: ClassVar[str] = "delivery.failed.v1"

    delivery_id: str
    certification_id: str
    person_id: str | None
    reason: str  # without personal data


class DeliveryAccepted(EventData):
    """A mail about a certification was accepted, to a person to whom one had failed. Subject, sequence: as there."""

    EXCHANGE: ClassVar[str] = INTERNAL_EXCHANGE
    SUBJECT_TYPE: ClassVar[str] = "delivery"
    TYPE: ClassVar[str] = "delivery.accepted.v1"

    delivery_id: str
    certification_id: str
    person_id: str | None


class MailKind(StrEnum):
    """Mails that another service asks for. Those that follow from an application's state need no request.

    A consumer that does not know a kind yet tries it again (docs/decisions/0098): kinds may be added.
    """

    ACCOUNT_VERIFICATION = "ACCOUNT_VERIFICATION"
    ACCOUNT_EXISTS = "ACCOUNT_EXISTS"
    PASSWORD_RESET = "PASSWORD_RESET"
    EMAIL_CHANGE = "EMAIL_CHANGE"
    SECURITY_NOTICE = "SECURITY_NOTICE"
    DELEGATE_INVITATION = "DELEGATE_INVITATION"
    RETURNED = "RETURNED"


class MailContent(Data):
    """`values` are what the kind's templates name.

    ACCOUNT_VERIFICATION, PASSWORD_RESET, EMAIL_CHANGE: link, code, hours (of validity).
    ACCOUNT_EXISTS: nothing.
    SECURITY_NOTICE: change, one of PASSWORD_CHANGED, EMAIL_CHANGED, SESSIONS_REVOKED.
    DELEGATE_INVITATION: link, practitioner (the name), days (of validity).
    RETURNED, to the practitioner whose signed certification is a draft again: practitioner (the name), reference.
    """

    email: str
    language: Language = Language.EN
    values: dict[str, str]


class MailRequested(EventData):
    """A request, no state: each is an aggregate of its own. Subject: the mail's id; sequence 1."""

    EXCHANGE: ClassVar[str] = INTERNAL_EXCHANGE
    SUBJECT_TYPE: ClassVar[str] = "mail"
    TYPE: ClassVar[str] = "mail.requested.v1"

    mail_id: str
    kind: MailKind
    sealed: str  # MailContent


INTERNAL: tuple[type[EventData], ...] = (
    PractitionerConfirmed,
    PractitionerChanged,
    ApplicationInitiated,
    ApplicationChanged,
    ApplicationClosed,
    ReminderDue,
    AccountLinked,
    AccountChanged,
    TemporaryEmailIssued,
    DeliveryFailed,
    DeliveryAccepted,
    MailRequested,
)
