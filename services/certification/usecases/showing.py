"""What somebody sees of which certification, and that they saw it is written down.

Somebody else's and an absent one have the same answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

from chassis.tokens import Session
from contracts.events.internal import Part
from services.certification.domain.audit import Capacity
from services.certification.domain.certification import Certification, ReportedChange, Status
from services.certification.domain.people import Findings, Patient
from services.certification.store import Store
from services.certification.store.standings import NOBODY, Standing
from services.certification.usecases.access import REVIEWER, await_links, is_draft_of, parts

# A certification as its reader may see it. Only this module makes one, and no other can be answered with.
Shown = NewType("Shown", Certification)


async def applications(session: Session, store: Store, *, now: datetime) -> list[Shown]:
    """The certifications that the account is a person of, the newest first.

    Raises NotYetKnown where the session says that there are some, and none has been announced yet.
    """
    standing = Standing(links=tuple(await store.links.of_account(session.account_id)))
    if not standing.links:
        await await_links(session, store)
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
    if is_draft_of(certification, viewer.standing.works_for):
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
    if is_draft_of(certification, viewer.standing.works_for):
        return _for_delegate(certification)
    found = parts(certification, viewer.standing.links)
    if Part.PATIENT in found:
        return _for_patient(certification, found)
    return _for_caregiver(certification, found) if found else None


def _for_reviewer(certification: Certification) -> Shown:
    """Without the reference by which a second physician signs: that is the first one's to pass on."""
    cosignature = certification.cosignature
    return Shown(replace(certification, cosignature=cosignature and replace(cosignature, reference="")))


def _for_delegate(certification: Certification) -> Shown:
    """Without why it went to a reviewer: that may tell what others certified (decisions 0085 and 0093)."""
    return Shown(replace(certification, decision=None))


def _for_patient(certification: Certification, found: set[Part]) -> Shown:
    """Without a caregiver about whom a reviewer decides, or what was said of one, which may tell of others."""
    decision = certification.decision
    if decision is not None:
        outcomes = tuple(each for each in decision.outcomes if not each["rule"].startswith("CARE-"))
        decision = replace(decision, outcomes=outcomes)
    reports = _own_reports(certification, found)
    return Shown(
        replace(
            certification, decision=decision, proposal=None, returned_because=None, reported_changes=reports
        )
    )


def _for_caregiver(certification: Certification, found: set[Part]) -> Shown:
    """Whom they care for, not what was found: that a caregiver learns from the patient."""
    patient = certification.patient
    reduced = replace(
        certification,
        patient=Patient(
            first_name=patient.first_name, last_name=patient.last_name, language=patient.language
        ),
        findings=Findings(),
        cosignature=None,
        decision=None,
        proposal=None,
        returned_because=None,
        ended_because=None,
        need_ended_because=None,
        reported_changes=_own_reports(certification, found),
    )
    return Shown(reduced)


def _own_reports(certification: Certification, found: set[Part]) -> tuple[ReportedChange, ...]:
    return tuple(change for change in certification.reported_changes if change.part in found)
