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
from services.certification.store import Store
from services.certification.usecases.access import act, own
from services.certification.usecases.announce import announce
from services.certification.usecases.once import once
from services.certification.usecases.withdraw_certification import require_certified


async def correct_patient_email(
    id: str, email: str, *, session: Session, now: datetime, request: Request | None, store: Store
) -> Certification:
    """Announce the new address: the gate moves there, and the registration mail is sent anew.

    Raises Refused for no address, where it is not in force, or where the patient has an account: then they change it
    themselves. The same address again changes nothing.
    """
    address = email.strip()

    async def work(tx: Transaction) -> Certification:
        certification = await own(id, session, store, tx=tx)
        require_certified(certification)
        if await store.links.has_account(id, Part.PATIENT, tx=tx):
            raise Refused(
                Refusal(
                    UserErrorCode.WRONG_STATE,
                    "The patient has an account already, and can change the address there.",
                    ("certificationId",),
                )
            )
        temporary = await store.temporary_emails.is_issued_to(certification.practitioner_id, address, tx=tx)
        reserved = store.temporary_emails.is_reserved(address)
        if not temporary and (reserved or normal_email(address) is None):
            raise Refused(
                Refusal(
                    UserErrorCode.INVALID,
                    "This is no valid e-mail address, or no temporary address of yours. Ask the patient to spell it.",
                    ("email",),
                )
            )
        if address == certification.patient.email:
            return certification
        corrected = replace(
            certification,
            patient=replace(certification.patient, email=address),
            temporary_email=temporary,
            updated_at=now,
        ).with_mail_outcome(certification.patient_as_told, now, failed=False)
        corrected = await announce(tx, corrected, ApplicationChanged, store=store)
        by = act(Deed.EMAIL_CORRECTED, session, Capacity.PRACTITIONER, at=now)
        return await store.certifications.save(tx, corrected, by)

    return await once(request, work, session=session, now=now, store=store)
