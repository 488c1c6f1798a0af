"""A practitioner begins: "Add new patient"."""

from datetime import datetime
from uuid import uuid4

from chassis.mongo import Transaction
from chassis.tokens import Session
from services.certification.domain.certification import Certification
from services.certification.domain.people import Findings, Patient
from services.certification.store import Store
from services.certification.usecases.access import known_practitioner, practitioner_of
from services.certification.usecases.edit import acceptable


async def start_certification(
    patient: Patient, findings: Findings, *, session: Session, now: datetime, store: Store
) -> Certification:
    """Save a draft, however much of it is filled. Raises Refused where a text cannot be stored."""
    await known_practitioner(session, store)
    acceptable(patient, findings)
    draft = Certification(
        id=str(uuid4()),
        practitioner_id=practitioner_of(session),
        patient_id=str(uuid4()),
        created_at=now,
        updated_at=now,
        patient=patient,
        findings=findings,
    )

    async def work(tx: Transaction) -> None:
        await store.certifications.add(tx, draft)

    await store.transaction(work)
    return draft
