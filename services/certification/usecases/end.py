"""A certification that was in force is over: by its practitioner, a reviewer, a newer one, or time."""

from chassis.mongo import Transaction
from contracts.events.internal import ApplicationChanged, ApplicationClosed
from services.certification.domain.audit import Act
from services.certification.domain.certification import Certification, Status
from services.certification.domain.life import after_withdrawal
from services.certification.store import Store
from services.certification.usecases.announce import Told, announce


async def end(tx: Transaction, ended: Certification, told: Told, *, by: Act, store: Store) -> Certification:
    """Free its patient for another one, announce and save it. Its registration may live on for a while."""
    assert ended.registration is not None
    assert ended.person_id is not None
    person = (await store.persons.hold_id(tx, ended.person_id)).no_longer_certified(ended.id)
    if ended.status is Status.REVOKED and ended.ended_on is not None:
        person = person.revoked(ended.ended_on)
    await store.persons.save(tx, person)
    await store.due.drop(tx, ended.id)
    if ended.registration.closed:
        await free_caregiver(tx, ended, store=store)
    else:
        assert ended.ended_on is not None
        assert ended.valid_until is not None
        await store.due.add(tx, [after_withdrawal(ended.id, ended.ended_on, ended.valid_until)])
    internal = ApplicationClosed if ended.registration.closed else ApplicationChanged
    ended = await announce(tx, ended, internal, told, store=store)
    return await store.certifications.save(tx, ended, by)


async def close_registration(
    tx: Transaction, certification: Certification, *, by: Act, store: Store
) -> Certification:
    """What was left of a withdrawn certification: its time is over, or another caregiver takes the patient on."""
    closed = certification.closed(at=by.at)
    await store.due.drop(tx, closed.id)
    await free_caregiver(tx, closed, store=store)
    closed = await announce(tx, closed, ApplicationClosed, store=store)
    return await store.certifications.save(tx, closed, by)


async def free_caregiver(tx: Transaction, certification: Certification, *, store: Store) -> None:
    """The caregiver is no longer responsible because of this certification."""
    caregiver = certification.caregiver
    if caregiver is None or caregiver.person_id is None:
        return
    person = await store.persons.hold_id(tx, caregiver.person_id)
    await store.persons.save(tx, person.no_longer_responsible(certification.id))
