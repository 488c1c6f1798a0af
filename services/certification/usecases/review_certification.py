"""A reviewer decides what a rule gave to review."""

from dataclasses import replace
from datetime import datetime

from chassis.errors import Forbidden, NotFound
from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.certification import Certification, Review, Status
from services.certification.store import Store
from services.certification.usecases.access import MAX_REASON, REVIEWER
from services.certification.usecases.decide import certify


def reviewer_of(session: Session) -> str:
    """The reviewer's account. Raises Forbidden for anybody else."""
    if REVIEWER not in session.roles:
        raise Forbidden("Only reviewers may do this.")
    return session.account_id


async def review_queue(
    session: Session, store: Store, *, after: tuple[datetime, str] | None, limit: int
) -> list[Certification]:
    """What waits for review, the oldest first."""
    reviewer_of(session)
    return await store.certifications.in_review(after=after, limit=limit)


async def review_certification(
    id: str, *, approve: bool, reason: str, session: Session, now: datetime, store: Store
) -> Certification:
    """Certify it as signed on the day of its submission, or make it a draft again, with the reason.

    Raises Refused where it does not wait for a review, is the reviewer's own, or the reason is missing.
    """
    by = reviewer_of(session)
    reason = " ".join(reason.split())
    if not reason or len(reason) > MAX_REASON:
        raise Refused(
            Refusal(UserErrorCode.REQUIRED, f"Give a reason, up to {MAX_REASON} characters.", ("reason",))
        )

    async def work(tx: Transaction) -> Certification:
        case = await store.certifications.find(id, tx=tx)
        if case is None:
            raise NotFound
        if case.status is not Status.IN_REVIEW or case.decision is None:
            raise _refused("It does not wait for a review.")
        if case.practitioner_id == session.practitioner_id:
            raise _refused("It is your own: another reviewer decides.")
        review = Review(approved=approve, reason=reason, by=by, at=now)
        if not approve:
            return await store.certifications.save(tx, case.returned(reason, at=now, review=review))
        decided = replace(case.decision, review=review)
        certified = case.certified(decided, at=now, signed_on=case.signed_on)
        return await certify(tx, certified, store=store)

    return await store.transaction(work)


def _refused(message: str) -> Refused:
    return Refused(Refusal(UserErrorCode.WRONG_STATE, message, ("certificationId",)))
