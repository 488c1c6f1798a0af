"""What a rotation of keys seals and indexes anew in certification (chassis/rotation.py)."""

from chassis.mongo import Document
from chassis.rotation import Opened, Resealed
from chassis.sealed import BlindIndex
from services.certification.store import certifications


def _person(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    return certifications.person_index(
        index, certifications.PATIENT.validate_python(opened["sealed"]["patient"])
    )


RESEALED = (Resealed(certifications.COLLECTION, {"sealed": "content"}, {"personIndex": _person}),)
