"""A patient or caregiver reports that something changed (CGS 21a-408d(a): within five business days)."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from chassis.errors import NotFound
from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import Part
from services.certification.domain.audit import Capacity, Deed
from services.certification.domain.certification import ENDED, Certification, ReportedChange
from services.certification.store import Store
from services.certification.usecases.access import act, as_person, own
from services.certification.usecases.once import once

MAX_TEXT = 1000
MAX_OPEN = 20


async def report_change(
    id: str, text: str, *, session: Session, now: datetime, request: Request | None, store: Store
) -> Certification:
    """Tell the practitioner. Nothing of the application is written by it.

    Raises Refused for an empty or too long text, for too many reports that nobody handled, and after the end.
    """
    told = text.strip()
    if not told or len(told) > MAX_TEXT:
        raise Refused(
            Refusal(UserErrorCode.REQUIRED, f"Say what changed, in up to {MAX_TEXT} characters.", ("text",))
        )

    async def work(tx: Transaction) -> Certification:
        certification, parts = await as_person(id, session, store, tx=tx)
        waiting = [each for each in certification.reported_changes if each.handled_at is None]
        if certification.status in ENDED or len(waiting) >= MAX_OPEN:
            raise Refused(
                Refusal(
                    UserErrorCode.WRONG_STATE,
                    "It takes no more reports. Call the practitioner.",
                    ("certificationId",),
                )
            )
        part = Part.PATIENT if Part.PATIENT in parts else Part.CAREGIVER
        change = ReportedChange(str(uuid4()), part, told, now)
        reported = replace(
            certification,
            reported_changes=(*certification.reported_changes, change),
            updated_at=now,
        )
        by = act(Deed.CHANGE_REPORTED, session, Capacity(part.value), at=now)
        return await store.certifications.save(tx, reported, by)

    return await once(request, work, session=session, now=now, store=store)


async def handle_reported_change(
    id: str, change_id: str, *, session: Session, now: datetime, store: Store
) -> Certification:
    """The practitioner saw to it. Repeating it changes nothing."""

    async def work(tx: Transaction) -> Certification:
        certification = await own(id, session, store, tx=tx)
        change = next((each for each in certification.reported_changes if each.id == change_id), None)
        if change is None:
            raise NotFound
        if change.handled_at is not None:
            return certification
        handled = tuple(
            replace(each, handled_at=now) if each.id == change_id else each
            for each in certification.reported_changes
        )
        by = act(Deed.CHANGE_HANDLED, session, Capacity.PRACTITIONER, at=now)
        changed = replace(certification, reported_changes=handled, updated_at=now)
        return await store.certifications.save(tx, changed, by)

    return await store.transaction(work)
