"""What the rules say of a certification on a day, with all that we know of its people elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from chassis.mongo import Transaction
from chassis.tokens import Session
from services.certification.domain.audit import Capacity
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification, Cosignature, Status
from services.certification.domain.people import Caregiver, Practitioner, Signature
from services.certification.domain.person import Person, identity_of
from services.certification.rules.facts import Facts
from services.certification.rules.rulebook import Assessment, Rulebooks
from services.certification.store import Store
from services.certification.usecases.access import announced, drafting_as, in_work
from services.certification.usecases.elsewhere import Persons, for_delegate, learn_of, persons_of


@dataclass(frozen=True, slots=True)
class Known:
    """What other certifications and services say of the people of one.

    `renewed` is the one that it renews, of the same patient, although their name may be another by now. `accounts` are,
    by person, those that ever proved to be them.
    """

    persons: Persons = field(default_factory=Persons)
    renewed: Certification | None = None
    temporary_email: bool = False
    reserved_email: bool = False
    cosigner: Practitioner | None = None
    accounts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def patient(self) -> Person | None:
        return self.persons.patient

    @property
    def caregiver(self) -> Person | None:
        return self.persons.caregiver

    @property
    def ending(self) -> Certification | None:
        """The one that a new one takes the place of, whatever its patient was called: renewed while in force."""
        return self.renewed if self.renewed and self.renewed.status is Status.CERTIFIED else None

    @property
    def left_under_another_name(self) -> Certification | None:
        """What a withdrawal left of the one renewed, whose patient was called otherwise."""
        former = self.renewed
        if former is None or former.status is not Status.WITHDRAWN or not former.lives_on:
            return None
        return None if self.patient and self.patient.id == former.person_id else former


async def check_certification(
    id: str, *, session: Session, now: datetime, store: Store, books: Rulebooks
) -> Assessment:
    """Every rule's outcome, were it signed now. A delegate is told nothing of what others certified.

    Raises TooManyRequests where the practitioner was told of too many persons of others.
    """
    draft = await in_work(id, session, store)
    practitioner = await announced(draft.practitioner_id, store)
    known = await known_of(draft, store)
    facts = facts_of(draft, practitioner, connecticut_date(now), known)
    if drafting_as(draft.practitioner_id, session) is Capacity.DELEGATE:
        facts = for_delegate(facts)
    else:
        await learn_of(draft, known.persons, session, now=now, store=store)
    return books.in_force_on(facts.signed_on).assess(facts)


async def known_of(certification: Certification, store: Store, *, tx: Transaction | None = None) -> Known:
    """As far as it can be told now. In a transaction it is held: who else decides about its people waits their turn."""
    persons = await persons_of(certification, store, tx=tx)
    cosigner = certification.cosignature and certification.cosignature.practitioner_id
    email = certification.patient.email or ""
    known_persons = [each.id for each in (persons.patient, persons.caregiver) if each]
    return Known(
        persons=persons,
        renewed=await store.certifications.find(certification.renews, tx=tx)
        if certification.renews
        else None,
        temporary_email=await store.temporary_emails.is_issued_to(
            certification.practitioner_id, email, tx=tx
        ),
        reserved_email=store.temporary_emails.is_reserved(email),
        cosigner=await store.practitioners.find(cosigner, tx=tx) if cosigner else None,
        accounts=await store.links.accounts_of(known_persons, tx=tx) if known_persons else {},
    )


def facts_of(
    certification: Certification,
    practitioner: Practitioner,
    day: date,
    known: Known,
    *,
    decided_on: date | None = None,
) -> Facts:
    """All that a decision looks at, of what is signed on `day`; `decided_on` where it is decided later."""
    in_force = known.patient and known.patient.in_force_on(day)
    if in_force and in_force.certification_id == certification.id:
        in_force = None  # it does not stand in its own way
    signers = {each.account_id for each in (practitioner, known.cosigner) if each}
    return Facts(
        signed_on=day,
        practitioner=practitioner,
        patient=certification.patient,
        findings=certification.findings,
        caregiver=certification.caregiver and _caregiver(certification.caregiver, known, day),
        cosigner=_signature(certification.cosignature, known.cosigner),
        overlaps_until=in_force.valid_until if in_force else None,
        renews=certification.renews is not None,
        temporary_email=known.temporary_email,
        reserved_email=known.reserved_email,
        revoked_on=known.patient.revoked_on if known.patient else None,
        decided_on=decided_on,
        patient_has_signers_account=_is_one_of(signers, known.patient, known),
        caregiver_has_signers_account=_is_one_of(signers, known.caregiver, known),
    )


def _is_one_of(accounts: set[str | None], person: Person | None, known: Known) -> bool:
    return person is not None and not known.accounts.get(person.id, frozenset()).isdisjoint(accounts)


def _caregiver(caregiver: Caregiver, known: Known, day: date) -> Caregiver:
    """With what is known of them elsewhere; nothing is, before they can be recognised."""
    if identity_of(caregiver) is None:
        return caregiver
    patient = "" if known.patient is None else known.patient.id
    others = () if known.caregiver is None else known.caregiver.responsible_for_others(patient, day)
    renewed = known.renewed and known.renewed.id  # of the same patient, under whatever name
    return replace(
        caregiver,
        other_relationships=tuple(each.relationship for each in others if each.certification_id != renewed),
        known_by_other_name=bool(known.persons.namesakes),
    )


def _signature(cosignature: Cosignature | None, cosigner: Practitioner | None) -> Signature | None:
    if cosignature is None or cosigner is None:
        return None
    return Signature(cosigner, cosignature.role, cosignature.signed_on, cosignature.attestations)
