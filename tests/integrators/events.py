"""Events as certification and identity announce them."""

from datetime import date

from chassis.events import Event, event_of
from contracts.events import public
from contracts.events.internal import ReminderDue, ReminderKind

CHANGES: dict[type[public.CertificationEvent], tuple[str, str]] = {
    public.CertificationCertified: ("CERTIFIED", "AWAITING_PATIENT"),
    public.CertificationRegistered: ("CERTIFIED", "REGISTERED"),
    public.CertificationRevoked: ("REVOKED", "CLOSED"),
}


def told(kind: type[public.CertificationEvent], certification_id: str = "c1", sequence: int = 1) -> Event:
    """What a change of a certification is told as."""
    status, registration = CHANGES[kind]
    data = kind(
        certification_id=certification_id,
        practitioner_id="rivera",
        status=public.CertificationStatus(status),
        registration=public.RegistrationStatus(registration),
        signed_on=date(2026, 11, 25),
        valid_until=date(2027, 11, 25),
        rulebook_version="2026-11",
    )
    return event_of(data, subject=certification_id, sequence=sequence)


def internal() -> Event:
    """Something that is none of an integrator's business."""
    due = ReminderDue(certification_id="c1", kind=ReminderKind.EXPIRING, days=7)
    return event_of(due, subject="c1:7", sequence=1)
