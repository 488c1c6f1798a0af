"""A caregiver is designated, on a draft or once the patient is certified, or is no longer."""

from collections.abc import Collection
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
from services.certification.domain.audit import Act, Capacity, Deed
from services.certification.domain.certification import Certification, Proposal, Status
from services.certification.domain.decision import Decision
from services.certification.domain.people import OF_CAREGIVER, Attestation, Caregiver
from services.certification.rules.facts import Facts
from services.certification.rules.rulebook import Assessment, Rulebooks
from services.certification.rules.subjects import ATTESTATIONS
from services.certification.store import Store
from services.certification.usecases.access import act, own, reason_of
from services.certification.usecases.announce import Told, announce
from services.certification.usecases.certify import take_on
from services.certification.usecases.decide import assess_part, decision, with_later_decision
from services.certification.usecases.edit import Conflict, acceptable, edit
from services.certification.usecases.elsewhere import learn_of, persons_of
from services.certification.usecases.end import free_caregiver
from services.certification.usecases.once import once
from services.certification.usecases.withdraw_certification import require_in_force

DECIDED_ANEW = ("CARE", "WHO", "PROF", "PRAC")  # families of rules
NO_NEED = (
    "CARE-7: What was signed documents no need for a caregiver, and none can be added. Withdraw it, and certify anew "
    "with the need. (RCSA 21a-408-7(b))"
)


async def designate_caregiver(
    id: str,
    version: int,
    caregiver: Caregiver,
    attestations: Collection[Attestation] | None = None,
    *,
    session: Session,
    now: datetime,
    request: Request | None,
    store: Store,
    books: Rulebooks,
) -> Certification:
    """Name the caregiver of a draft, whom the rules judge at submission, or of a certification, where they judge now.

    `attestations` are about this caregiver; None leaves those of a draft as they are. In force, what was affirmed of a
    former one does not count, and whom a rule gives to review waits for a reviewer (decision 0094). Raises Refused,
    with each rule that blocks, where a certified patient cannot have this caregiver, and TooManyRequests as a check
    does.
    """
    if not OF_CAREGIVER.issuperset(attestations or ()):
        told = f"Of a caregiver are affirmed: {', '.join(sorted(OF_CAREGIVER))}."
        raise Refused(Refusal(UserErrorCode.INVALID, told, ("attestations",)))
    certification = await own(id, session, store)
    if certification.status is not Status.CERTIFIED:
        change = partial(_named, caregiver=caregiver, attestations=attestations, now=now)
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

    affirmed = tuple(dict.fromkeys(attestations or ()))
    named = _named(certification, caregiver=caregiver, attestations=affirmed, now=now)
    await learn_of(named, await persons_of(named, store), session, now=now, store=store)

    async def work(tx: Transaction) -> Certification:
        certified = await _certified(tx, id, version, session, store, now=now)
        if certified.caregiver is not None:
            raise _refused("The patient has a caregiver. Remove that one first: there can be one at a time.")
        if not certified.findings.caregiver_needed:
            raise Refused(Refusal(UserErrorCode.RULE_BLOCKS, NO_NEED, ("certificationId",)))
        named = _named(certified, caregiver=caregiver, attestations=affirmed, now=now)
        acceptable(named)
        facts, assessment = await assess_caregiver(tx, named, now=now, store=store, books=books)
        made = decision(facts, assessment, DECIDED_ANEW)
        assert named.caregiver is not None
        if assessment.to_review:
            proposed = certified.proposing(Proposal(named.caregiver, affirmed, made), at=now)
            by = act(Deed.SUBMITTED_FOR_REVIEW, session, Capacity.PRACTITIONER, at=now)
            return await store.certifications.save(tx, proposed, by)
        by = act(Deed.CAREGIVER_DESIGNATED, session, Capacity.PRACTITIONER, at=now)
        return await designate(tx, named, made, by=by, store=store)

    return await once(request, work, session=session, now=now, store=store)


