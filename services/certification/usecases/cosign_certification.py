"""The second physician of a minor reads the certification by its reference, and signs or refuses."""

from collections.abc import Collection
from datetime import datetime

from chassis.errors import NotFound
from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.audit import Capacity, Deed
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.domain.people import OF_COSIGNER, Attestation, PhysicianRole
from services.certification.rules.rulebook import Assessment, Rulebooks
from services.certification.store import Store
from services.certification.usecases.access import act, known_practitioner, reason_of
from services.certification.usecases.assess import facts_of, known_of
from services.certification.usecases.decide import Blocked, assessed_before, decide
from services.certification.usecases.give_back import give_back
from services.certification.usecases.once import once
from services.certification.usecases.showing import Shown, to_cosign


async def certification_to_cosign(reference: str, *, session: Session, now: datetime, store: Store) -> Shown:
    """What waits for a second signature under the reference. Raises NotFound for an unknown or signed one."""
    await known_practitioner(session, store)
    return await to_cosign(await _waiting(reference, store), session, store, now=now)


async def cosign_certification(
    reference: str,
    role: PhysicianRole | None,
    attestations: Collection[Attestation] = (),
    *,
    session: Session,
    now: datetime,
    request: Request | None = None,
    store: Store,
    books: Rulebooks,
) -> tuple[Certification, Assessment | None]:
    """Sign as the second physician, who affirms what the law asks of both: decided as of today, by today's rulebook.

    Raises Blocked, or Refused.
    """
    if not OF_COSIGNER.issuperset(attestations):
        told = f"The second physician affirms: {', '.join(sorted(OF_COSIGNER))}."
        raise Refused(Refusal(UserErrorCode.INVALID, told, ("attestations",)))
    affirmed = tuple(dict.fromkeys(attestations))
    assessment: Assessment | None = None

    async def work(tx: Transaction) -> Certification:
        nonlocal assessment
        cosigner = await known_practitioner(session, store, tx=tx)
        waiting = await _waiting(reference, store, tx=tx)
        first = await store.practitioners.find(waiting.practitioner_id, tx=tx)
        assert first is not None, "who signed first is known"
        assert cosigner.id is not None
        signed = waiting.cosigned(cosigner.id, role, affirmed, at=now)
        known = await known_of(signed, store, tx=tx)
        facts = facts_of(signed, first, connecticut_date(now), known)
        assessment = books.in_force_on(facts.signed_on).assess(facts)
        await store.due.drop(tx, waiting.id)
        by = act(Deed.CERTIFIED, session, Capacity.COSIGNER, at=now)
        try:
            return await decide(tx, signed, facts, assessment, known, by=by, store=store)
        except Blocked as blocked:  # nothing was signed, and what is told of it must not say so
            raise Blocked(waiting, blocked.assessment) from None

    certification = await once(request, work, session=session, now=now, store=store)
    return certification, assessment or assessed_before(certification, books)


async def refuse_cosignature(
    reference: str, reason: str, *, session: Session, now: datetime, request: Request | None, store: Store
) -> None:
    """Make it a draft again, with the reason, for the first physician. Raises Refused for a missing reason."""
    because = reason_of(reason)

    async def work(tx: Transaction) -> Certification:
        await known_practitioner(session, store, tx=tx)
        waiting = await _waiting(reference, store, tx=tx)
        if waiting.practitioner_id == session.practitioner_id:
            raise Refused(
                Refusal(
                    UserErrorCode.WRONG_STATE,
                    "It is your own: take it back with withdrawCertification.",
                    ("reference",),
                )
            )
        await store.due.drop(tx, waiting.id)
        by = act(Deed.COSIGNATURE_REFUSED, session, Capacity.COSIGNER, at=now)
        return await give_back(tx, waiting, because, by=by, store=store)

    await once(request, work, session=session, now=now, store=store)


async def _waiting(reference: str, store: Store, *, tx: Transaction | None = None) -> Certification:
    spelled = "".join(reference.upper().split()).replace("-", "")
    waiting = await store.certifications.to_cosign(spelled, tx=tx)
    if waiting is None:
        raise NotFound
    return waiting
