"""The patient completes the registration that the certification opened."""

from datetime import datetime

from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import ApplicationChanged
from contracts.events.public import CertificationRegistered, RegistrationStatus
from services.certification.domain.certification import Certification, Statement, Status
from services.certification.store import Store
from services.certification.usecases.access import as_patient
from services.certification.usecases.announce import announce


async def complete_registration(
    id: str, affirmed: tuple[Statement, ...], *, session: Session, now: datetime, store: Store
) -> Certification:
    """Register the patient, who affirms every statement. Repeating it changes nothing.

    Raises Refused where a statement is not affirmed or the certification no longer allows it.
    """

    async def work(tx: Transaction) -> Certification:
        certification = await as_patient(id, session, store, tx=tx)
        registration = certification.registration
        if registration is not None and registration.status is RegistrationStatus.REGISTERED:
            return certification
        if certification.status is not Status.CERTIFIED or registration is None:
            raise Refused(
                Refusal(
                    UserErrorCode.WRONG_STATE,
                    "This certification is no longer valid. Ask your practitioner for a new one.",
                    ("certificationId",),
                )
            )
        missing = [statement for statement in Statement if statement not in affirmed]
        if missing:
            raise Refused(
                *(
                    Refusal(UserErrorCode.REQUIRED, f"Affirm {statement.value} to register.", ("affirmed",))
                    for statement in missing
                )
            )
        registered = certification.registered(tuple(Statement), at=now)
        registered, events = announce(
            registered, CertificationRegistered, ApplicationChanged, store.transport
        )
        registered = await store.certifications.save(tx, registered)
        await store.outbox.add(tx, events)
        return registered

    return await store.transaction(work)
