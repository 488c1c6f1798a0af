"""Who may see and change which certification. Somebody else's and an absent one have the same answer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

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
from services.certification.store.standings import NOBODY, Standing

# A certification as its reader may see it. Only this module makes one, and no other can be answered with.
Shown = NewType("Shown", Certification)

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


def reason_of(text: str, field: str = "reason") -> str:
    """A reason as it is kept. Raises Refused, for the input's `field`, where there is none, or too much."""
    reason = " ".join(text.split())
    if not reason or len(reason) > MAX_REASON:
        raise Refused(
            Refusal(UserErrorCode.REQUIRED, f"Give a reason, up to {MAX_REASON} characters.", (field,))
        )
    return reason


async def known_practitioner(
    session: Session, store: Store, *, tx: Transaction | None = None
) -> Practitioner:
    """Raises NotYetKnown where identity's announcement has not arrived."""
    return await announced(practitioner_of(session), store, tx=tx)


async def announced(practitioner_id: str, store: Store, *, tx: Transaction | None = None) -> Practitioner:
    """The practitioner as identity announced them. Raises NotYetKnown before it did."""
    practitioner = await store.practitioners.find(practitioner_id, tx=tx)
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


async def in_work(id: str, session: Session, store: Store, *, tx: Transaction | None = None) -> Certification:
    """What the session may draft and edit: the practitioner's own, and drafts of whose delegate the account is."""
    certification = await store.certifications.find(id, tx=tx)
    if certification is not None and certification.practitioner_id == session.practitioner_id:
        return certification
    works_for = await _works_for(session, store, tx=tx)
    if certification is None or not _is_draft_of(certification, works_for):
        raise NotFound
    return certification


async def drafts_for(practitioner_id: str | None, session: Session, store: Store) -> str:
    """For whom the session drafts: a practitioner for themselves, a delegate for the one practitioner or the named.

    Raises Refused where a delegate of several names none, NotFound for whose delegate the account is not.
    """
    if session.practitioner_id is not None and practitioner_id in (None, session.practitioner_id):
        return session.practitioner_id
    works_for = await _works_for(session, store)
    if practitioner_id is None and len(works_for) > 1:
        raise Refused(
            Refusal(
                UserErrorCode.REQUIRED,
                "You are the delegate of several practitioners: say for whom. myDelegations lists them.",
                ("practitionerId",),
            )
        )
    chosen = practitioner_id or next(iter(works_for), None)
    if chosen is None or chosen not in works_for:
        raise NotFound
    return chosen


async def may_draft(
    practitioner_id: str, session: Session, store: Store, *, tx: Transaction | None = None
) -> bool:
    """Whether the session is the practitioner's own, or a delegate's of theirs."""
    if practitioner_id == session.practitioner_id:
        return True
    return practitioner_id in await store.delegates.works_for(session.account_id, tx=tx)


async def concerns(certification: Certification, session: Session, store: Store, *, tx: Transaction) -> bool:
    """Whether the session signed it, drafts for who did, or is a person of it: then another reviewer decides."""
    cosignature = certification.cosignature
    mine = session.practitioner_id
    if mine is not None and cosignature is not None and cosignature.practitioner_id == mine:
        return True
    if parts(certification, await store.links.in_certification(session.account_id, certification.id, tx=tx)):
        return True
    return await may_draft(certification.practitioner_id, session, store, tx=tx)


async def _works_for(session: Session, store: Store, *, tx: Transaction | None = None) -> frozenset[str]:
    """Whose delegate the account is, asked anew each time: who was revoked is out at once.

    Raises Forbidden for who is nobody's, and no practitioner either.
    """
    works_for = await store.delegates.works_for(session.account_id, tx=tx)
    if not works_for:
        practitioner_of(session)
    return works_for


def _is_draft_of(certification: Certification, practitioners: frozenset[str]) -> bool:
    return certification.status is Status.DRAFT and certification.practitioner_id in practitioners


def drafting_as(practitioner_id: str, session: Session) -> Capacity:
    """As what somebody whom `in_work` or `drafts_for` let in works on a practitioner's draft."""
    return Capacity.PRACTITIONER if practitioner_id == session.practitioner_id else Capacity.DELEGATE


def act(deed: Deed, session: Session, capacity: Capacity, *, at: datetime) -> Act:
    """What the audit keeps of a deed of the session's account."""
    return Act(deed, at, capacity, session.account_id)


def parts(certification: Certification, links: Iterable[Link]) -> set[Part]:
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


