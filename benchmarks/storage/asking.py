"""What a practitioner's day asks of the database, through the use cases that the schema calls."""

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import TypeAlias

from benchmarks.storage.filling import (
    OWN,
    Filling,
    certification_id,
    letters,
    patient_of,
    practitioner_id,
)
from chassis.events import event_of, new_event_id
from chassis.mongo import Mongo, Transaction
from chassis.outbox import Outbox
from chassis.tokens import Session
from contracts.events.internal import PractitionerContact
from contracts.events.public import RegistrationStatus
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import EXPIRING_DAYS, Certification, Status
from services.certification.domain.people import Patient
from services.certification.rules.rulebook import Rulebooks
from services.certification.service import KEEP
from services.certification.store import Store
from services.certification.store.certifications import Wanted
from services.certification.usecases import showing
from services.certification.usecases.assess import check_certification
from services.certification.usecases.desk import desk, listed
from services.certification.usecases.start_certification import likely_duplicates, start_certification
from services.certification.usecases.submit_certification import submit_certification
from tests.certification.cases import BASES
from tests.certification.conftest import announced

PAGE = 20
BOOKS = Rulebooks()
Question: TypeAlias = "Callable[[Desk, int], Awaitable[float]]"


@dataclass(frozen=True)
class Desk:
    """One database, and the moment at which it is asked."""

    filling: Filling
    store: Store
    now: datetime
    fresh: "count[int]"

    @classmethod
    async def open(cls, filling: Filling) -> "Desk":
        mongo = Mongo(filling.url, filling.database)
        store = Store.open(mongo, Outbox(mongo, source="/certification", keep=KEEP), filling.keys)
        return cls(filling, store, filling.today, count(filling.total))

    def session(self, practitioner: int) -> Session:
        return Session("account", "session", frozenset(("PRACTITIONER",)), practitioner_id(practitioner), 0)

    def some_practitioner(self, seed: int) -> int:
        """Anybody of them, so that nothing is warm but what everybody shares."""
        return random.Random(seed).randrange(self.filling.practitioners)

    def some_certification(self, practitioner: int, seed: int) -> int:
        return practitioner + self.filling.practitioners * random.Random(seed + 1).randrange(OWN)

    async def hear_of(self, practitioner: int) -> None:
        """Identity's announcement, as the worker applies it."""
        id_, event_id = practitioner_id(practitioner), new_event_id()
        state = announced(id_)
        contact = PractitionerContact(name="Dr. Rivera", email="rivera@clinic.example")

        async def work(tx: Transaction) -> None:
            event = event_of(state, subject=id_, sequence=1, id=event_id)
            await self.store.practitioners.apply(tx, event, state, contact)

        await self.store.transaction(work)


def _list(wanted: Callable[[Desk], Wanted], *, deep: bool = False) -> Question:
    """A page of a practitioner's list, and the record that it was shown."""

    async def ask(desk: Desk, seed: int) -> float:
        practitioner = desk.some_practitioner(seed)
        session = desk.session(practitioner)
        place = (desk.now - timedelta(days=150), "z") if deep else None
        began = time.perf_counter()
        found = await listed(
            wanted(desk), practitioner_id=None, session=session, store=desk.store, after=place, limit=PAGE + 1
        )
        await showing.seen({each.id: each for each in found}, session, desk.store, now=desk.now)
        took = time.perf_counter() - began
        assert found, "there is something to be found"
        return took

    return ask


def _search(known: Callable[[Patient], Patient]) -> Question:
    """A patient of a practitioner, by what is known of them."""

    async def ask(desk: Desk, seed: int) -> float:
        practitioner = desk.some_practitioner(seed)
        patient = patient_of(desk.some_certification(practitioner, seed))
        session, wanted = desk.session(practitioner), Wanted(patient=known(patient))
        began = time.perf_counter()
        found = await listed(
            wanted, practitioner_id=None, session=session, store=desk.store, after=None, limit=PAGE + 1
        )
        await showing.seen({each.id: each for each in found}, session, desk.store, now=desk.now)
        took = time.perf_counter() - began
        assert any(each.patient == patient for each in found)
        return took

    return ask


