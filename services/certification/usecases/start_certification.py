"""A practitioner, or a delegate, begins: "Add new patient", one of theirs again; or a certification is renewed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from chassis.errors import Forbidden, NotFound
from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.audit import Capacity, Deed
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import ENDED, Certification, Status
from services.certification.domain.people import Findings
from services.certification.store import Store
from services.certification.usecases.access import (
    act,
    announced,
    drafting_as,
    drafts_for,
    known_practitioner,
    own,
    practitioner_of,
)
from services.certification.usecases.edit import acceptable
from services.certification.usecases.once import once

MAX_ALIKE = 20


async def start_certification(
    change: Callable[[Certification], Certification],
    *,
    patient_id: str | None = None,
    practitioner_id: str | None = None,
    session: Session,
    now: datetime,
    request: Request | None = None,
    store: Store,
) -> Certification:
    """Save a draft, however much of it is filled by `change`, on a new patient or one of the practitioner's own.

    `practitioner_id` says for whom, where a delegate works for several; a delegate knows the patients of drafts.
    Raises Refused where a text cannot be stored, NotFound for somebody else's patient, Forbidden where a delegate
    designates a caregiver.
    """
    practitioner = await announced(await drafts_for(practitioner_id, session, store), store)
    assert practitioner.id is not None
    draft = _draft(practitioner.id, now)
    by_delegate = drafting_as(practitioner.id, session) is Capacity.DELEGATE
    if patient_id is not None:
        former = await _newest_of(patient_id, practitioner.id, store, drafts_only=by_delegate)
        draft = replace(draft, patient_id=patient_id, patient=former.patient)
    filled = change(draft)
    if by_delegate and filled.caregiver is not None:
        raise Forbidden("Only the practitioner designates a caregiver.")
    return await _added(filled, session=session, now=now, request=request, store=store)


async def renew_certification(
    id: str, *, session: Session, now: datetime, request: Request | None, store: Store
) -> Certification:
    """A draft for the next year, with the patient, the conditions and the caregiver of the last.

    What was examined and affirmed has to be said anew. Raises Refused where it is not time yet.
    """
    await known_practitioner(session, store)
    former = await own(id, session, store)
    if not (former.status in ENDED or former.expiring_on(connecticut_date(now))):
        raise Refused(
            Refusal(
                UserErrorCode.WRONG_STATE,
                "A certification can be renewed in its last 30 days, and after its end.",
                ("certificationId",),
            )
        )
    findings = former.findings
    draft = replace(
        _draft(practitioner_of(session), now),
        patient_id=former.patient_id,
        patient=former.patient,
        findings=Findings(
            conditions=findings.conditions,
            underlying_condition=findings.underlying_condition,
            dosage_forms=findings.dosage_forms,
            caregiver_needed=findings.caregiver_needed,
            caregiver_need=findings.caregiver_need,
            physician_role=findings.physician_role,
        ),
        caregiver=former.caregiver and replace(former.caregiver, id=None, person_id=None),
        renews=former.id,
    )
    return await _added(draft, session=session, now=now, request=request, store=store)


async def likely_duplicates(certification: Certification, store: Store) -> list[Certification]:
    """Own patients who may be the same: the newest certification of each. Never merged by us."""
    alike = await store.certifications.alike(
        certification.practitioner_id, certification.patient, limit=MAX_ALIKE
    )
    newest = {c.patient_id: c for c in reversed(alike) if c.patient_id != certification.patient_id}
    return list(newest.values())


def _draft(practitioner_id: str, now: datetime) -> Certification:
    return Certification(
        id=str(uuid4()),
        practitioner_id=practitioner_id,
        patient_id=str(uuid4()),
        created_at=now,
        updated_at=now,
    )


async def _newest_of(
    patient_id: str, practitioner_id: str, store: Store, *, drafts_only: bool
) -> Certification:
    found = (await store.certifications.of_patients([patient_id]))[patient_id]
    theirs = (c for c in found if c.practitioner_id == practitioner_id)
    newest = next((c for c in theirs if c.status is Status.DRAFT or not drafts_only), None)
    if newest is None:
        raise NotFound
    return newest


async def _added(
    draft: Certification, *, session: Session, now: datetime, request: Request | None, store: Store
) -> Certification:
    acceptable(draft)
    if draft.caregiver is not None:
        draft = replace(draft, caregiver=replace(draft.caregiver, id=str(uuid4())))

    async def work(tx: Transaction) -> Certification:
        by = act(Deed.STARTED, session, drafting_as(draft.practitioner_id, session), at=now)
        return await store.certifications.add(tx, draft, by)

    return await once(request, work, session=session, now=now, store=store)
