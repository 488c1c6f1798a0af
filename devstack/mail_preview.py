"""`make mail-preview`: every mail in both languages, as text and HTML, in a folder for a person to look at."""

from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path

from contracts.events.internal import Language, Part, PractitionerContact
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.notifications.domain.application import Application, Person
from services.notifications.domain.delivery import Content, Kind
from services.notifications.mails.writer import Writer
from services.notifications.usecases.write_mail import REQUIRED, Links, write_mail

LINKS = Links(registration="https://registry.example/register", site="https://registry.example")
RIVERA = PractitionerContact(name="Elena Rivera, MD", email="rivera@clinic.example")
ANA = Person("ana", Part.PATIENT, "Ana", "ana@mail.example", "06902", Language.EN)
APPLICATION = Application(
    id="0a1b2c3d-0000",
    practitioner_id="rivera",
    status=CertificationStatus.CERTIFIED,
    registration=RegistrationStatus.REGISTERED,
    valid_until=date(2027, 3, 3),
    people=(ANA,),
)
OF_A_MINOR = replace(APPLICATION, people=(replace(ANA, minor=True),))
TO_GUARDIANS_TOO = (Kind.NOT_YET_REGISTERED, Kind.EXPIRING, Kind.WITHDRAWN, Kind.REVOKED)
LINK = "https://registry.example/verify?token=3q2-7wXbQ"
REQUESTED = {"link": LINK, "code": "204816", "hours": "24", "days": "7"}
VALUES = {
    Kind.SECURITY_NOTICE: {"change": "PASSWORD_CHANGED"},
    Kind.DELEGATE_INVITATION: REQUESTED | {"practitioner": RIVERA.name},
    Kind.RETURNED: {"practitioner": RIVERA.name, "reference": "0A1B2C3D"},
}


def preview(folder: Path) -> Path:
    """Write them all; the page that leads to each."""
    folder.mkdir(parents=True, exist_ok=True)
    writer, rows = Writer(), []
    wanted = [(kind, APPLICATION, kind.lower()) for kind in Kind]
    wanted += [(kind, OF_A_MINOR, f"{kind.lower()}.guardian") for kind in TO_GUARDIANS_TOO]
    for kind, about, mail_name in wanted:
        requested = kind in REQUIRED
        values = REQUESTED if requested else {"first_name": ANA.first_name, "zip": ANA.zip, "days": "7"}
        content = Content(email=ANA.email, values=VALUES.get(kind, values), person_id=ANA.id)
        for language in Language:
            application = None if requested else about
            mail = write_mail(kind, language, content, application, RIVERA, links=LINKS, writer=writer)
            name = f"{mail_name}.{language.lower()}"
            (folder / f"{name}.html").write_text(mail.html)
            (folder / f"{name}.txt").write_text(f"Subject: {mail.subject}\n\n{mail.text}")
            rows.append(
                f'<li><a href="{name}.html">{name}</a> (<a href="{name}.txt">text</a>): '
                f"{escape(mail.subject)}</li>"
            )
    index = folder / "index.html"
    index.write_text(f"<!doctype html><meta charset=utf-8><title>Mails</title><ul>{''.join(rows)}</ul>")
    return index
