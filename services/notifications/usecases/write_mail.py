"""What a delivery's templates are given."""

from collections.abc import Mapping
from typing import Any

from services.notifications.domain.assistance import BY_AREA, nearest_first
from services.notifications.domain.delivery import Content, Delivery, Kind
from services.notifications.mails.writer import Writer
from services.notifications.smtp.message import Written

# What a request for a mail must bring: a request without it can never be written.
REQUIRED: Mapping[Kind, frozenset[str]] = {Kind.ACCOUNT_VERIFICATION: frozenset(("link", "code"))}


def write_mail(
    delivery: Delivery, content: Content, *, practitioner: str | None, registration_link: str, writer: Writer
) -> Written:
    """`practitioner` is the display name of who certified, where it is known."""
    match delivery.kind:
        case Kind.ACCOUNT_VERIFICATION:
            values = _verification(content)
        case Kind.PATIENT_REGISTRATION:
            values = _registration(content, practitioner, registration_link)
    return writer.write(delivery.kind, delivery.language, values)


def _verification(content: Content) -> dict[str, Any]:
    """`hours`, how long the link and the code last, may be missing: a mail without it is better than none."""
    return {
        "link": content.values["link"],
        "code": content.values["code"],
        "hours": content.values.get("hours"),
    }


def _registration(content: Content, practitioner: str | None, link: str) -> dict[str, Any]:
    area = content.values["zip"].strip()[:3]
    return {
        "link": link,
        "first_name": content.values["first_name"],
        "practitioner": practitioner,
        "places": nearest_first(area),
        "nearest_known": area in BY_AREA,
    }
