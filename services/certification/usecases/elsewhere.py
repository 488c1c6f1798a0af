"""What others certified of a draft's people is health information: a practitioner learns it of few persons, and noted.

The rules tell it (CERT-6, CERT-7 of the patient, CARE-4, CARE-14 of the caregiver), and have to: the law lets a person
have one certification, and care for one patient. What an asker could draw from that is bounded here, and written into
the access log of whom it is about (decisions 0085 and 0093).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from chassis import logging
from chassis.errors import TooManyRequests
from chassis.mongo import Transaction
from chassis.tokens import Session
from contracts.contact import normal_email
from services.certification.domain.audit import Capacity
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.domain.people import Caregiver
from services.certification.domain.person import Person, identity_of
from services.certification.metrics import TOO_MANY_ELSEWHERE
from services.certification.rules.facts import Facts
from services.certification.store import Store
from services.certification.store.told_elsewhere import LIMIT, Telling

log = logging.get("certification.elsewhere")


@dataclass(frozen=True, slots=True)
class Persons:
    """Whom a certification names, as they are known across practitioners: None for who is not known, or not named yet.

    `namesakes` are other persons who are responsible for a patient and were reached at the caregiver's address.
    """

    patient: Person | None = None
    caregiver: Person | None = None
    namesakes: tuple[Person, ...] = ()


async def persons_of(certification: Certification, store: Store, *, tx: Transaction | None = None) -> Persons:
    """In a transaction they are held: who else decides about them waits their turn."""
    patient, caregiver = identity_of(certification.patient), identity_of(certification.caregiver)
    find = store.persons.find if tx is None else partial(store.persons.hold, tx)
    person = await find(patient) if patient else None
    carer = await find(caregiver) if caregiver else None
    return Persons(person, carer, await _namesakes(certification.caregiver, carer, store, tx=tx))


async def learn_of(
    certification: Certification, persons: Persons, session: Session, *, now: datetime, store: Store
) -> None:
    """Let the practitioner be told what others certified of these persons.

    Raises TooManyRequests once they were told of LIMIT persons in a day, whoever is asked about then but those and
    the people of their own certifications: an answer about anybody else, whatever it were, would tell.
    """
    practitioner_id = certification.practitioner_id
    for asked in _asked(certification, persons, connecticut_date(now)):
        signed_by = await store.certifications.practitioners_of(asked.certifications)
        elsewhere = [id_ for id_ in asked.certifications if signed_by.get(id_) != practitioner_id]
        if asked.certifications and not elsewhere:
            continue
        if asked.person is None or not (elsewhere or asked.revoked):
            refused = await store.told_elsewhere.is_full(practitioner_id, now=now)
        else:
            telling = await store.told_elsewhere.tell(practitioner_id, asked.person.id, now=now)
            refused = telling is Telling.TOO_MANY
            if telling is Telling.FIRST and elsewhere:
                shown = dict.fromkeys(elsewhere, Capacity.OTHER_PRACTITIONER)
                await store.reads.add(session.account_id, shown, at=now)
        if refused:
            TOO_MANY_ELSEWHERE.inc()
            log.warning("asked about too many persons of other practitioners", account_id=session.account_id)
            raise TooManyRequests(
                f"You asked about {LIMIT} persons of other practitioners' certifications in 24 hours. Wait until "
                "tomorrow."
            )


def for_delegate(facts: Facts) -> Facts:
    """Nothing of what others certified: that is for the practitioner, who signs."""
    carer = facts.caregiver
    if carer is not None and carer.other_relationships is not None:
        carer = replace(carer, other_relationships=(), known_by_other_name=False)
    return replace(facts, overlaps_until=None, revoked_on=None, caregiver=carer)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One whom the rules look for, and the certifications of which an answer would tell."""

    person: Person | None
    certifications: tuple[str, ...] = ()
    revoked: bool = False


def _asked(certification: Certification, persons: Persons, day: date) -> Iterator[_Asked]:
    patient, caregiver = persons.patient, persons.caregiver
    if identity_of(certification.patient) is not None:
        in_force = None if patient is None else patient.in_force_on(day)
        ids = () if in_force is None else (in_force.certification_id,)
        yield _Asked(patient, ids, revoked=patient is not None and patient.revoked_on is not None)
    for carer in (caregiver, *persons.namesakes) if identity_of(certification.caregiver) is not None else ():
        others = () if carer is None else carer.responsible_for_others(patient.id if patient else "", day)
        yield _Asked(carer, tuple(each.certification_id for each in others))


async def _namesakes(
    caregiver: Caregiver | None, found: Person | None, store: Store, *, tx: Transaction | None
) -> tuple[Person, ...]:
    email = caregiver and caregiver.email and normal_email(caregiver.email)
    if not email:
        return ()
    others = await (store.persons.of_email(email) if tx is None else store.persons.hold_address(tx, email))
    return tuple(other for other in others if other.responsibilities and other.id != (found and found.id))
