"""A patient is certified: what that changes for the persons in it, and for an earlier certification."""

from dataclasses import replace
from datetime import date
from functools import partial

from chassis.mongo import Transaction
from contracts.contact import normal_email
from contracts.events.internal import ApplicationInitiated
from contracts.events.public import (
    CertificationCaregiverDesignated,
    CertificationCertified,
    CertificationSuperseded,
)
from services.certification.domain.audit import Act, Capacity, Deed
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.domain.decision import Decision
from services.certification.domain.life import after_certification
from services.certification.domain.people import Caregiver
from services.certification.domain.person import Person, Responsibility, identity_of
from services.certification.metrics import CERTIFIED
from services.certification.store import Store
from services.certification.usecases.announce import Told, announce
from services.certification.usecases.assess import Known
from services.certification.usecases.end import close_registration, end


async def certify(
    tx: Transaction,
    signed: Certification,
    decision: Decision,
    known: Known,
    *,
    signed_on: date,
    by: Act,
    store: Store,
) -> Certification:
    """Save and announce it, in the place of the person's earlier certification. Its persons are held."""
    assert known.patient is not None, "the rules ask for name and date of birth"
    certified = signed.certified(
        decision,
        known.patient.id,
        at=by.at,
        signed_on=signed_on,
        temporary_email=known.temporary_email,
    )
    valid_until = certified.valid_until
    assert valid_until is not None
    await _supersede(tx, known, certified, by=by, store=store)
    await store.persons.save(tx, known.patient.certified(certified.id, valid_until))
    told: list[Told] = [CertificationCertified]
    if certified.caregiver is not None:
        certified = await take_on(tx, certified, certified.caregiver, by=by, store=store)
        told.append(CertificationCaregiverDesignated)
    due = after_certification(certified.id, connecticut_date(by.at), valid_until)
    await store.due.add(tx, due)
    tx.after_commit.append(CERTIFIED.inc)
    certified = await announce(tx, certified, ApplicationInitiated, *told, store=store)
    return await store.certifications.save(tx, certified, replace(by, deed=Deed.CERTIFIED))


async def take_on(
    tx: Transaction, certification: Certification, caregiver: Caregiver, *, by: Act, store: Store
) -> Certification:
    """The caregiver is responsible for the patient from now on, and known across practitioners.

    Nobody else is: what is left of withdrawn certifications under another caregiver closes. The patient is held.
    """
    assert certification.person_id is not None
    assert certification.valid_until is not None
    assert caregiver.relationship is not None, "the rules ask for it"
    identity = identity_of(caregiver)
    assert identity is not None, "the rules ask for name and date of birth"
    person = await store.persons.hold(tx, identity)
    await _relieve_others(tx, certification, person, by=by, store=store)
    responsibility = Responsibility(
        certification.id,
        certification.person_id,
        caregiver.relationship,
        certification.valid_until,
    )
    await store.persons.save(tx, person.responsible(responsibility))
    email = normal_email(caregiver.email or "")
    if email:
        await store.persons.reached_at(tx, person, email)
    return replace(certification, caregiver=replace(caregiver, person_id=person.id))


async def _relieve_others(
    tx: Transaction, certification: Certification, caregiver: Person, *, by: Act, store: Store
) -> None:
    """A patient has one caregiver at a time (CGS 21a-408a(a)(3)), by whomever they were certified (decision 0083)."""
    assert certification.person_id is not None
    for former in await store.certifications.of_person(certification.person_id, tx=tx):
        carer = former.caregiver and former.caregiver.person_id
        if former.id != certification.id and former.lives_on and carer not in (None, caregiver.id):
            await close_registration(
                tx, former, by=_on(former, Deed.REGISTRATION_CLOSED, certification, by), store=store
            )


async def _supersede(tx: Transaction, known: Known, by_this: Certification, *, by: Act, store: Store) -> None:
    """The rules let a new one in only where the other is in its last days. Who is certified under another name than
    before is another person (decision 0105): then it is the one renewed that ends, or what a withdrawal left of it.
    """
    assert known.patient is not None
    in_force = known.patient.in_force and known.patient.in_force.certification_id
    formers = [] if known.ending is None else [known.ending]
    if in_force and in_force not in {former.id for former in formers}:
        found = await store.certifications.find(in_force, tx=tx)
        assert found is not None, "what was certified stays"
        formers.append(found)
    told = partial(CertificationSuperseded, superseded_by=by_this.id)
    for former in formers:
        superseded = former.superseded(by_this.id, at=by.at)
        await end(tx, superseded, told, by=_on(former, Deed.SUPERSEDED, by_this, by), store=store)
    if left := known.left_under_another_name:
        await close_registration(tx, left, by=_on(left, Deed.REGISTRATION_CLOSED, by_this, by), store=store)


def _on(former: Certification, deed: Deed, newer: Certification, by: Act) -> Act:
    """What the newer one does to a former; whose account it was is not for another practitioner to see."""
    mine = former.practitioner_id == newer.practitioner_id
    return replace(by, deed=deed, capacity=by.capacity if mine else Capacity.OTHER_PRACTITIONER)
