"""What a delivery's templates are given."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from contracts.events.internal import Language
from services.notifications.domain.assistance import BY_AREA, nearest_first
from services.notifications.domain.delivery import Content, Delivery, Kind
from services.notifications.mails.wording import instant
from services.notifications.mails.writer import Writer
from services.notifications.smtp.message import Written

# What a request for a mail must bring: a request without it can never be written.
REQUIRED: Mapping[Kind, frozenset[str]] = {Kind.ACCOUNT_VERIFICATION: frozenset(("link", "code"))}
EXPIRY = "expiresAt"  # optional, an ISO 8601 instant


def write_mail(
    delivery: Delivery, content: Content, *, practitioner: str | None, registration_link: str, writer: Writer
) -> Written:
    """`practitioner` is the display name of who certified, where it is known."""
    match delivery.kind:
        case Kind.ACCOUNT_VERIFICATION:
            values = _verification(content, delivery.language)
        case Kind.PATIENT_REGISTRATION:
            values = _registration(content, practitioner, registration_link)
    return writer.write(delivery.kind, delivery.language, values)


def _verification(content: Content, language: Language) -> dict[str, Any]:
    expiry = _instant_of(content.values.get(EXPIRY))
    return {
        "link": content.values["link"],
        "code": content.values["code"],
        "valid_until": None if expiry is None else instant(expiry, language),
    }


def _registration(content: Content, practitioner: str | None, link: str) -> dict[str, Any]:
    area = content.values["zip"][:3]
    return {
        "link": link,
        "first_name": content.values["first_name"],
        "practitioner": practitioner,
        "places": nearest_first(area),
        "nearest_known": area in BY_AREA,
    }


def _instant_of(text: str | None) -> datetime | None:
    """A mail without its expiry is better than none: what cannot be read is left out."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