async def _open(desk: Desk, seed: int) -> float:
    practitioner = desk.some_practitioner(seed)
    id_ = certification_id(desk.some_certification(practitioner, seed))
    began = time.perf_counter()
    shown = await showing.visible([id_], desk.session(practitioner), desk.store, now=desk.now)
    took = time.perf_counter() - began
    assert shown
    return took


async def _duplicates(desk: Desk, seed: int) -> float:
    practitioner = desk.some_practitioner(seed)
    found = await desk.store.certifications.find(
        certification_id(desk.some_certification(practitioner, seed))
    )
    assert found is not None
    began = time.perf_counter()
    await likely_duplicates(found, desk.store)
    return time.perf_counter() - began


async def _counts(at: Desk, seed: int) -> float:
    practitioner = practitioner_id(at.some_practitioner(seed))
    began = time.perf_counter()
    await desk(practitioner, now=at.now, store=at.store)
    return time.perf_counter() - began


async def _drafted(desk: Desk, seed: int, who: str = "Ana") -> tuple[Certification, Session]:
    """A lawful draft of a new patient, and of a new caregiver where `who` has one, by a practitioner heard of."""
    practitioner = desk.some_practitioner(seed)
    await desk.hear_of(practitioner)
    number, session = next(desk.fresh), desk.session(practitioner)
    facts = BASES[who]
    examined = connecticut_date(desk.now)
    findings = replace(facts.findings, examined_on=examined, prescriptions_reviewed_on=examined)
    patient = replace(patient_of(number), last_name=f"Newman {letters(number)}")
    caregiver = facts.caregiver and replace(
        facts.caregiver, last_name=f"Newman {letters(number)}", email=f"newman{number}@example.com"
    )
    draft = await start_certification(
        lambda empty: replace(empty, patient=patient, findings=findings, caregiver=caregiver),
        session=session,
        now=desk.now,
        store=desk.store,
    )
    return draft, session


async def _check(desk: Desk, seed: int) -> float:
    draft, session = await _drafted(desk, seed)
    began = time.perf_counter()
    assessment = await check_certification(
        draft.id, session=session, now=desk.now, store=desk.store, books=BOOKS
    )
    took = time.perf_counter() - began
    assert not assessment.blocking
    return took


def _submit(who: str) -> Question:
    async def ask(desk: Desk, seed: int) -> float:
        draft, session = await _drafted(desk, seed, who)
        began = time.perf_counter()
        certified, _ = await submit_certification(
            draft.id, version=draft.version, session=session, now=desk.now, store=desk.store, books=BOOKS
        )
        took = time.perf_counter() - began
        assert certified.status is Status.CERTIFIED
        return took

    return ask


QUESTIONS: dict[str, Question] = {
    "list, the newest 20": _list(lambda _: Wanted()),
    "list, a page further on": _list(lambda _: Wanted(), deep=True),
    "list, certified": _list(lambda _: Wanted(status=Status.CERTIFIED)),
    "list, not yet registered": _list(lambda _: Wanted(registration=RegistrationStatus.AWAITING_PATIENT)),
    "list, expiring": _list(
        lambda desk: Wanted(ending_by=connecticut_date(desk.now) + timedelta(EXPIRING_DAYS + 60))
    ),
    "search, name and birth date": _search(
        lambda p: Patient(first_name=p.first_name, last_name=p.last_name, date_of_birth=p.date_of_birth)
    ),
    "search, last name alone": _search(lambda p: Patient(last_name=p.last_name)),
    "search, e-mail address": _search(lambda p: Patient(email=p.email)),
    "desk, counts of every state": _counts,
    "likely duplicates": _duplicates,
    "open one": _open,
    "check": _check,
    "submit": _submit("Ana"),
    "submit, with a caregiver": _submit("Ana with Lee"),
}
