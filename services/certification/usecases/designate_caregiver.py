"""A caregiver is designated, on a draft or once the patient is certified, or is no longer."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import uuid4

from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import ApplicationChanged
from contracts.events.public import CertificationCaregiverDesignated, CertificationRegistered
from services.certification.domain.audit import Capacity, Deed
from services.certification.domain.certification import Certification, Status
from services.certification.domain.people import Caregiver
from services.certification.rules.rulebook import Rulebooks
from services.certification.store import Store
from services.certification.usecases.access import act, own, reason_of
from services.certification.usecases.announce import Told, announce
from services.certification.usecases.certify import take_on
from services.certification.usecases.decide import decide_part
from services.certification.usecases.edit import Conflict, acceptable, edit
from services.certification.usecases.elsewhere import learn_of, persons_of
from services.certification.usecases.end import free_caregiver
from services.certification.usecases.once import once
from services.certification.usecases.withdraw_certification import require_certified

DECIDED_ANEW = ("CARE", "WHO", "PROF", "PRAC")  # families of rules


async def designate_caregiver(
    id: str,
    version: int,
    caregiver: Caregiver,
    *,
    session: Session,
    now: datetime,
    request: Request | None,
    store: Store,
    books: Rulebooks,
) -> Certification:
    """Name the caregiver of a draft, whom the rules judge at submission, or of a certification, where they judge now.

    Raises Refused, with each rule that blocks, where a certified patient cannot have this caregiver, and
    TooManyRequests as a check does.
    """
    certification = await own(id, session, store)
    if certification.status is not Status.CERTIFIED:
        change = partial(_named, caregiver=caregiver, now=now)
        return await edit(
            id,
            version,
            change,
            deed=Deed.CAREGIVER_DESIGNATED,
            session=session,
            now=now,
            request=request,
            store=store,
        )

    named = _named(certification, caregiver=caregiver, now=now)
    await learn_of(named, await persons_of(named, store), session, now=now, store=store)

    async def work(tx: Transaction) -> Certification:
        certified = await _certified(tx, id, version, session, store)
        if certified.caregiver is not None:
            raise _refused("The patient has a caregiver. Remove that one first: there can be one at a time.")
        named = _named(certified, caregiver=caregiver, now=now)
        acceptable(named)
        named, _ = await decide_part(tx, named, DECIDED_ANEW, now=now, store=store, books=books)
        assert named.caregiver is not None
        by = act(Deed.CAREGIVER_DESIGNATED, session, Capacity.PRACTITIONER, at=now)
        named = await take_on(tx, named, named.caregiver, by=by, store=store)
        named = await announce(tx, named, ApplicationChanged, CertificationCaregiverDesignated, store=store)
        return await store.certifications.save(tx, named, by)

    return await once(request, work, session=session, now=now, store=store)


async def remove_caregiver(
    id: str,
    version: int,
    need_ended_because: str | None = None,
    *,
    session: Session,
    now: datetime,
    store: Store,
) -> Certification:
    """The patient has no caregiver any more and, where a reason is given, needs none: then they register without.

    Raises Refused where the law gives them one, and where there is nothing to remove or to end.
    """
    because = None if need_ended_because is None else reason_of(need_ended_because, "needEndedBecause")
    deed = Deed.CAREGIVER_REMOVED if because is None else Deed.CAREGIVER_NEED_ENDED

    def without(certification: Certification) -> Certification:
        ended = certification if because is None else certification.needing_no_caregiver(because)
        return ended.cared_for_by(None, at=now)

    certification = await own(id, session, store)
    if certification.status is not Status.CERTIFIED:
        if because is not None:
            raise Refused(
                Refusal(UserErrorCode.INVALID, "A draft says so in its findings.", ("needEndedBecause",))
            )
        return await edit(id, version, without, deed=deed, session=session, now=now, store=store)

    async def work(tx: Transaction) -> Certification:
        certified = await _certified(tx, id, version, session, store)
        if certified.needs_caregiver:
            raise _refused(
                "A minor, or an adult without legal capacity, has a caregiver. Withdraw the certification instead."
            )
        if certified.caregiver is None and (because is None or not certified.findings.caregiver_needed):
            raise _refused("The patient has no caregiver, and no need that could end.")
        await free_caregiver(tx, certified, store=store)
        removed = without(certified)
        registered = _became_registered(certified, removed)
        public: tuple[Told, ...] = (CertificationRegistered,) if registered else ()
        removed = await announce(tx, removed, ApplicationChanged, *public, store=store)
        by = act(deed, session, Capacity.PRACTITIONER, at=now)
        return await store.certifications.save(tx, removed, by)

    return await store.transaction(work)


def _named(certification: Certification, *, caregiver: Caregiver, now: datetime) -> Certification:
    former = certification.caregiver
    known_as = former.id if former else None
    return certification.cared_for_by(replace(caregiver, id=known_as or str(uuid4())), at=now)


async def _certified(tx: Transaction, id: str, version: int, session: Session, store: Store) -> Certification:
    certified = await own(id, session, store, tx=tx)
    require_certified(certified)
    if certified.version != version:
        raise Conflict(certified)
    return certified


def _became_registered(before: Certification, after: Certification) -> bool:
    assert before.registration is not None
    assert after.registration is not None
    return after.registration.complete and not before.registration.complete


def _refused(message: str) -> Refused:
    return Refused(Refusal(UserErrorCode.WRONG_STATE, message, ("certificationId",)))
