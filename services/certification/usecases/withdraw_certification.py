"""A practitioner takes a certification back, or a reviewer revokes it."""

from datetime import datetime

from chassis.errors import NotFound
from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.public import CertificationRevoked, CertificationWithdrawn
from services.certification.domain.audit import Capacity, Deed
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import SUBMITTED, Certification, Status
from services.certification.store import Store
from services.certification.usecases.access import act, concerns, own, reason_of, reviewer_of
from services.certification.usecases.end import end
from services.certification.usecases.once import once


async def withdraw_certification(
    id: str, reason: str, *, session: Session, now: datetime, request: Request | None, store: Store
) -> Certification:
    """End it, or make a draft again of what still waits for a second signature or a review.

    A completed registration lives on for 30 days, in which somebody else may certify the patient.
    """
    because = reason_of(reason)

    async def work(tx: Transaction) -> Certification:
        certification = await own(id, session, store, tx=tx)
        if certification.status in SUBMITTED:
            await store.due.drop(tx, id)
            by = act(Deed.TAKEN_BACK, session, Capacity.PRACTITIONER, at=now)
            return await store.certifications.save(tx, certification.returned(None, at=now), by)
        require_in_force(certification, now)
        by = act(Deed.WITHDRAWN, session, Capacity.PRACTITIONER, at=now)
        ended = certification.withdrawn(because, at=now)
        return await end(tx, ended, CertificationWithdrawn, by=by, store=store)

    return await once(request, work, session=session, now=now, store=store)


async def revoke_certification(
    id: str, reason: str, *, session: Session, now: datetime, request: Request | None, store: Store
) -> Certification:
    """End it and the registration at once, as long as there is one: also what lives on after a withdrawal.

    What is revoked is the registration (RCSA 21a-408-8), and its revocation is what a later one is measured by
    (21a-408-7(a)(5)): who withdraws first does not get around that. Only a reviewer may, and not of their own or of
    whose delegate they are.
    """
    reviewer_of(session)
    because = reason_of(reason)

    async def work(tx: Transaction) -> Certification:
        certification = await store.certifications.find(id, tx=tx)
        if certification is None or certification.status is Status.DRAFT:
            raise NotFound
        if await concerns(certification, session, store, tx=tx):
            raise Refused(
                Refusal(
                    UserErrorCode.WRONG_STATE,
                    "It is your own: withdraw it, or have another reviewer decide.",
                    ("certificationId",),
                )
            )
        if certification.registration is None or certification.registration.closed:
            require_in_force(certification, now)
        by = act(Deed.REVOKED, session, Capacity.REVIEWER, at=now)
        ended = certification.revoked(because, at=now)
        return await end(tx, ended, CertificationRevoked, by=by, store=store)

    return await once(request, work, session=session, now=now, store=store)


def require_in_force(certification: Certification, now: datetime) -> None:
    """Raises Refused where it is not, or not any more."""
    if not certification.in_force_on(connecticut_date(now)):
        is_over = certification.status is Status.CERTIFIED
        state = Status.EXPIRED if is_over else certification.status
        raise Refused(
            Refusal(
                UserErrorCode.WRONG_STATE,
                f"It is {state}: only a certification in force allows this.",
                ("certificationId",),
            )
        )
