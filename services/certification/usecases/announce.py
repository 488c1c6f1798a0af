"""The events that tell of a certification: for integrators, and one for our own services."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from chassis.events import event_of, new_event_id
from chassis.mongo import Transaction
from contracts.contact import compared
from contracts.events.internal import ApplicationPeople, ApplicationState, Part, PersonContact
from contracts.events.public import CertificationEvent, CertificationStatus
from services.certification.domain.certification import Certification
from services.certification.domain.people import Caregiver
from services.certification.store import Store

Told: TypeAlias = Callable[..., CertificationEvent]  # an event type, with what it alone says bound to it


async def announce(
    tx: Transaction,
    certification: Certification,
    internal: type[ApplicationState],
    *public: Told,
    store: Store,
) -> Certification:
    """Put the events into the outbox; the certification with its sequence moved past them, to be saved.

    It was certified once.
    """
    state = _state(certification)
    sequence = certification.sequence
    events = []
    for told in public:
        sequence += 1
        rulebook = certification.decision.rulebook_version if certification.decision else ""
        data = told(**state, rulebook_version=rulebook)
        events.append(event_of(data, subject=certification.id, sequence=sequence))
    event_id = new_event_id()
    people = ApplicationPeople(people=people_of(certification)).model_dump(mode="json", by_alias=True)
    sealed = store.transport.seal(people, (event_id, "sealed"))
    sequence += 1
    events.append(
        event_of(internal(**state, sealed=sealed), subject=certification.id, sequence=sequence, id=event_id)
    )
    await store.outbox.add(tx, events)
    return replace(certification, sequence=sequence)


def _state(certification: Certification) -> dict[str, Any]:
    """What every event says."""
    assert certification.registration is not None, "only what was certified is announced"
    return {
        "certification_id": certification.id,
        "practitioner_id": certification.practitioner_id,
        "status": CertificationStatus(certification.status.value),
        "registration": certification.registration.status,
        "signed_on": certification.signed_on,
        "valid_until": certification.valid_until,
    }


def people_of(certification: Certification) -> tuple[PersonContact, ...]:
    """Whom the gate opens for and who is written to: the patient, and the caregiver where there is one."""
    patient = certification.patient
    contact = PersonContact(
        person_id=certification.patient_as_told,
        part=Part.PATIENT,
        first_name=patient.first_name or "",
        last_name=patient.last_name or "",
        email=compared(patient.email or ""),
        date_of_birth=patient.date_of_birth or date.min,
        zip=patient.zip or "",
        language=patient.language,
        temporary_email=certification.temporary_email,
        minor=certification.of_minor,
    )
    caregiver = certification.caregiver
    return (contact,) if caregiver is None else (contact, _caregiver(caregiver, contact))


def _caregiver(caregiver: Caregiver, patient: PersonContact) -> PersonContact:
    address = compared(caregiver.email or "")
    return PersonContact(
        person_id=caregiver.person_id or "",
        part=Part.CAREGIVER,
        first_name=caregiver.first_name or "",
        last_name=caregiver.last_name or "",
        email=address,
        date_of_birth=caregiver.date_of_birth or date.min,
        zip=patient.zip,
        language=caregiver.language,
        temporary_email=patient.temporary_email and address == patient.email,
        minor=patient.minor,  # their mail is a guardian's
    )