def with_proposed(certification: Certification, proposal: Proposal, *, now: datetime) -> Certification:
    """As it would be with the caregiver who waits for a review."""
    return _named(certification, caregiver=proposal.caregiver, attestations=proposal.attestations, now=now)


async def assess_caregiver(
    tx: Transaction,
    named: Certification,
    *,
    path: tuple[str, ...] | None = None,
    now: datetime,
    store: Store,
    books: Rulebooks,
) -> tuple[Facts, Assessment]:
    """What the rules say today of the caregiver named. Raises Refused, about `path`, where one of them blocks."""
    try:
        return await assess_part(tx, named, DECIDED_ANEW, path=path, now=now, store=store, books=books)
    except Refused as refused:
        raise Refused(*map(_of_input, refused.errors)) from None


async def designate(
    tx: Transaction, named: Certification, made: Decision, *, by: Act, store: Store
) -> Certification:
    """The caregiver named serves a certification in force, as the decision has it, and is written to."""
    named = replace(with_later_decision(named, made), returned_because=None)
    assert named.caregiver is not None
    named = await take_on(tx, named, named.caregiver, by=by, store=store)
    named = await announce(tx, named, ApplicationChanged, CertificationCaregiverDesignated, store=store)
    return await store.certifications.save(tx, named, by)


async def remove_caregiver(
    id: str,
    version: int,
    need_ended_because: str | None = None,
    *,
    session: Session,
    now: datetime,
    request: Request | None,
    store: Store,
) -> Certification:
    """The patient has no caregiver any more, nor one who waits for a reviewer.

    Where a reason is given, they need none: then they register without. Raises Refused where the law gives them one,
    and where there is nothing to remove or to end.
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
        return await edit(
            id, version, without, deed=deed, session=session, now=now, request=request, store=store
        )

    async def work(tx: Transaction) -> Certification:
        certified = await _certified(tx, id, version, session, store, now=now)
        if certified.needs_caregiver:
            raise _refused(
                "A minor, or an adult without legal capacity, has a caregiver. Withdraw the certification instead."
            )
        nobody = certified.caregiver is None and certified.proposal is None
        if nobody and (because is None or not certified.findings.caregiver_needed):
            raise _refused("The patient has no caregiver, and no need that could end.")
        await free_caregiver(tx, certified, store=store)
        removed = without(certified)
        registered = _became_registered(certified, removed)
        public: tuple[Told, ...] = (CertificationRegistered,) if registered else ()
        removed = await announce(tx, removed, ApplicationChanged, *public, store=store)
        by = act(deed, session, Capacity.PRACTITIONER, at=now)
        return await store.certifications.save(tx, removed, by)

    return await once(request, work, session=session, now=now, store=store)


def _named(
    certification: Certification,
    *,
    caregiver: Caregiver,
    attestations: Collection[Attestation] | None,
    now: datetime,
) -> Certification:
    former = certification.caregiver
    known_as = former.id if former else caregiver.id
    named = certification.cared_for_by(replace(caregiver, id=known_as or str(uuid4())), at=now)
    return named if attestations is None else named.affirming_of_caregiver(attestations)


async def _certified(
    tx: Transaction, id: str, version: int, session: Session, store: Store, *, now: datetime
) -> Certification:
    certified = await own(id, session, store, tx=tx)
    require_in_force(certified, now)
    if certified.version != version:
        raise Conflict(certified)
    return certified


def _became_registered(before: Certification, after: Certification) -> bool:
    assert before.registration is not None
    assert after.registration is not None
    return after.registration.complete and not before.registration.complete


def _of_input(refusal: Refusal) -> Refusal:
    """What is affirmed in force stands beside the caregiver, not among a draft's findings."""
    path = refusal.path[1:] if refusal.path == ATTESTATIONS else refusal.path
    return Refusal(refusal.code, refusal.message, path)


def _refused(message: str) -> Refused:
    return Refused(Refusal(UserErrorCode.WRONG_STATE, message, ("certificationId",)))
