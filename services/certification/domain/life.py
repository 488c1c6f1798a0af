"""What time brings to a certification: reminders, its end, and the end of a registration after a withdrawal.

Legal dates are Connecticut's calendar dates, so the things of a day fall due when that day begins there, or, where
somebody is reminded by mail, in its morning.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.certification.domain.calendar import CONNECTICUT, day_of_age
from services.certification.domain.people import ADULT_AGE

MORNING = time(8)
DAYS_WITHOUT_CERTIFIER = 30  # after a withdrawal, before a completed registration closes
DAYS_FOR_COSIGNATURE = 30
REGISTRATION_REMINDERS = (7, 21)  # days since the certification
EXPIRY_REMINDERS = (60, 30, 7)  # days until its last day
STALE_AFTER = timedelta(days=3)  # a reminder that is later than this says nothing true any more


class DueKind(StrEnum):
    NOT_YET_REGISTERED = "NOT_YET_REGISTERED"
    EXPIRING = "EXPIRING"
    EXPIRES = "EXPIRES"
    REGISTRATION_CLOSES = "REGISTRATION_CLOSES"
    COSIGNATURE_LAPSES = "COSIGNATURE_LAPSES"


@dataclass(frozen=True, slots=True)
class Due:
    """Something to look at from `at` on. `days` tells reminders of one kind apart."""

    certification_id: str
    kind: DueKind
    at: datetime
    days: int = 0

    @property
    def id(self) -> str:
        return f"{self.certification_id}:{self.kind}:{self.days}"

    def stale(self, now: datetime) -> bool:
        """Whether it is a reminder whose time has passed."""
        is_reminder = self.kind in (DueKind.NOT_YET_REGISTERED, DueKind.EXPIRING)
        return is_reminder and now - self.at > STALE_AFTER


def starting(day: date, at: time = time(0)) -> datetime:
    """The instant at which a day begins in Connecticut, or a time of that day there."""
    return datetime.combine(day, at, CONNECTICUT)


def after_certification(certification_id: str, certified_on: date, valid_until: date) -> list[Due]:
    """All that time will bring to a certification that nobody touches."""
    registration = [
        Due(
            certification_id,
            DueKind.NOT_YET_REGISTERED,
            starting(certified_on + timedelta(days), MORNING),
            days,
        )
        for days in REGISTRATION_REMINDERS
    ]
    ending = [
        Due(certification_id, DueKind.EXPIRING, starting(valid_until - timedelta(days), MORNING), days)
        for days in EXPIRY_REMINDERS
    ]
    end = Due(certification_id, DueKind.EXPIRES, starting(valid_until + timedelta(1)))
    return [*registration, *ending, end]


def after_withdrawal(certification_id: str, withdrawn_on: date, valid_until: date) -> Due:
    """From here on a completed registration closes unless somebody certified the patient anew.

    It never outlives the certification's own last day (CGS 21a-408d(a)).
    """
    last = min(withdrawn_on + timedelta(DAYS_WITHOUT_CERTIFIER), valid_until)
    return Due(certification_id, DueKind.REGISTRATION_CLOSES, starting(last + timedelta(1)))


def after_first_signature(certification_id: str, signed_on: date, born: date | None) -> Due:
    """A second signature is waited for no longer than the patient is a minor: who comes of age is certified anew."""
    lapses = signed_on + timedelta(DAYS_FOR_COSIGNATURE + 1)
    if born is not None:
        lapses = min(lapses, day_of_age(born, ADULT_AGE))
    return Due(certification_id, DueKind.COSIGNATURE_LAPSES, starting(lapses))
