"""What identity and the mailer announce of a certification's people after it was certified."""

from dataclasses import replace
from datetime import datetime

from chassis.mongo import Transaction
from contracts.events.internal import ApplicationChanged, Part
from services.certification.domain.audit import Act, Deed
from services.certification.domain.certification import Certification
from services.certification.store import Store
from services.certification.usecases.access import parts
from services.certification.usecases.announce import announce


async def follow_account(
    tx: Transaction, account_id: str, email: str, *, now: datetime, store: Store
) -> None:
    """A person's account has another address: what is still to come goes there, and the gate knows them by it."""
    links = await store.links.of_account(account_id, tx=tx)
    for certification_id in sorted({link.certification_id for link in links}):
        certification = await store.certifications.find(certification_id, tx=tx)
        if certification is None or certification.registration is None or certification.registration.closed:
            continue
        moved = _moved(certification, parts(certification, links), email)
        if moved != certification:
            moved = replace(moved, undelivered_at=None, updated_at=now)
            moved = await announce(tx, moved, ApplicationChanged, store=store)
            await store.certifications.save(tx, moved, Act(Deed.EMAIL_CHANGED, now))


async def note_failed_delivery(
    tx: Transaction, certification_id: str, person_id: str | None, *, now: datetime, store: Store
) -> None:
    """A mail about it will not arrive: that shows on the practitioner's desk until the address is corrected.

    Not one to the practitioner, `person_id`: nothing can be done for the patient about that.
    """
    certification = await store.certifications.find(certification_id, tx=tx)
    if certification is None or certification.practitioner_id == person_id:
        return
    if certification.undelivered_at is None:
        noted = replace(certification, undelivered_at=now, updated_at=now)
        await store.certifications.save(tx, noted, Act(Deed.DELIVERY_FAILED, now))


def _moved(certification: Certification, found: set[Part], email: str) -> Certification:
    if Part.PATIENT in found:
        patient = replace(certification.patient, email=email)
        certification = replace(certification, patient=patient, temporary_email=False)
    if Part.CAREGIVER in found and certification.caregiver is not None:
        caregiver = replace(certification.caregiver, email=email)
        certification = replace(certification, caregiver=caregiver)
    return certification
