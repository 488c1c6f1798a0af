"""Reviewers decide what no rule can: problems of profiles, unusual DEA numbers, numbers tried too often."""

from datetime import datetime
from uuid import uuid4

from chassis.errors import Forbidden
from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import PractitionerChanged
from services.identity.domain.account import Role
from services.identity.domain.audit import AuditKind
from services.identity.domain.practitioner import Practitioner
from services.identity.domain.review import Review, ReviewDecision, ReviewKind
from services.identity.store import Store
from services.identity.usecases.access import owner_of
from services.identity.usecases.announce_practitioner import announced

MAX_REASON = 1000


async def open_dea_review(
    tx: Transaction, practitioner: Practitioner, *, now: datetime, store: Store
) -> None:
    """Ask whether an unusual number is the practitioner's own."""
    review = Review(
        str(uuid4()),
        ReviewKind.DEA_NUMBER,
        now,
        practitioner_id=practitioner.id,
        account_id=practitioner.account_id,
    )
    await store.reviews.open(tx, review, about=practitioner.id)


async def open_claim_limit_review(dea_number: str, *, account_id: str, now: datetime, store: Store) -> None:
    """Ask what to do about a number that was tried too often."""

    async def work(tx: Transaction) -> None:
        about = await store.claims.id_of_number(dea_number, tx=tx)
        review = Review(
            str(uuid4()), ReviewKind.CLAIM_LIMIT, now, account_id=account_id, dea_number=dea_number
        )
        await store.reviews.open(tx, review, about=about)

    await store.transaction(work)


async def reviews_page(
    session: Session, store: Store, *, open_only: bool, after: tuple[datetime, str] | None, limit: int
) -> list[tuple[Review, Practitioner | None]]:
    """Questions, the newest first, with whom they are about. Raises Forbidden for who is no reviewer."""
    require_reviewer(session)
    found = await store.reviews.page(open_only=open_only, after=after, limit=limit)
    ids = [review.practitioner_id for review in found if review.practitioner_id is not None]
    practitioners = await store.practitioners.find_many(ids)
    return [(review, practitioners.get(review.practitioner_id or "")) for review in found]


async def decide_practitioner_review(
    review_id: str, decision: ReviewDecision, reason: str, *, session: Session, now: datetime, store: Store
) -> tuple[Review, Practitioner | None]:
    """Approve or refuse; others hear at once who may certify now. Raises Forbidden, and Refused for what cannot be."""
    require_reviewer(session)
    await owner_of(session, store, now=now)
    if not reason.strip() or len(reason) > MAX_REASON:
        raise Refused(
            Refusal(
                UserErrorCode.INVALID, f"Give the reason in at most {MAX_REASON} characters.", ("reason",)
            )
        )

    async def work(tx: Transaction) -> tuple[Review, Practitioner | None]:
        review = await store.reviews.find(review_id, tx=tx)
        if review is None:
            raise Refused(Refusal(UserErrorCode.NOT_FOUND, "There is no such review.", ("reviewId",)))
        if review.decision is ReviewDecision.APPROVED:
            raise Refused(Refusal(UserErrorCode.WRONG_STATE, "It was approved already.", ("reviewId",)))
        if session.account_id == review.account_id:
            raise Refused(
                Refusal(UserErrorCode.CONFLICT, "Somebody else has to decide about you.", ("reviewId",))
            )
        await store.reviews.decide(tx, review_id, decision, reason, by=session.account_id, at=now)
        await store.audit.add(
            AuditKind.REVIEW_DECIDED,
            review.account_id,
            at=now,
            tx=tx,
            by=session.account_id,
            about=review_id,
        )
        practitioner = None
        if decision is ReviewDecision.APPROVED:
            practitioner = await _approve(tx, review, store)
        elif review.practitioner_id is not None:
            practitioner = await store.practitioners.find(review.practitioner_id, tx=tx)
        decided = await store.reviews.find(review_id, tx=tx)
        return decided or review, practitioner

    return await store.transaction(work)


async def _approve(tx: Transaction, review: Review, store: Store) -> Practitioner | None:
    if review.practitioner_id is None:
        await store.claims.free_number(tx, review.dea_number or "")
        return None
    practitioner = await store.practitioners.settle(
        tx,
        review.practitioner_id,
        problem_solved=review.kind is ReviewKind.PROFILE_PROBLEM,
        dea_accepted=review.kind is ReviewKind.DEA_NUMBER,
    )
    if practitioner.account_id is not None:
        account = await store.accounts.find(practitioner.account_id, tx=tx)
        if account is not None:
            await store.outbox.add(tx, [announced(PractitionerChanged, practitioner, account, store)])
    return practitioner


def require_reviewer(session: Session) -> None:
    if Role.REVIEWER not in session.roles:
        raise Forbidden("Only a reviewer may do this.")
