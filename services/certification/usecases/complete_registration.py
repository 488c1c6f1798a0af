"""The patient, or the caregiver, affirms their part of the registration that the certification opened."""

from datetime import datetime

from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import ApplicationChanged, Part
from contracts.events.public import CertificationRegistered
from services.certification.domain.audit import Capacity, Deed
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.domain.registration import STATEMENTS, Statement
from services.certification.store import Store
from services.certification.usecases.access import act, as_person
from services.certification.usecases.announce import Told, announce
from services.certification.usecases.once import once

AFFIRMING = {
    Part.PATIENT: (Deed.PATIENT_AFFIRMED, Capacity.PATIENT),
    Part.CAREGIVER: (Deed.CAREGIVER_AFFIRMED, Capacity.CAREGIVER),
}


async def complete_registration(
    id: str,
    affirmed: tuple[Statement, ...],
    *,
    part: Part,
    session: Session,
    now: datetime,
    request: Request | None,
    store: Store,
) -> Certification:
    """Affirm every statement of one's part; with the last part the patient is registered. Repeating it changes nothing.

    Raises Refused where a statement is not affirmed, the part is not one's own, or the certification no longer
    allows it.
    """

    async def work(tx: Transaction) -> Certification:
        certification, parts = await as_person(id, session, store, tx=tx)
        registration = certification.registration
        if part not in parts:
            raise _refused(UserErrorCode.INVALID, f"You are not the {part.lower()} of it.", "part")
        if not certification.in_force_on(connecticut_date(now)) or registration is None:
            raise _refused(
                UserErrorCode.WRONG_STATE,
                "This certification is no longer valid. Ask the practitioner for a new one.",
                "certificationId",
            )
        if registration.affirmed_by(part) is not None:
            return certification
        missing = [statement for statement in STATEMENTS[part] if statement not in affirmed]
        if missing:
            raise Refused(
                *(
                    Refusal(UserErrorCode.REQUIRED, f"Affirm {statement.value} to register.", ("affirmed",))
                    for statement in missing
                )
            )
        changed = certification.affirmed(part, at=now)
        assert changed.registration is not None
        public: tuple[Told, ...] = (CertificationRegistered,) if changed.registration.complete else ()
        changed = await announce(tx, changed, ApplicationChanged, *public, store=store)
        deed, capacity = AFFIRMING[part]
        return await store.certifications.save(tx, changed, act(deed, session, capacity, at=now))

    return await once(request, work, session=session, now=now, store=store)


def _refused(code: UserErrorCode, message: str, field: str) -> Refused:
    return Refused(Refusal(code, message, (field,)))
