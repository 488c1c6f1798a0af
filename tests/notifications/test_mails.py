"""What mails say, in both languages, and what nobody can make them say."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from contracts.events.internal import Language, Part, PractitionerContact
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.notifications.domain.application import Application, Person
from services.notifications.domain.delivery import Content, Kind, message_id
from services.notifications.mails.writer import Writer
from services.notifications.smtp.message import BadAddress, Written, message
from services.notifications.usecases.write_mail import REQUIRED, Links, write_mail
from tests.notifications.support import LINK, SENDER, SITE

AT = datetime(2026, 11, 25, 20, 5, tzinfo=UTC)
WRITER = Writer()
ANA = {"first_name": "Ana", "zip": "06902", "days": "7"}
REQUESTED = {"link": "https://x.example/verify?token=t&n=1", "code": "123456", "hours": "24"}
VALUES = {
    **dict.fromkeys(Kind, ANA),
    Kind.ACCOUNT_VERIFICATION: REQUESTED,
    Kind.ACCOUNT_EXISTS: {},
    Kind.PASSWORD_RESET: REQUESTED,
    Kind.EMAIL_CHANGE: REQUESTED,
    Kind.SECURITY_NOTICE: {"change": "PASSWORD_CHANGED"},
    Kind.DELEGATE_INVITATION: {"link": REQUESTED["link"], "practitioner": "Elena Rivera", "days": "7"},
    Kind.RETURNED: {"practitioner": "Elena Rivera", "reference": "0A1B2C3D"},
}
APPLICATION = Application(
    id="0a1b2c3d-1111",
    practitioner_id="rivera",
    status=CertificationStatus.CERTIFIED,
    registration=RegistrationStatus.AWAITING_PATIENT,
    valid_until=date(2027, 3, 3),
    people=(),
)
SUBSTANCE = (
    "marijuana",
    "marihuana",
    "cannabis",
    "palliative",
    "paliativ",
    "medical",
    "médic",
    "debilitating",
)
TELLING = (
    "marijuana",
    "marihuana",
    "cannabis",
    "palliative",
    "medical",
    "médic",
    "patient",
    "certif",
    "condition",
)


def written(
    kind: Kind, language: Language = Language.EN, practitioner: str | None = None, **values: str
) -> Written:
    content = Content(email="ana@mail.example", values=VALUES[kind] | values)
    known = PractitionerContact(name=practitioner, email="r@x.example") if practitioner else None
    return write_mail(
        kind,
        language,
        content,
        None if kind in REQUIRED else APPLICATION,
        known,
        links=Links(registration=LINK, site=SITE),
        writer=WRITER,
    )


def mail(recipient: str = "ana@mail.example", subject: str = "Hello") -> EmailMessage:
    return message(
        Written(subject=subject, text="Grüße\n", html="<p>Grüße</p>"),
        message_id=message_id("d1", "registry.example"),
        date=AT,
        sender=SENDER,
        recipient=recipient,
        language=Language.ES,
    )


every_mail = pytest.mark.parametrize("kind", list(Kind))
every_language = pytest.mark.parametrize("language", list(Language))


@every_mail
@every_language
def test_every_mail_has_a_subject_a_text_and_html(kind: Kind, language: Language) -> None:
    told = written(kind, language)
    assert told.subject
    assert "\n" not in told.subject
    assert any(link in told.text for link in (LINK, SITE, REQUESTED["link"]))
    assert f'<html lang="{language.lower()}"' in told.html
    assert "{{" not in told.text + told.html


@every_mail
@every_language
def test_a_subject_tells_nothing_of_what_it_is_about(kind: Kind, language: Language) -> None:
    subject = written(kind, language, "Elena Rivera").subject.lower()
    assert not [word for word in (*TELLING, "ana", "rivera") if word in subject]


@every_mail
@every_language
def test_no_mail_names_the_substance_anywhere(kind: Kind, language: Language) -> None:
    told = written(kind, language)
    assert not [word for word in SUBSTANCE if word in (told.text + told.html).lower()]


@every_mail
@every_language
def test_html_stands_without_images_scripts_or_style_sheets(kind: Kind, language: Language) -> None:
    html = written(kind, language).html
    assert not {"img", "script", "link"} & _tags(html)
    assert 'style="' in html
    assert "@media (max-width" in html
    assert 'name="viewport"' in html


def test_the_registration_mail_gives_the_link_the_steps_and_the_help_nearest_first() -> None:
    text = written(Kind.PATIENT_REGISTRATION, practitioner="Elena Rivera").text
    for step in (
        "this e-mail address",
        "Verify",
        '"I am a patient"',
        "date of birth",
        "pre-filled",
        "Complete it",
    ):
        assert step in text
    assert "Elena Rivera has started" in text
    assert (
        text.index("Stamford, CT 06902") < text.index("Milford, CT 06461") < text.index("Hartford, CT 06120")
    )
    for detail in ("814 East Main Street", "Monday to Friday, 10 am to 8 pm", "203-324-4673", "475-292-0520"):
        assert detail in text


def test_the_html_of_the_registration_mail_has_the_same_facts_as_its_text() -> None:
    told = written(Kind.PATIENT_REGISTRATION)
    for detail in (LINK, "I am a patient", "92 Weston Street, Suite 16", "860-246-4673", "860-519-1852"):
        assert detail in told.text
        assert detail in told.html


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", Kind)
def test_a_text_says_what_each_of_its_links_is_for(kind: Kind, language: Language) -> None:
    """The line above it does, as the button in the HTML."""
    lines = written(kind, language).text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("http"):
            assert lines[number - 1].endswith(":"), line


BEN = Person("ben", Part.PATIENT, "Ben", "ana@mail.example", "06902", Language.EN, minor=True)
OF_CHILDREN = {
    Kind.NOT_YET_REGISTERED: ("an application for Ben that only you", "give the date of birth of Ben"),
    Kind.EXPIRING: ("The application of Ben ends in 7 days",),
    Kind.WITHDRAWN: ("on which the registration of Ben rests", "signs for Ben"),
    Kind.REVOKED: ("on which the registration of Ben rests",),
}


@every_language
@pytest.mark.parametrize("kind", OF_CHILDREN)
def test_a_guardian_is_not_taken_for_the_child(kind: Kind, language: Language) -> None:
    content = Content(email=BEN.email, values=ANA | {"first_name": "Ben"}, person_id=BEN.id)
    application = replace(APPLICATION, people=(BEN,))
    links = Links(registration=LINK, site=SITE)
    told = write_mail(kind, language, content, application, None, links=links, writer=WRITER)
    text = " ".join(told.text.split())
    assert not text.startswith(("Hello Ben", "Hola, Ben"))
    assert "Ben" in text
    if language is Language.EN:
        assert [part for part in OF_CHILDREN[kind] if part not in text] == []


def test_an_end_that_is_near_is_that_of_a_registration_where_there_is_one() -> None:
    content = Content(email="ana@mail.example", values=ANA)
    links = Links(registration=LINK, site=SITE)
    for registration, what in (
        (RegistrationStatus.REGISTERED, "Your registration ends"),
        (RegistrationStatus.AWAITING_PATIENT, "Your application ends"),
    ):
        application = replace(APPLICATION, registration=registration)
        told = write_mail(Kind.EXPIRING, Language.EN, content, application, None, links=links, writer=WRITER)
        assert what in told.text


def test_a_mail_goes_out_before_the_practitioner_is_known() -> None:
    assert "Your practitioner has started" in written(Kind.PATIENT_REGISTRATION).text


def test_the_verification_mail_tells_link_code_and_how_long_they_last() -> None:
    told = written(Kind.ACCOUNT_VERIFICATION)
    assert "123456" in told.text
    assert "valid for 24 hours" in told.text
    assert "valid for 1 hour." in written(Kind.ACCOUNT_VERIFICATION, hours="1").text
    assert "válidos durante 24 horas" in written(Kind.ACCOUNT_VERIFICATION, Language.ES).text


def test_a_verification_mail_that_was_not_told_how_long_says_nothing_of_it() -> None:
    assert "valid for" not in written(Kind.ACCOUNT_VERIFICATION, hours="").text


def test_a_hostile_name_is_text_in_html_and_one_line_in_text() -> None:
    told = written(Kind.PATIENT_REGISTRATION, first_name='<script>x()</script>\r\nBcc: eve@x.example "')
    assert "script" not in _tags(told.html)
    assert "&lt;script&gt;" in told.html
    assert 'Hello <script>x()</script> Bcc: eve@x.example ",' in told.text


def test_a_value_that_a_template_names_and_nobody_gave_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        WRITER.write(Kind.ACCOUNT_VERIFICATION, Language.EN, {"link": LINK})


def test_a_message_has_the_headers_of_an_automatic_mail() -> None:
    sent = mail()
    assert sent["Message-ID"] == "<d1@registry.example>"
    assert sent["Date"] == "Wed, 25 Nov 2026 20:05:00 +0000"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Content-Language"] == "es"
    assert sent["From"] == f"Registry <{SENDER}>"
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]
    assert b"\r\n" in sent.as_bytes()


@pytest.mark.parametrize(
    "recipient",
    [
        "ana@mail.example\r\nBcc: eve@x.example",
        "ana@mail.example, eve@x.example",
        "ana@mail.example eve@x.example",
        "<ana@mail.example>",
        "ana@",
        "@mail.example",
        "ana",
        "",
        "ana\x00@mail.example",
    ],
)
def test_an_address_that_would_be_more_than_an_address_is_refused(recipient: str) -> None:
    with pytest.raises(BadAddress):
        mail(recipient)


def test_a_line_break_never_gets_into_a_header() -> None:
    with pytest.raises(ValueError, match="Header values may not contain"):
        mail(subject="Hello\r\nBcc: eve@x.example")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)


def _tags(html: str) -> set[str]:
    parser = _Tags()
    parser.feed(html)
    return parser.seen
