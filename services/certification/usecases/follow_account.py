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
        moved = _moved(certification, parts(certification, links), email, now)
        if moved != certification:
            caregiver = moved.caregiver
            if caregiver is not None and caregiver.person_id and caregiver != certification.caregiver:
                person = await store.persons.hold_id(tx, caregiver.person_id)
                await store.persons.reached_at(tx, person, email)
            moved = await announce(tx, moved, ApplicationChanged, store=store)
            await store.certifications.save(tx, moved, Act(Deed.EMAIL_CHANGED, now))


async def note_mail_outcome(
    tx: Transaction, certification_id: str, person_id: str | None, *, failed: bool, at: datetime, store: Store
) -> None:
    """A mail about it failed for good, or one arrived after that. A failure shows on the practitioner's desk until
    a later mail to the same person arrives or goes elsewhere.

    Not one to the practitioner, `person_id`: nothing can be done for the patient about that.
    """
    certification = await store.certifications.find(certification_id, tx=tx)
    if certification is None or certification.practitioner_id == person_id:
        return
    noted = certification.with_mail_outcome(person_id or certification.patient_as_told, at, failed=failed)
    if noted != certification:
        deed = Deed.DELIVERY_FAILED if failed else Deed.DELIVERED
        await store.certifications.save(tx, replace(noted, updated_at=at), Act(deed, at))


def _moved(certification: Certification, found: set[Part], email: str, now: datetime) -> Certification:
    """Where an address is another, what failed before went elsewhere."""
    moved = certification
    if Part.PATIENT in found and certification.patient.email != email:
        patient = replace(certification.patient, email=email)
        moved = replace(moved, patient=patient, temporary_email=False, updated_at=now)
        moved = moved.with_mail_outcome(certification.patient_as_told, now, failed=False)
    caregiver = certification.caregiver
    if Part.CAREGIVER in found and caregiver is not None and caregiver.email != email:
        moved = replace(moved, caregiver=replace(caregiver, email=email), updated_at=now)
        moved = moved.with_mail_outcome(caregiver.person_id or "", now, failed=False)
    return moved
