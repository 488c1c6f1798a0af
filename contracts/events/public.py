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


class CertificationCaregiverDesignated(CertificationEvent):
    """The certification has a caregiver now, who has yet to register."""

    TYPE: ClassVar[str] = "certification.caregiver_designated.v1"


class CertificationRegistered(CertificationEvent):
    """The registration is complete."""

    TYPE: ClassVar[str] = "certification.registered.v1"


class CertificationWithdrawn(CertificationEvent):
    """The practitioner withdrew the certification."""

    TYPE: ClassVar[str] = "certification.withdrawn.v1"


class CertificationRevoked(CertificationEvent):
    """A reviewer revoked the certification."""

    TYPE: ClassVar[str] = "certification.revoked.v1"


class CertificationSuperseded(CertificationEvent):
    """A newer certification of the same patient took its place."""

    TYPE: ClassVar[str] = "certification.superseded.v1"
    superseded_by: str = Field(description="Id of the certification that took its place")


class CertificationExpiring(CertificationEvent):
    """The certification ends soon; told 60, 30 and 7 days before."""

    TYPE: ClassVar[str] = "certification.expiring.v1"
    days_left: int = Field(description="Days until the last day of validity")


class CertificationExpired(CertificationEvent):
    """The last day of validity is over."""

    TYPE: ClassVar[str] = "certification.expired.v1"


PUBLIC: tuple[type[EventData], ...] = (
    CertificationCertified,
    CertificationCaregiverDesignated,
    CertificationRegistered,
    CertificationWithdrawn,
    CertificationRevoked,
    CertificationSuperseded,
    CertificationExpiring,
    CertificationExpired,
)
