"""What a rotation of keys seals and indexes anew in certification (chassis/rotation.py)."""

from chassis.mongo import Document
from chassis.rotation import Opened, Resealed
from chassis.sealed import BlindIndex
from services.certification.store import delegates, documents, persons, practitioners, temporary_emails


def _patient(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    patient = documents.PATIENT.validate_python(opened["sealed"]["patient"])
    return documents.patient_index(index, patient)


def _reference(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    cosignature = documents.COSIGNATURE.validate_python(opened["sealed"]["cosignature"])
    return documents.reference_index(index, cosignature)


def _person(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    identity = persons.IDENTITY.validate_python(opened["sealed"]["identity"])
    return index.of(*documents.person_fact(identity))


def _emails(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    return persons.email_index(index, opened["sealed"]["emails"])


def _address(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    return temporary_emails.address_index(index, opened["sealed"]["email"])


def _delegate(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    return delegates.email_index(index, opened["sealed"]["email"])


RESEALED = (
    Resealed(
        documents.COLLECTION,
        {"sealed": "content"},
        {"patientIndex": _patient, "referenceIndex": _reference},
    ),
    Resealed(delegates.COLLECTION, {"sealed": "content"}, {"emailIndex": _delegate}),
    Resealed(persons.COLLECTION, {"sealed": "content"}, {"index": _person, "emailIndex": _emails}),
    Resealed(practitioners.COLLECTION, {"sealed": "name"}),
    Resealed(temporary_emails.COLLECTION, {"sealed": "email"}, {"emailIndex": _address}),
)
