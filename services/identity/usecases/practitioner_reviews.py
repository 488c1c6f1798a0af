"""Reviewers decide what no rule can: problems of profiles, unusual DEA numbers, numbers tried too often."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from chassis.errors import Forbidden
from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import PractitionerChanged
from services.identity.domain.account import Account, Role
from services.identity.domain.audit import AuditKind
from services.identity.domain.practitioner import Practitioner
from services.identity.domain.review import Review, ReviewDecision, ReviewKind
from services.identity.store import Store
from services.identity.usecases.access import owner_of
from services.identity.usecases.announce_practitioner import announced

MAX_REASON = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reviewer compares with a certificate, and whom they write to.

    `dea_number` is None where the question is not about a number, `email` where the account is gone.
    """

    dea_number: str | None
    email: str | None


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
    about = await _about(found, store)
    return [(review, about.get(review.id)) for review in found]


async def find_review(id: str, session: Session, store: Store) -> tuple[Review, Practitioner | None] | None:
    """One question, with whom it is about. Raises Forbidden for who is no reviewer."""
    require_reviewer(session)
    review = await store.reviews.find(id)
    return None if review is None else (review, (await _about([review], store)).get(id))


async def see_reviews(
    reviews: Sequence[Review], *, session: Session, now: datetime, store: Store
) -> list[Seen]:
    """What the questions are about, in full; that the reviewer saw it is recorded with it (decision 0027)."""
    require_reviewer(session)

    async def work(tx: Transaction) -> list[Seen]:
        about = await _about(reviews, store, tx=tx)
        accounts = await store.accounts.find_many([r.account_id for r in reviews if r.account_id], tx=tx)
        for review in reviews:
            await store.audit.add(
                AuditKind.REVIEW_SEEN,
                review.account_id,
                at=now,
                tx=tx,
                session_id=session.session_id,
                by=session.account_id,
                about=review.id,
            )
        return [_seen(each, about.get(each.id), accounts.get(each.account_id or "")) for each in reviews]

    return await store.transaction(work)


def _seen(review: Review, about: Practitioner | None, account: Account | None) -> Seen:
    number = review.dea_number
    if review.kind is ReviewKind.DEA_NUMBER and about is not None:
        number = about.registered.dea_number
    return Seen(number, None if account is None else account.email)


async def _about(
    reviews: Sequence[Review], store: Store, *, tx: Transaction | None = None
) -> dict[str, Practitioner]:
    """Whom each question is about, by its id: one who is named, or whose number was tried."""
    ids = [review.practitioner_id for review in reviews if review.practitioner_id is not None]
    named = await store.practitioners.find_many(ids, tx=tx)
    numbers = [review.dea_number for review in reviews if review.dea_number is not None]
    tried = await store.practitioners.of_deas(numbers, tx=tx)
    by_number = {number: practitioner for number, (practitioner, _) in tried.items()}
    found = {r.id: named.get(r.practitioner_id or "") or by_number.get(r.dea_number or "") for r in reviews}
    return {id_: practitioner for id_, practitioner in found.items() if practitioner is not None}


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
        if decision is ReviewDecision.APPROVED:
            await _approve(tx, review, store)
        decided = await store.reviews.find(review_id, tx=tx)
        return decided or review, (await _about([review], store, tx=tx)).get(review_id)

    return await store.transaction(work)


async def _approve(tx: Transaction, review: Review, store: Store) -> None:
    if review.practitioner_id is None:
        await store.claims.free_number(tx, review.dea_number or "")
        return
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


def require_reviewer(session: Session) -> None:
    if Role.REVIEWER not in session.roles:
        raise Forbidden("Only a reviewer may do this.")
