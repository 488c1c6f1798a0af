"""A reviewer decides what a rule gave to review: a certification, or a caregiver named while one is in force."""

from dataclasses import replace
from datetime import datetime

from chassis.errors import NotFound
from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.audit import Act, Capacity, Deed
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification, Proposal, Status
from services.certification.domain.decision import Review
from services.certification.rules.rulebook import Rulebooks
from services.certification.store import Store
from services.certification.store.certifications import Place
from services.certification.usecases.access import announced, concerns, reason_of, reviewer_of
from services.certification.usecases.assess import facts_of, known_of
from services.certification.usecases.certify import certify
from services.certification.usecases.decide import decision, refused_by, with_later_decision
from services.certification.usecases.designate_caregiver import (
    DECIDED_ANEW,
    assess_caregiver,
    designate,
    with_proposed,
)
from services.certification.usecases.give_back import give_back
from services.certification.usecases.once import once


async def review_queue(
    session: Session, store: Store, *, after: Place | None, limit: int
) -> list[Certification]:
    """What waits for review, the oldest first."""
    reviewer_of(session)
    return await store.certifications.in_review(after=after, limit=limit)


async def review_certification(
    id: str,
    *,
    approve: bool,
    reason: str,
    session: Session,
    now: datetime,
    request: Request | None,
    store: Store,
    books: Rulebooks,
) -> Certification:
    """Certify it as signed on the day of its submission, or make it a draft again, with the reason.

    Where a caregiver waits, they are designated, or not.

    It is decided anew with what is known today, and that decision is kept. Raises Refused where it does not wait for a
    review, concerns the reviewer, the reason is missing, or a rule blocks it by now.
    """
    by = reviewer_of(session)
    because = reason_of(reason)

    async def work(tx: Transaction) -> Certification:
        case = await store.certifications.find(id, tx=tx)
        if case is None or case.status is Status.DRAFT:
            raise NotFound
        proposal = case.proposal
        if proposal is None and (case.status is not Status.IN_REVIEW or case.decision is None):
            raise _refused("It does not wait for a review.")
        named = case if proposal is None else with_proposed(case, proposal, now=now)
        if await concerns(named, session, store, tx=tx):
            raise _refused("It is your own: another reviewer decides.")
        review = Review(approved=approve, reason=because, by=by, at=now)
        if proposal is not None:
            return await _decide_caregiver(tx, case, proposal, review, store=store, books=books)
        act = Act(Deed.CERTIFIED, now, Capacity.REVIEWER, by)
        if not approve:
            refused = replace(act, deed=Deed.REVIEW_REFUSED)
            return await give_back(tx, case, because, by=refused, review=review, store=store)
        return await _approve(tx, case, review, by=act, store=store, books=books)

    return await once(request, work, session=session, now=now, store=store)


async def _approve(
    tx: Transaction, case: Certification, review: Review, *, by: Act, store: Store, books: Rulebooks
) -> Certification:
    """The world went on since it was submitted: it certifies as of its signature, with what is known today."""
    assert case.signed_on is not None
    practitioner = await announced(case.practitioner_id, store, tx=tx)
    known = await known_of(case, store, tx=tx)
    facts = facts_of(case, practitioner, case.signed_on, known, decided_on=connecticut_date(by.at))
    assessment = books.in_force_on(case.signed_on).assess(facts)
    if assessment.blocking:
        raise refused_by(assessment.blocking, ("certificationId",))
    decided = replace(decision(facts, assessment), review=review)
    return await certify(tx, case, decided, known, signed_on=case.signed_on, by=by, store=store)


async def _decide_caregiver(
    tx: Transaction,
    case: Certification,
    proposal: Proposal,
    review: Review,
    *,
    store: Store,
    books: Rulebooks,
) -> Certification:
    """By what is known, and in force, on the day of the review. Either way the decision is kept."""
    act = Act(Deed.CAREGIVER_DESIGNATED, review.at, Capacity.REVIEWER, review.by)
    if not review.approved:
        kept = with_later_decision(case, replace(proposal.decision, review=review))
        refused = kept.proposing(None, at=review.at, refused_because=review.reason)
        return await store.certifications.save(tx, refused, replace(act, deed=Deed.REVIEW_REFUSED))
    named = with_proposed(case, proposal, now=review.at)
    path = ("certificationId",)
    facts, assessment = await assess_caregiver(tx, named, path=path, now=review.at, store=store, books=books)
    made = replace(decision(facts, assessment, DECIDED_ANEW), review=review)
    return await designate(tx, named, made, by=act, store=store)


def _refused(message: str) -> Refused:
    return Refused(Refusal(UserErrorCode.WRONG_STATE, message, ("certificationId",)))
