"""What time brings: the worker looks for what has fallen due and does it, each in a transaction of its own."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from chassis import logging
from chassis.events import event_of
from chassis.mongo import Transaction, is_infrastructure
from contracts.events.internal import ApplicationChanged, ReminderDue, ReminderKind
from contracts.events.public import CertificationExpired, CertificationExpiring
from services.certification.domain.audit import Act, Deed
from services.certification.domain.calendar import age_on, connecticut_date
from services.certification.domain.certification import Certification, Status
from services.certification.domain.life import Due, DueKind, starting
from services.certification.domain.people import ADULT_AGE
from services.certification.store import Store
from services.certification.usecases.announce import announce
from services.certification.usecases.end import close_registration, end
from services.certification.usecases.give_back import give_back

log = logging.get("certification.sweep")
BATCH = 100
LAPSED = "The second physician did not sign within 30 days. Submit it again."
CAME_OF_AGE = (
    "The patient came of age before the second physician signed. Certify an adult: with the patient's own e-mail "
    "address, and a caregiver only where one is needed."
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One due thing, and the certification as it is now."""

    tx: Transaction
    certification: Certification
    due: Due
    now: datetime
    store: Store

    @property
    def in_force(self) -> bool:
        return self.certification.status is Status.CERTIFIED


async def sweep(now: datetime, store: Store) -> int:
    """Do everything that has fallen due; how much that was. Several workers may sweep at once.

    What cannot be done is set aside for an operator (`due list`), and the others go on. Raises what the database
    raises when it is away: then nothing is at fault.
    """
    done = 0
    while ready := await store.due.ready(now, limit=BATCH):
        for id_ in ready:
            try:
                done += await store.transaction(partial(_settle, id=id_, now=now, store=store))
            except Exception as error:
                if is_infrastructure(error):
                    raise
                await store.due.set_aside(id_, type(error).__name__, at=now)
                about = id_.partition(":")[0]
                log.error("due thing set aside", certification_id=about, exc_info=True)
    return done


async def _settle(tx: Transaction, *, id: str, now: datetime, store: Store) -> bool:
    """Whether it was still to be done; what it says is looked at anew, so that nothing stale is told."""
    due = await store.due.take(tx, id)
    if due is None:
        return False
    if due.stale(now):
        return True
    certification = await store.certifications.find(due.certification_id, tx=tx)
    if certification is not None:
        await _DO[due.kind](Occasion(tx, certification, due, now, store))
    return True


async def _remind_to_register(it: Occasion) -> None:
    registration = it.certification.registration
    if it.in_force and registration is not None and not registration.complete:
        await _remind(it, ReminderKind.NOT_YET_REGISTERED)


async def _remind_of_end(it: Occasion) -> None:
    valid_until = it.certification.valid_until
    if not it.in_force or valid_until is None:
        return
    told = partial(CertificationExpiring, days_left=(valid_until - connecticut_date(it.now)).days)
    reminded = replace(it.certification, updated_at=it.now)
    reminded = await announce(it.tx, reminded, ApplicationChanged, told, store=it.store)
    await it.store.certifications.save(it.tx, reminded, Act(Deed.REMINDED_OF_END, it.now))
    await _remind(it, ReminderKind.EXPIRING)


async def _expire(it: Occasion) -> None:
    if it.in_force:
        expired = it.certification.expired(at=it.now)
        await end(it.tx, expired, CertificationExpired, by=Act(Deed.EXPIRED, it.now), store=it.store)


async def _close(it: Occasion) -> None:
    """Unless it would still be valid, and the patient, certified anew, has not completed that registration yet."""
    certification, today = it.certification, connecticut_date(it.now)
    registration, valid_until = certification.registration, certification.valid_until
    if registration is None or registration.closed or certification.person_id is None or valid_until is None:
        return
    person = await it.store.persons.hold_id(it.tx, certification.person_id)
    newer = person.in_force and await it.store.certifications.find(person.in_force.certification_id, tx=it.tx)
    awaited = newer and newer.registration and not newer.registration.complete
    if awaited and today <= valid_until:
        await it.store.due.add(it.tx, [replace(it.due, at=starting(today + timedelta(1)))])
        return
    by = Act(Deed.REGISTRATION_CLOSED, it.now)
    await close_registration(it.tx, it.certification, by=by, store=it.store)


async def _lapse(it: Occasion) -> None:
    """The first physician finds it among their drafts, with the reason, and is told so by mail."""
    if it.certification.status is Status.AWAITING_COSIGNATURE:
        age = age_on(connecticut_date(it.now), it.certification.patient.date_of_birth)
        because = CAME_OF_AGE if age is not None and age >= ADULT_AGE else LAPSED
        by = Act(Deed.COSIGNATURE_REFUSED, it.now)
        await give_back(it.tx, it.certification, because, by=by, store=it.store)


async def _remind(it: Occasion, kind: ReminderKind) -> None:
    data = ReminderDue(certification_id=it.certification.id, kind=kind, days=it.due.days)
    await it.store.outbox.add(it.tx, [event_of(data, subject=it.due.id, sequence=1)])


_DO = {
    DueKind.NOT_YET_REGISTERED: _remind_to_register,
    DueKind.EXPIRING: _remind_of_end,
    DueKind.EXPIRES: _expire,
    DueKind.REGISTRATION_CLOSES: _close,
    DueKind.COSIGNATURE_LAPSES: _lapse,
}
