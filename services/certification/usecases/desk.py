"""What is on a practitioner's desk, and what waits there."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis.tokens import Session
from contracts.events.public import RegistrationStatus
from services.certification.domain.audit import Capacity
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import EXPIRING_DAYS, Certification, Status
from services.certification.store import Store
from services.certification.store.certifications import Place, Wanted
from services.certification.usecases.access import drafting_as, drafts_for


@dataclass(frozen=True, slots=True)
class Desk:
    """`counts` leaves out states without any."""

    counts: dict[Status, int]
    awaiting_patient: int
    awaiting_caregiver: int
    expiring: int
    undelivered: int
    returned: int
    proposed_caregivers: int
    reported_changes: int


async def listed(
    wanted: Wanted,
    *,
    practitioner_id: str | None,
    session: Session,
    store: Store,
    after: Place | None,
    limit: int,
) -> list[Certification]:
    """A practitioner's certifications, the newest first, from behind `after`; for a delegate their drafts.

    Raises Refused where a delegate of several says not whose.
    """
    whose = await drafts_for(practitioner_id, session, store)
    if drafting_as(whose, session) is Capacity.DELEGATE:
        wanted = replace(wanted, drafts=True)
    return await store.certifications.page(whose, wanted, after=after, limit=limit)


async def desk(practitioner_id: str, *, now: datetime, store: Store) -> Desk:
    count = store.certifications.count
    return Desk(
        counts=await store.certifications.counts(practitioner_id),
        awaiting_patient=await count(
            practitioner_id, Wanted(registration=RegistrationStatus.AWAITING_PATIENT)
        ),
        awaiting_caregiver=await count(
            practitioner_id, Wanted(registration=RegistrationStatus.AWAITING_CAREGIVER)
        ),
        undelivered=await count(practitioner_id, Wanted(undelivered=True)),
        returned=await count(practitioner_id, Wanted(returned=True)),
        proposed_caregivers=await count(practitioner_id, Wanted(proposed_caregiver=True)),
        reported_changes=await count(practitioner_id, Wanted(reported_change=True)),
        expiring=await count(
            practitioner_id, Wanted(ending_by=connecticut_date(now) + timedelta(EXPIRING_DAYS))
        ),
    )
