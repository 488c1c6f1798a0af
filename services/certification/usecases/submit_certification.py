"""The practitioner submits: the gate of the whole system."""

import secrets
from datetime import datetime

from chassis.failpoint import failpoint
from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.audit import Capacity, Deed
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification, Status
from services.certification.domain.life import after_first_signature
from services.certification.rules.rulebook import Assessment, Rulebooks
from services.certification.store import Store
from services.certification.usecases.access import act, known_practitioner, own
from services.certification.usecases.assess import facts_of, known_of
from services.certification.usecases.decide import assessed_before, decide
from services.certification.usecases.edit import Conflict
from services.certification.usecases.elsewhere import learn_of, persons_of
from services.certification.usecases.once import once

REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
REFERENCE_LENGTH = 16  # 80 bits: it is the key to a minor's certification


async def submit_certification(
    id: str,
    *,
    version: int,
    session: Session,
    now: datetime,
    request: Request | None = None,
    store: Store,
    books: Rulebooks,
) -> tuple[Certification, Assessment | None]:
    """Certify the patient if every blocking rule holds, or have a reviewer decide where a rule asks for that.

    Where only the second physician of a minor is still to sign, it waits for them. Raises Blocked, having changed
    nothing, where a blocking rule does not hold, Conflict where `version` is not the draft's: a delegate may have
    changed it since it was read, and TooManyRequests as a check does. Submitting what is submitted already raises
    Refused, unless it is the same request again: that is told what the rules said then.
    """
    assessment: Assessment | None = None
    await _learn(id, session, now=now, store=store)

    async def work(tx: Transaction) -> Certification:
        nonlocal assessment
        practitioner = await known_practitioner(session, store, tx=tx)
        draft = await own(id, session, store, tx=tx)
        if draft.status is not Status.DRAFT:
            raise Refused(
                Refusal(
                    UserErrorCode.WRONG_STATE,
                    "This certification was submitted already.",
                    ("certificationId",),
                )
            )
        if draft.version != version:
            raise Conflict(draft)
        known = await known_of(draft, store, tx=tx)
        facts = facts_of(draft, practitioner, connecticut_date(now), known)
        assessment = books.in_force_on(facts.signed_on).assess(facts)
        by = act(Deed.CERTIFIED, session, Capacity.PRACTITIONER, at=now)
        if assessment.awaits_cosignature:
            waiting = draft.awaiting_cosignature(_reference(), at=now)
            born = draft.patient.date_of_birth
            await store.due.add(tx, [after_first_signature(draft.id, facts.signed_on, born)])
            by = act(Deed.SUBMITTED_FOR_COSIGNATURE, session, Capacity.PRACTITIONER, at=now)
            return await store.certifications.save(tx, waiting, by)
        decided = await decide(tx, draft, facts, assessment, known, by=by, store=store)
        failpoint("certification.before_commit")
        return decided

    certification = await once(request, work, session=session, now=now, store=store)
    failpoint("certification.after_commit")
    return certification, assessment or assessed_before(certification, books)


async def _learn(id: str, session: Session, *, now: datetime, store: Store) -> None:
    """Before the transaction: what is refused there is counted nevertheless."""
    draft = await own(id, session, store)
    if draft.status is Status.DRAFT:
        await learn_of(draft, await persons_of(draft, store), session, now=now, store=store)


def _reference() -> str:
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))
