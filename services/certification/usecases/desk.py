"""What waits on a practitioner's desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.events.public import RegistrationStatus
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import EXPIRING_DAYS, Status
from services.certification.store import Store
from services.certification.store.certifications import Wanted


@dataclass(frozen=True, slots=True)
class Desk:
    """`counts` leaves out states without any."""

    counts: dict[Status, int]
    awaiting_patient: int
    awaiting_caregiver: int
    expiring: int
    undelivered: int


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
        expiring=await count(
            practitioner_id, Wanted(ending_by=connecticut_date(now) + timedelta(EXPIRING_DAYS))
        ),
    )
