"""The events that tell of a certification: one for integrators, one for our own services."""

from dataclasses import replace
from datetime import date

from chassis.events import Event, event_of, new_event_id
from chassis.sealed import Seal
from contracts.contact import normal_email
from contracts.events.internal import ApplicationPeople, ApplicationState, Part, PersonContact
from contracts.events.public import CertificationEvent, CertificationStatus
from services.certification.domain.certification import Certification


def announce(
    certification: Certification,
    public: type[CertificationEvent],
    internal: type[ApplicationState],
    transport: Seal,
) -> tuple[Certification, list[Event]]:
    """The events and the certification with its sequence moved past them. It must be certified."""
    assert certification.signed_on is not None
    assert certification.valid_until is not None
    assert certification.registration is not None
    assert certification.decision is not None
    status = CertificationStatus(certification.status.value)
    told = public(
        certification_id=certification.id,
        practitioner_id=certification.practitioner_id,
        status=status,
        registration=certification.registration.status,
        signed_on=certification.signed_on,
        valid_until=certification.valid_until,
        rulebook_version=certification.decision.rulebook_version,
    )
    event_id = new_event_id()
    people = ApplicationPeople(people=(_patient(certification),))
    state = internal(
        certification_id=certification.id,
        practitioner_id=certification.practitioner_id,
        status=status,
        registration=certification.registration.status,
        signed_on=certification.signed_on,
        valid_until=certification.valid_until,
        sealed=transport.seal(people.model_dump(mode="json", by_alias=True), (event_id, "sealed")),
    )
    sequence = certification.sequence
    events = [
        event_of(told, subject=certification.id, sequence=sequence + 1),
        event_of(state, subject=certification.id, sequence=sequence + 2, id=event_id),
    ]
    return replace(certification, sequence=sequence + 2), events


def _patient(certification: Certification) -> PersonContact:
    patient = certification.patient
    return PersonContact(
        person_id=certification.patient_id,
        part=Part.PATIENT,
        first_name=patient.first_name or "",
        last_name=patient.last_name or "",
        email=normal_email(patient.email or "") or "",
        date_of_birth=patient.date_of_birth or date.min,
        zip=patient.zip or "",
        language=patient.language,
    )
