"""Who may see and change which certification. Somebody else's and an absent one have the same answer."""

from dataclasses import replace
from datetime import datetime

from chassis.errors import Forbidden, NotFound, NotYetKnown
from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import Part
from services.certification.domain.audit import Act, Capacity, Deed
from services.certification.domain.certification import Certification, ReportedChange, Status
from services.certification.domain.people import Findings, Patient, Practitioner
from services.certification.store import Store
from services.certification.store.links import Link

REVIEWER = "REVIEWER"
MAX_REASON = 500  # characters


def practitioner_of(session: Session) -> str:
    """The practitioner that the session proved to be. Raises Forbidden for anybody else."""
    if session.practitioner_id is None:
        raise Forbidden(
            "Prove first that you are a practitioner: identifyAsPractitioner, then refresh your session."
        )
    return session.practitioner_id


def reviewer_of(session: Session) -> str:
    """The reviewer's account. Raises Forbidden for anybody else."""
    if REVIEWER not in session.roles:
        raise Forbidden("Only reviewers may do this.")
    return session.account_id


def reason_of(text: str) -> str:
    """A reason as it is kept. Raises Refused where there is none, or too much."""
    reason = " ".join(text.split())
    if not reason or len(reason) > MAX_REASON:
        raise Refused(
            Refusal(UserErrorCode.REQUIRED, f"Give a reason, up to {MAX_REASON} characters.", ("reason",))
        )
    return reason


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


def act(deed: Deed, session: Session, capacity: Capacity, *, at: datetime) -> Act:
    """What the audit keeps of a deed of the session's account."""
    return Act(deed, at, capacity, session.account_id)


def parts(certification: Certification, links: list[Link]) -> set[Part]:
    """What these links make somebody in the certification, as its people are now: a guardian is both."""
    caregiver = certification.caregiver
    present = {
        Part.PATIENT: certification.person_id,
        Part.CAREGIVER: None if caregiver is None else caregiver.person_id,
    }
    return {
        link.part
        for link in links
        if link.certification_id == certification.id and link.person_id == present[link.part]
    }


async def as_person(
    id: str, session: Session, store: Store, *, tx: Transaction
) -> tuple[Certification, set[Part]]:
    """The certification of which the account proved to be the patient, the caregiver, or both."""
    certification = await store.certifications.find(id, tx=tx)
    links = await store.links.in_certification(session.account_id, id, tx=tx)
    found = set() if certification is None else parts(certification, links)
    if certification is None or not found:
        await _await_links(session, store)
        raise NotFound
    return certification, found


async def applications(session: Session, store: Store, *, now: datetime) -> list[Certification]:
    """The certifications that the account is a person of, the newest first.

    Raises NotYetKnown where the session says that there are some, and none has been announced yet.
    """
    links = await store.links.of_account(session.account_id)
    if not links:
        await _await_links(session, store)
    found = await store.certifications.find_many(sorted({link.certification_id for link in links}))
    shown = await _record(_seen(found, session, links), session, links, now=now, store=store)
    return sorted(shown.values(), key=lambda c: c.created_at, reverse=True)


async def visible(
    ids: list[str], session: Session, store: Store, *, now: datetime
) -> dict[str, Certification]:
    """Those of the certifications that the session may see, as it may see them: two reads and one insert at most."""
    return await seen(await store.certifications.find_many(ids), session, store, now=now)


async def seen(
    found: dict[str, Certification], session: Session, store: Store, *, now: datetime
) -> dict[str, Certification]:
    """Of certifications that were read, what the session may see of them; that it saw them is written down."""
    links = await _links(found, session, store)
    return await _record(_seen(found, session, links), session, links, now=now, store=store)


async def newest_seen(
    found: dict[str, list[Certification]], session: Session, store: Store, *, now: datetime
) -> dict[str, Certification]:
    """Of each group the newest that the session may see."""
    every = {c.id: c for group in found.values() for c in group}
    links = await _links(every, session, store)
    may_see = _seen(every, session, links)
    newest = {key: next((c.id for c in group if c.id in may_see), None) for key, group in found.items()}
    shown = {id_: may_see[id_] for id_ in newest.values() if id_ is not None}
    await _record(shown, session, links, now=now, store=store)
    return {key: shown[id_] for key, id_ in newest.items() if id_ is not None}


async def _links(found: dict[str, Certification], session: Session, store: Store) -> list[Link]:
    """Not asked for where a practitioner looks at their own."""
    mine = session.practitioner_id
    foreign = any(mine is None or each.practitioner_id != mine for each in found.values())
    return await store.links.of_account(session.account_id) if foreign else []


def _seen(found: dict[str, Certification], session: Session, links: list[Link]) -> dict[str, Certification]:
    shown = {key: _shown(each, session, links) for key, each in found.items()}
    return {key: each for key, each in shown.items() if each is not None}


async def _record(
    shown: dict[str, Certification],
    session: Session,
    links: list[Link],
    *,
    now: datetime,
    store: Store,
) -> dict[str, Certification]:
    """One insert for all that a batch showed."""
    if shown:
        as_what = {each.id: _capacity(each, session, links) for each in shown.values()}
        await store.reads.add(session.account_id, as_what, at=now)
    return shown


def _capacity(certification: Certification, session: Session, links: list[Link]) -> Capacity:
    mine = session.practitioner_id
    if mine is not None and certification.practitioner_id == mine:
        return Capacity.PRACTITIONER
    found = parts(certification, links)
    if found:
        return Capacity.PATIENT if Part.PATIENT in found else Capacity.CAREGIVER
    cosignature = certification.cosignature
    if mine is not None and cosignature is not None and cosignature.practitioner_id == mine:
        return Capacity.COSIGNER
    return Capacity.REVIEWER


def _shown(certification: Certification, session: Session, links: list[Link]) -> Certification | None:
    """None where the session may not see it. A reviewer sees whatever was submitted."""
    mine = session.practitioner_id
    signers = (
        certification.practitioner_id,
        certification.cosignature and certification.cosignature.practitioner_id,
    )
    if mine is not None and mine in signers:
        return certification
    if REVIEWER in session.roles and certification.status is not Status.DRAFT:
        return certification
    found = parts(certification, links)
    if Part.PATIENT in found:
        return replace(certification, reported_changes=_own_reports(certification, found))
    return _for_caregiver(certification, found) if found else None


def _for_caregiver(certification: Certification, found: set[Part]) -> Certification:
    """Whom they care for, not what was found: that a caregiver learns from the patient."""
    patient = certification.patient
    return replace(
        certification,
        patient=Patient(
            first_name=patient.first_name, last_name=patient.last_name, language=patient.language
        ),
        findings=Findings(),
        decision=None,
        reported_changes=_own_reports(certification, found),
    )


def _own_reports(certification: Certification, found: set[Part]) -> tuple[ReportedChange, ...]:
    return tuple(change for change in certification.reported_changes if change.part in found)


async def _await_links(session: Session, store: Store) -> None:
    """Raises NotYetKnown where the session says that the account is a person, and no link has arrived yet."""
    is_person = not session.roles.isdisjoint({Part.PATIENT.value, Part.CAREGIVER.value})
    if is_person and not await store.links.of_account(session.account_id):
        raise NotYetKnown
