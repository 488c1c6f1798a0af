"""The facts an assessment is made on: plain data, with absent ones as None or empty."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from contracts.contact import normal_email
from services.certification.domain.calendar import age_on
from services.certification.domain.people import (
    ADULT_AGE,
    Caregiver,
    Findings,
    Patient,
    PhysicianRole,
    Practitioner,
    Signature,
)
from services.certification.domain.person import normal_name


@dataclass(frozen=True)  # without slots: what follows from the facts is worked out once
class Facts:
    """All that a decision of the day `signed_on` may look at.

    `cosigner` is the second physician of a minor.
    `overlaps` tells of another certification of this person in force, and until when; `renews` whether this
    one is its renewal. `revoked_on` is the day of the person's last revocation, whoever certified them.
    `decided_on` is the day of the decision where that is later than the day of signing, after a review.
    `patient_has_signers_account` and `caregiver_has_signers_account`: an account of a practitioner who signs once
    proved to be that person.
    `temporary_email` is true for an address that the system issued to this practitioner, `reserved_email` for any
    at the domain of such addresses.
    """

    signed_on: date
    practitioner: Practitioner = field(default_factory=Practitioner)
    patient: Patient = field(default_factory=Patient)
    findings: Findings = field(default_factory=Findings)
    caregiver: Caregiver | None = None
    cosigner: Signature | None = None
    overlaps_until: date | None = None
    renews: bool = False
    temporary_email: bool | None = None
    reserved_email: bool = False
    revoked_on: date | None = None
    decided_on: date | None = None
    patient_has_signers_account: bool = False
    caregiver_has_signers_account: bool = False

    @cached_property
    def age(self) -> int | None:
        """The patient's age in years on the day of signing."""
        return age_on(self.signed_on, self.patient.date_of_birth)

    @cached_property
    def minor(self) -> bool | None:
        """Under 18 on the day of signing, emancipated or not; None while the date of birth is unknown or to come."""
        return None if self.age is None or self.age < 0 else self.age < ADULT_AGE

    @cached_property
    def signers(self) -> tuple[Practitioner, ...]:
        """Who signs: a practitioner and, of a minor, the second physician."""
        return (
            (self.practitioner,) if self.cosigner is None else (self.practitioner, self.cosigner.practitioner)
        )

    @cached_property
    def signers_names(self) -> tuple[str, ...]:
        """Of those who sign, normalised and without their credentials, where they are known."""
        return tuple(
            normal_name(each.name.rpartition(", ")[0] or each.name) for each in self.signers if each.name
        )

    def is_signers_name(self, first: str | None, last: str | None) -> bool:
        return bool(first and last) and normal_name(f"{first} {last}") in self.signers_names

    def is_signers_email(self, email: str | None) -> bool:
        key = (email or "").strip().casefold()
        return bool(key) and key in self._signers_emails

    @cached_property
    def _signers_emails(self) -> tuple[str | None, ...]:
        return tuple([each.email for each in self.signers])

    @property
    def role(self) -> PhysicianRole | None:
        """The signing physician's own part where the patient is a minor."""
        return self.findings.physician_role

    def valid_email(self, text: str | None) -> bool:
        """Whether this is an e-mail address; judged once, since a minor's is the guardian's."""
        key = (text or "").strip().casefold()
        if key not in self._judged:
            self._judged[key] = normal_email(key) is not None
        return self._judged[key]

    @cached_property
    def _judged(self) -> dict[str, bool]:
        return {}

    @property
    def board_certified(self) -> Practitioner | None:
        """Which of a minor's physicians signs as board certified; None while nobody does."""
        if self.role is PhysicianRole.BOARD_CERTIFIED:
            return self.practitioner
        if self.cosigner is not None and self.cosigner.role is PhysicianRole.BOARD_CERTIFIED:
            return self.cosigner.practitioner
        return None
