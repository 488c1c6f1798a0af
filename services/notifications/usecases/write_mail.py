"""What a mail's source is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.events.internal import Language, Part, PractitionerContact
from contracts.events.public import RegistrationStatus
from services.notifications.domain.application import Application
from services.notifications.domain.assistance import BY_AREA, nearest_first
from services.notifications.domain.delivery import Content, Kind
from services.notifications.mails.wording import spelled
from services.notifications.mails.writer import Writer
from services.notifications.smtp.message import Written

# What a request for a mail must bring: a request without it can never be written.
REQUIRED: Mapping[Kind, frozenset[str]] = {
    Kind.ACCOUNT_VERIFICATION: frozenset(("link", "code")),
    Kind.ACCOUNT_EXISTS: frozenset(),
    Kind.PASSWORD_RESET: frozenset(("link", "code")),
    Kind.EMAIL_CHANGE: frozenset(("link", "code")),
    Kind.SECURITY_NOTICE: frozenset(("change",)),
    Kind.DELEGATE_INVITATION: frozenset(("link", "practitioner")),
    Kind.RETURNED: frozenset(("practitioner", "reference")),
}


@dataclass(frozen=True, slots=True)
class Links:
    """Where mails lead to: the patients' registration, and the site that everybody else uses."""

    registration: str
    site: str


def write_mail(
    kind: Kind,
    language: Language,
    content: Content,
    application: Application | None,
    practitioner: PractitionerContact | None,
    *,
    links: Links,
    writer: Writer,
) -> Written:
    """`application` where the mail follows from one; `practitioner` where its practitioner is known."""
    if application is None:
        # How long a link lasts may be missing: a mail without it is better than none.
        values: dict[str, Any] = {"hours": None, "days": None, "site": links.site, **content.values}
    else:
        values = _of_application(content, application, practitioner, language, links)
    return writer.write(kind, language, values)


def _of_application(
    content: Content,
    application: Application,
    practitioner: PractitionerContact | None,
    language: Language,
    links: Links,
) -> dict[str, Any]:
    area = content.values["zip"].strip()[:3]
    patient = next((each for each in application.of(Part.PATIENT) if each.id == content.person_id), None)
    return {
        "link": links.registration,
        "site": links.site,
        "first_name": content.values["first_name"],
        "child": patient.first_name
        if patient and patient.minor
        else "",  # a guardian reads what is a minor's
        "practitioner": None if practitioner is None else practitioner.name,
        "places": nearest_first(area),
        "nearest_known": area in BY_AREA,
        "days": content.values["days"],
        "last_day": spelled(application.valid_until, language),
        "registered": application.registration is RegistrationStatus.REGISTERED,
        "grace": application.registration is not RegistrationStatus.CLOSED,
        "reference": application.id.partition("-")[0].upper(),
    }
