"""Events for integrators, on the exchange `certification.events`. None of them holds personal data."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from contracts.events.base import PUBLIC_EXCHANGE, EventData


class CertificationStatus(StrEnum):
    """Where a certification stands (a draft is nobody's business)."""

    CERTIFIED = "CERTIFIED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"


class RegistrationStatus(StrEnum):
    """Where the registration that the patient completes stands."""

    AWAITING_PATIENT = "AWAITING_PATIENT"
    AWAITING_CAREGIVER = "AWAITING_CAREGIVER"
    REGISTERED = "REGISTERED"
    CLOSED = "CLOSED"


class CertificationEvent(EventData):
    """The state of a certification after the change that the type names."""

    EXCHANGE: ClassVar[str] = PUBLIC_EXCHANGE
    SUBJECT_TYPE: ClassVar[str] = "certification"

    certification_id: str = Field(description="Opaque id, also the CloudEvents subject")
    practitioner_id: str = Field(description="Opaque id of the practitioner who signed")
    status: CertificationStatus
    registration: RegistrationStatus
    signed_on: date = Field(description="Connecticut's calendar date of the signature")
    valid_until: date = Field(description="Last day of validity, Connecticut's calendar (CGS 21a-408c(b))")
    rulebook_version: str = Field(description="The rulebook that the decision was made under")


class CertificationCertified(CertificationEvent):
    """A practitioner certified a patient."""

    TYPE: ClassVar[str] = "certification.certified.v1"


class CertificationRegistered(CertificationEvent):
    """The patient completed the registration."""

    TYPE: ClassVar[str] = "certification.registered.v1"


PUBLIC: tuple[type[EventData], ...] = (CertificationCertified, CertificationRegistered)
