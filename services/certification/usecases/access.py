"""Who may see which certification. Somebody else's and an absent one have the same answer."""

from chassis.errors import Forbidden, NotFound, NotYetKnown
from chassis.mongo import Transaction
from chassis.tokens import Session
from contracts.events.internal import Part
from services.certification.domain.certification import Certification, Status
from services.certification.domain.people import Practitioner
from services.certification.store import Store

REVIEWER = "REVIEWER"
MAX_REASON = 500  # characters


def practitioner_of(session: Session) -> str:
    """The practitioner that the session proved to be. Raises Forbidden for anybody else."""
    if session.practitioner_id is None:
        raise Forbidden(
            "Prove first that you are a practitioner: identifyAsPractitioner, then refresh your session."
        )
    return session.practitioner_id


async def known_practitioner(
    session: Session, store: Store, *, tx: Transaction | None = None
) -> Practitioner:
    """Raises NotYetKnown where identity's announcement has not arrived."""
    practitioner = await store.practitioners.find(practitioner_of(session), tx=tx)
    if practitioner is None:
        raise NotYetKnown
    return practitioner


async def own(id: str, session: Session, store: Store, *, tx: Transaction | None = None) -> Certification:
    """The practitioner's own certification."""
    practitioner_id = practitioner_of(session)
    certification = await store.certifications.find(id, tx=tx)
    if certification is None or certification.practitioner_id != practitioner_id:
        raise NotFound
    return certification


async def linked(session: Session, store: Store) -> list[str]:
    """The certifications that the account is a person of.

    Raises NotYetKnown where the session says that there are some, and none has been announced yet.
    """
    ids = await store.links.certifications_of(session.account_id)
    if not ids and not session.roles.isdisjoint({Part.PATIENT.value, Part.CAREGIVER.value}):
        raise NotYetKnown
    return ids


async def visible(ids: list[str], session: Session, store: Store) -> dict[str, Certification]:
    """Those of the certifications that the session may see, in at most two reads.

    A reviewer sees what waits for a review.
    """
    found = await store.certifications.find_many(ids)
    reviews = REVIEWER in session.roles
    foreign = [
        c.id
        for c in found.values()
        if c.practitioner_id != session.practitioner_id and not (reviews and c.status is Status.IN_REVIEW)
    ]
    linked = set(await store.links.certifications_of(session.account_id)) if foreign else set()
    return {c.id: c for c in found.values() if c.id not in foreign or c.id in linked}


async def as_patient(id: str, session: Session, store: Store, *, tx: Transaction) -> Certification:
    """The certification whose patient the account proved to be."""
    await linked(session, store)
    part = await store.links.part_in(session.account_id, id)
    certification = await store.certifications.find(id, tx=tx)
    if certification is None or part is not Part.PATIENT:
        raise NotFound
    return certification


async def visible_patients(
    patient_ids: list[str], session: Session, store: Store
) -> dict[str, Certification]:
    """Each patient's newest certification that the session may see."""
    found = await store.certifications.of_patients(patient_ids)
    linked = set(await store.links.certifications_of(session.account_id))
    mine = session.practitioner_id
    seen = {
        patient: [c for c in each if (mine is not None and c.practitioner_id == mine) or c.id in linked]
        for patient, each in found.items()
    }
    return {patient: each[0] for patient, each in seen.items() if each}
