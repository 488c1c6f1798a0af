"""A wrong e-mail address is corrected by the practitioner, until the patient has an account."""

from dataclasses import replace
from datetime import datetime

from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.contact import normal_email
from contracts.events.internal import ApplicationChanged, Part
from services.certification.domain.audit import Capacity, Deed
from services.certification.domain.certification import Certification
from services.certification.rules.rulebook import Rulebooks
from services.certification.store import Store
from services.certification.usecases.access import act, own
from services.certification.usecases.announce import announce
from services.certification.usecases.decide import decide_part
from services.certification.usecases.elsewhere import learn_of, persons_of
from services.certification.usecases.once import once
from services.certification.usecases.withdraw_certification import require_in_force

# Rules about the address: whether it is one, and whose. A guardian's is their own, and the minor's.
ADULTS_ADDRESS = ("MAIL", "WHO-4B")
GUARDIANS_ADDRESS = ("MAIL", "MIN-8", "CARE-3", "CARE-13", "CARE-14")


async def correct_patient_email(
    id: str,
    email: str,
    *,
    session: Session,
    now: datetime,
    request: Request | None,
    store: Store,
    books: Rulebooks,
) -> Certification:
    """Announce the new address: the gate moves there, and the registration mail is sent anew.

    A minor's address is the guardian's, who acts for both (MIN-8): it is corrected for both. Raises Refused for what
    the rules do not take for an address, where it is not in force, or where the patient, or a minor's guardian, has an
    account: then they change it themselves; TooManyRequests as a check does. The same address again changes nothing.
    """
    address = email.strip()
    present = await own(id, session, store)
    if present.of_minor:  # a guardian is known by their address
        corrected = _corrected(present, address)
        await learn_of(corrected, await persons_of(corrected, store), session, now=now, store=store)

    async def work(tx: Transaction) -> Certification:
        certification = await own(id, session, store, tx=tx)
        require_in_force(certification, now)
        if await _has_account(certification, store, tx=tx):
            raise Refused(
                Refusal(
                    UserErrorCode.WRONG_STATE,
                    "The patient has an account already, and can change the address there.",
                    ("certificationId",),
                )
            )
        if address == certification.patient.email:
            return certification
        corrected = _corrected(certification, address)
        about = GUARDIANS_ADDRESS if certification.of_minor else ADULTS_ADDRESS
        corrected, facts = await decide_part(
            tx, corrected, about, path=("email",), now=now, store=store, books=books
        )
        guardian = corrected.caregiver if certification.of_minor else None
        if guardian is not None and guardian.person_id is not None:
            person = await store.persons.hold_id(tx, guardian.person_id)
            await store.persons.reached_at(tx, person, normal_email(address) or address)
        corrected = replace(corrected, temporary_email=bool(facts.temporary_email), updated_at=now)
        corrected = corrected.with_mail_outcome(certification.patient_as_told, now, failed=False)
        corrected = await announce(tx, corrected, ApplicationChanged, store=store)
        by = act(Deed.EMAIL_CORRECTED, session, Capacity.PRACTITIONER, at=now)
        return await store.certifications.save(tx, corrected, by)

    return await once(request, work, session=session, now=now, store=store)


async def _has_account(certification: Certification, store: Store, *, tx: Transaction) -> bool:
    """Whether the patient has one, or who acts for a minor."""
    acting = (Part.PATIENT, Part.CAREGIVER) if certification.of_minor else (Part.PATIENT,)
    return any([await store.links.has_account(certification.id, part, tx=tx) for part in acting])


def _corrected(certification: Certification, address: str) -> Certification:
    guardian = certification.caregiver if certification.of_minor else None
    return replace(
        certification,
        patient=replace(certification.patient, email=address),
        caregiver=certification.caregiver if guardian is None else replace(guardian, email=address),
    )