async def applications(session: Session, store: Store, *, now: datetime) -> list[Shown]:
    """The certifications that the account is a person of, the newest first.

    Raises NotYetKnown where the session says that there are some, and none has been announced yet.
    """
    standing = Standing(links=tuple(await store.links.of_account(session.account_id)))
    if not standing.links:
        await _await_links(session, store)
    found = await store.certifications.find_many(sorted({link.certification_id for link in standing.links}))
    viewer = Viewer(session, standing)
    shown = await _record(_seen(found, viewer), viewer, now=now, store=store)
    return sorted(shown.values(), key=lambda c: c.created_at, reverse=True)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at certifications, and what their account is in them."""

    session: Session
    standing: Standing = NOBODY


async def visible(ids: list[str], session: Session, store: Store, *, now: datetime) -> dict[str, Shown]:
    """Those of the certifications that the session may see, as it may see them: two reads and one insert at most."""
    return await seen(await store.certifications.find_many(ids), session, store, now=now)


async def seen(
    found: dict[str, Certification], session: Session, store: Store, *, now: datetime
) -> dict[str, Shown]:
    """Of certifications that were read, what the session may see of them; that it saw them is written down."""
    viewer = await _viewer(found, session, store)
    return await _record(_seen(found, viewer), viewer, now=now, store=store)


async def after(certification: Certification, session: Session, store: Store) -> Shown | None:
    """As much as the session may see of what it has just changed itself; its deed is written down already."""
    viewer = await _viewer({certification.id: certification}, session, store)
    shown = _shown(certification, viewer)
    if shown is None and REVIEWER in session.roles:  # it was refused, and is a draft again
        return _for_reviewer(certification)
    return shown


async def to_cosign(waiting: Certification, session: Session, store: Store, *, now: datetime) -> Shown:
    """What waits for a second signature, to who has its reference: all of it, since they are to sign it."""
    await store.reads.add(session.account_id, {waiting.id: Capacity.COSIGNER}, at=now)
    return Shown(waiting)


async def newest_seen(
    found: dict[str, list[Certification]], session: Session, store: Store, *, now: datetime
) -> dict[str, Shown]:
    """Of each group the newest that the session may see."""
    every = {c.id: c for group in found.values() for c in group}
    viewer = await _viewer(every, session, store)
    may_see = _seen(every, viewer)
    newest = {key: next((c.id for c in group if c.id in may_see), None) for key, group in found.items()}
    shown = {id_: may_see[id_] for id_ in newest.values() if id_ is not None}
    await _record(shown, viewer, now=now, store=store)
    return {key: shown[id_] for key, id_ in newest.items() if id_ is not None}


async def _viewer(found: dict[str, Certification], session: Session, store: Store) -> Viewer:
    """Their standing is not asked for where a practitioner looks at their own."""
    mine = session.practitioner_id
    foreign = any(mine is None or each.practitioner_id != mine for each in found.values())
    return Viewer(session, await store.standings.of(session.account_id)) if foreign else Viewer(session)


def _seen(found: dict[str, Certification], viewer: Viewer) -> dict[str, Shown]:
    shown = {key: _shown(each, viewer) for key, each in found.items()}
    return {key: each for key, each in shown.items() if each is not None}


async def _record(
    shown: dict[str, Shown], viewer: Viewer, *, now: datetime, store: Store
) -> dict[str, Shown]:
    """One insert for all that a batch showed."""
    if shown:
        as_what = {each.id: _capacity(each, viewer) for each in shown.values()}
        await store.reads.add(viewer.session.account_id, as_what, at=now)
    return shown


def _capacity(certification: Certification, viewer: Viewer) -> Capacity:
    mine = viewer.session.practitioner_id
    if mine is not None and certification.practitioner_id == mine:
        return Capacity.PRACTITIONER
    found = parts(certification, viewer.standing.links)
    if found:
        return Capacity.PATIENT if Part.PATIENT in found else Capacity.CAREGIVER
    cosignature = certification.cosignature
    if mine is not None and cosignature is not None and cosignature.practitioner_id == mine:
        return Capacity.COSIGNER
    if _is_draft_of(certification, viewer.standing.works_for):
        return Capacity.DELEGATE
    return Capacity.REVIEWER


def _shown(certification: Certification, viewer: Viewer) -> Shown | None:
    """None where the session may not see it. A reviewer sees whatever was submitted, a delegate drafts."""
    mine = viewer.session.practitioner_id
    signers = (
        certification.practitioner_id,
        certification.cosignature and certification.cosignature.practitioner_id,
    )
    if mine is not None and mine in signers:
        return Shown(certification)
    if REVIEWER in viewer.session.roles and certification.status is not Status.DRAFT:
        return _for_reviewer(certification)
    if _is_draft_of(certification, viewer.standing.works_for):
        return Shown(certification)
    found = parts(certification, viewer.standing.links)
    if Part.PATIENT in found:
        return Shown(replace(certification, reported_changes=_own_reports(certification, found)))
    return _for_caregiver(certification, found) if found else None


def _for_reviewer(certification: Certification) -> Shown:
    """Without the reference by which a second physician signs: that is the first one's to pass on."""
    cosignature = certification.cosignature
    return Shown(replace(certification, cosignature=cosignature and replace(cosignature, reference="")))


def _for_caregiver(certification: Certification, found: set[Part]) -> Shown:
    """Whom they care for, not what was found: that a caregiver learns from the patient."""
    patient = certification.patient
    reduced = replace(
        certification,
        patient=Patient(
            first_name=patient.first_name, last_name=patient.last_name, language=patient.language
        ),
        findings=Findings(),
        decision=None,
        ended_because=None,
        need_ended_because=None,
        reported_changes=_own_reports(certification, found),
    )
    return Shown(reduced)


def _own_reports(certification: Certification, found: set[Part]) -> tuple[ReportedChange, ...]:
    return tuple(change for change in certification.reported_changes if change.part in found)


async def _await_links(session: Session, store: Store) -> None:
    """Raises NotYetKnown where the session says that the account is a person, and no link has arrived yet."""
    is_person = not session.roles.isdisjoint({Part.PATIENT.value, Part.CAREGIVER.value})
    if is_person and not await store.links.of_account(session.account_id):
        raise NotYetKnown
