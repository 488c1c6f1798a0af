"""A certification from draft to its end: what may change into what, without I/O."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from contracts.events.internal import Part
from services.certification.domain.calendar import age_on, connecticut_date, one_year_after
from services.certification.domain.decision import Decision, Review
from services.certification.domain.people import (
    ADULT_AGE,
    OF_CAREGIVER,
    Attestation,
    Caregiver,
    Findings,
    Patient,
    PhysicianRole,
)
from services.certification.domain.registration import Registration

EXPIRING_DAYS = 30


class Status(StrEnum):
    """The first three nobody else hears of, then come the states that events tell of."""

    DRAFT = "DRAFT"
    AWAITING_COSIGNATURE = "AWAITING_COSIGNATURE"
    IN_REVIEW = "IN_REVIEW"
    CERTIFIED = "CERTIFIED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"


SUBMITTED = (Status.AWAITING_COSIGNATURE, Status.IN_REVIEW)
ENDED = (Status.EXPIRED, Status.WITHDRAWN, Status.REVOKED, Status.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Cosignature:
    """The second physician of a minor. `reference` is what the first passes on; the rest is known once signed."""

    reference: str
    practitioner_id: str | None = None
    role: PhysicianRole | None = None
    signed_on: date | None = None
    attestations: tuple[Attestation, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A caregiver for what is in force, about whom a reviewer decides. `decision` is why."""

    caregiver: Caregiver
    attestations: tuple[Attestation, ...]  # of this caregiver
    decision: Decision


@dataclass(frozen=True, slots=True)
class ReportedChange:
    """What a patient or caregiver says is different now. It changes nothing by itself."""

    id: str
    part: Part
    text: str
    at: datetime
    handled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """What became of the newest mail about it to a person to whom one had failed for good, or could not have come."""

    person_id: str
    at: datetime
    failed: bool


@dataclass(frozen=True, slots=True)
class Certification:
    """`version` guards against lost updates; `sequence` numbers the events that were announced.

    `patient_id` is the practitioner's own patient; `person_id` the human being across practitioners, known once
    certified. `chain` is the digest of the newest audit entry. `decided_before` are those decisions that a reviewer
    refused before it was submitted anew, `decided_later` those that changed something of it while it was in force, the
    oldest first.
    """

    id: str
    practitioner_id: str
    patient_id: str
    created_at: datetime
    updated_at: datetime
    status: Status = Status.DRAFT
    version: int = 0
    sequence: int = 0
    chain: str = ""
    patient: Patient = field(default_factory=Patient)
    findings: Findings = field(default_factory=Findings)
    caregiver: Caregiver | None = None
    proposal: Proposal | None = None
    need_ended_because: str | None = None  # why no caregiver is needed any more
    renews: str | None = None
    person_id: str | None = None
    temporary_email: bool = False  # the patient's address was issued by this system: no mail goes there
    signed_on: date | None = None
    valid_until: date | None = None
    certified_at: datetime | None = None
    cosignature: Cosignature | None = None
    registration: Registration | None = None
    decision: Decision | None = None
    decided_before: tuple[Decision, ...] = ()
    decided_later: tuple[Decision, ...] = ()
    # Why it, or a caregiver proposed while it was in force, was refused last.
    returned_because: str | None = None
    ended_because: str | None = None  # of a withdrawal or revocation
    ended_on: date | None = None
    superseded_by: str | None = None
    reported_changes: tuple[ReportedChange, ...] = ()
    mail_outcomes: tuple[MailOutcome, ...] = ()  # one a person

    @property
    def undelivered_at(self) -> datetime | None:
        """Since when the newest mail to one of its people is one that failed for good."""
        people = (self.patient_as_told, self.caregiver and self.caregiver.person_id)
        failed = (each.at for each in self.mail_outcomes if each.failed and each.person_id in people)
        return min(failed, default=None)

    @property
    def came_back(self) -> bool:
        """Whether it was signed, and is a draft again for a reason that its practitioner has to see to."""
        return self.status is Status.DRAFT and self.returned_because is not None

    @property
    def report_waits(self) -> bool:
        """Whether somebody reported a change that the practitioner has not seen to."""
        return any(each.handled_at is None for each in self.reported_changes)

    def with_mail_outcome(self, person_id: str, at: datetime, *, failed: bool) -> "Certification":
        """The same where a newer one is known: they may be heard of in any order."""
        if any(each.at > at for each in self.mail_outcomes if each.person_id == person_id):
            return self
        others = (each for each in self.mail_outcomes if each.person_id != person_id)
        return replace(self, mail_outcomes=(*others, MailOutcome(person_id, at, failed)))

    @property
    def patient_as_told(self) -> str:
        """The id by which events name the patient."""
        return self.person_id or self.patient_id

    def cared_for_by(self, caregiver: Caregiver | None, *, at: datetime) -> "Certification":
        """With this caregiver, or with none. A registration awaits a new caregiver, and none that is gone."""
        named = replace(self, caregiver=caregiver, proposal=None)
        registration = self.registration and replace(self.registration, caregiver_at=None).settled(
            at=at, with_caregiver=named.with_caregiver
        )
        return replace(named, registration=registration, updated_at=at)

    def affirming_of_caregiver(self, attestations: Iterable[Attestation]) -> "Certification":
        """What was affirmed of a former caregiver is not said of the next."""
        others = (each for each in self.findings.attestations if each not in OF_CAREGIVER)
        return replace(self, findings=replace(self.findings, attestations=(*others, *attestations)))

    def proposing(
        self, proposal: Proposal | None, *, at: datetime, refused_because: str | None = None
    ) -> "Certification":
        """A caregiver waits for a reviewer, or does no longer."""
        return replace(self, proposal=proposal, returned_because=refused_because, updated_at=at)

    def needing_no_caregiver(self, because: str) -> "Certification":
        """The documented need is over. What was signed stays in the decision's facts."""
        findings = replace(self.findings, caregiver_needed=False, caregiver_need=None)
        return replace(self, findings=findings, need_ended_because=because)

    @property
    def with_caregiver(self) -> bool:
        """Whether the patient is registered only together with a caregiver, named or not (RCSA 21a-408-7(a)(8))."""
        return self.caregiver is not None or self.findings.caregiver_needed is True

    def awaiting_cosignature(self, reference: str, *, at: datetime) -> "Certification":
        """Signed by the first physician; nothing is certified until the second has signed."""
        return replace(
            self,
            status=Status.AWAITING_COSIGNATURE,
            signed_on=connecticut_date(at),
            cosignature=Cosignature(reference),
            returned_because=None,
            updated_at=at,
        )

    def cosigned(
        self,
        practitioner_id: str,
        role: PhysicianRole | None,
        attestations: tuple[Attestation, ...],
        *,
        at: datetime,
    ) -> "Certification":
        """Both have signed: the day of the second signature is the certification's."""
        assert self.cosignature is not None
        day = connecticut_date(at)
        cosignature = replace(
            self.cosignature,
            practitioner_id=practitioner_id,
            role=role,
            signed_on=day,
            attestations=attestations,
        )
        return replace(self, cosignature=cosignature, signed_on=day, updated_at=at)

    @property
    def refused_before(self) -> tuple[Decision, ...]:
        """What reviewers refused, the oldest first; with the present decision, where it is one of those."""
        present = self.decision
        return (
            self.decided_before
            if present is None or present.review is None
            else (*self.decided_before, present)
        )

    def in_review(self, decision: Decision, *, at: datetime) -> "Certification":
        """Signed now; a reviewer decides whether it counts."""
        return replace(
            self,
            status=Status.IN_REVIEW,
            signed_on=connecticut_date(at),
            decision=decision,
            decided_before=self.refused_before,
            returned_because=None,
            updated_at=at,
        )

    def returned(self, because: str | None, *, at: datetime, review: Review | None = None) -> "Certification":
        """A draft again, unsigned, with the reason where somebody refused it; `review` is a reviewer's refusal."""
        decision = self.decision
        if decision is not None and review is not None:
            decision = replace(decision, review=review)
        return replace(
            self,
            status=Status.DRAFT,
            signed_on=None,
            cosignature=None,
            decision=decision,
            returned_because=because,
            updated_at=at,
        )

    def certified(
        self,
        decision: Decision,
        person_id: str,
        *,
        at: datetime,
        temporary_email: bool = False,
        signed_on: date | None = None,
    ) -> "Certification":
        """Valid for one year from Connecticut's date of the signature (CGS 21a-408c(b)), which is now by default."""
        signed_on = signed_on or connecticut_date(at)
        return replace(
            self,
            status=Status.CERTIFIED,
            person_id=person_id,
            temporary_email=temporary_email,
            signed_on=signed_on,
            valid_until=one_year_after(signed_on),
            certified_at=at,
            registration=Registration(),
            decision=decision,
            decided_before=self.refused_before,
            returned_because=None,
            updated_at=at,
        )

    def affirmed(self, part: Part, *, at: datetime) -> "Certification":
        """The patient or the caregiver completed their part of the registration."""
        assert self.registration is not None
        registration = self.registration.affirmed(part, at=at, with_caregiver=self.with_caregiver)
        return replace(self, registration=registration, updated_at=at)

    def withdrawn(self, because: str, *, at: datetime) -> "Certification":
        """Its practitioner takes it back. A completed registration lives on for 30 days."""
        ended = self._ended(Status.WITHDRAWN, because, at=at)
        return ended if ended.registration and ended.registration.complete else ended.closed(at=at)

    def revoked(self, because: str, *, at: datetime) -> "Certification":
        """A reviewer ends it, and the registration with it; also one that lives on after a withdrawal."""
        return self._ended(Status.REVOKED, because, at=at).closed(at=at)

    def expired(self, *, at: datetime) -> "Certification":
        return self._ended(Status.EXPIRED, None, at=at).closed(at=at)

    def superseded(self, by: str, *, at: datetime) -> "Certification":
        """A newer certification of the same person takes its place."""
        ended = self._ended(Status.SUPERSEDED, None, at=at).closed(at=at)
        return replace(ended, superseded_by=by)

    def closed(self, *, at: datetime) -> "Certification":
        """The registration ends."""
        return replace(self, registration=self.registration and self.registration.close(), updated_at=at)

    @property
    def lives_on(self) -> bool:
        """Whether there is a registration, completed or awaited, that is not closed."""
        return self.registration is not None and not self.registration.closed

    @property
    def of_minor(self) -> bool:
        """Whether the patient was under 18, and not emancipated, on the day of signing."""
        age = None if self.signed_on is None else age_on(self.signed_on, self.patient.date_of_birth)
        return age is not None and age < ADULT_AGE and not self.patient.emancipated

    @property
    def needs_caregiver(self) -> bool:
        """Whether the law gives the patient one."""
        return self.of_minor or bool(self.patient.lacks_legal_capacity and self.caregiver)

    def in_force_on(self, day: date) -> bool:
        """Certified, and the last day is not over: the worker, which says so in the state, may be late."""
        return self.status is Status.CERTIFIED and self.valid_until is not None and day <= self.valid_until

    def expiring_on(self, day: date) -> bool:
        """Within 30 days of its end: from then on it may be renewed."""
        return (
            self.status is Status.CERTIFIED
            and self.valid_until is not None
            and (self.valid_until - day).days <= EXPIRING_DAYS
        )

    def _ended(self, status: Status, because: str | None, *, at: datetime) -> "Certification":
        return replace(
            self,
            status=status,
            ended_because=because,
            ended_on=connecticut_date(at),
            proposal=None,
            updated_at=at,
        )
