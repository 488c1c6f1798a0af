"""Handing mails in: encryption, login, addresses beyond ASCII, and what each fault means."""

import datetime as dt
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from contracts.events.internal import Language
from devstack.certificate import server_context, write_certificate
from services.notifications.smtp.message import Written, message
from services.notifications.smtp.postbox import NotAccepted, Postbox
from services.notifications.smtp.server import SmtpServer
from tests.notifications.mail_server import DROP_AFTER, DROP_BEFORE, MailServer
from tests.notifications.support import DOMAIN, SENDER, eventually

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def mail(recipient: str = "ana@mail.example") -> EmailMessage:
    return message(
        Written("Hello", "Hello\n", "<p>Hello</p>"),
        message_id="<d1@registry.example>",
        date=NOW,
        sender=SENDER,
        recipient=recipient,
        language=Language.EN,
    )


async def hand_in(server: SmtpServer, recipient: str = "ana@mail.example") -> None:
    postbox = Postbox(server, DOMAIN)
    await postbox.hand_in(mail(recipient), sender=SENDER, recipient=recipient)
    await postbox.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that signs itself."""
    return write_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def secure_server(certificate: Path) -> AsyncIterator[MailServer]:
    """Offers STARTTLS and wants a login."""
    server = MailServer(tls=server_context(certificate), password="open sesame/1")
    await server.start()
    yield server
    await server.stop()


async def test_a_login_goes_over_starttls(secure_server: MailServer, certificate: Path) -> None:
    url = f"smtp://mailer:open%20sesame%2F1@localhost:{secure_server.port}"
    await hand_in(SmtpServer.parse(url, ca_file=certificate))
    assert secure_server.encrypted == [True]
    assert secure_server.logins == ["mailer"]


async def test_a_wrong_password_is_a_fault_of_ours_and_tried_again(
    secure_server: MailServer, certificate: Path
) -> None:
    url = f"smtp://mailer:wrong@localhost:{secure_server.port}"
    with pytest.raises(NotAccepted) as refused:
        await hand_in(SmtpServer.parse(url, ca_file=certificate))
    assert refused.value.fault.permanent is False
    assert refused.value.fault.reason == "SMTP 535 at connect"


async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(secure_server: MailServer) -> None:
    with pytest.raises(NotAccepted, match="TLS failed at connect") as refused:
        await hand_in(SmtpServer.parse(f"smtp://mailer:x@localhost:{secure_server.port}"))
    assert refused.value.fault.permanent is False
    assert secure_server.mails == []


async def test_a_password_never_travels_in_the_open(mail_server: MailServer) -> None:
    """This server offers no STARTTLS."""
    with pytest.raises(NotAccepted) as refused:
        await hand_in(SmtpServer.parse(f"smtp://mailer:secret@127.0.0.1:{mail_server.port}"))
    assert refused.value.fault.permanent is False
    assert mail_server.mails == []


async def test_an_address_beyond_ascii_goes_where_the_server_speaks_it(mail_server: MailServer) -> None:
    server = SmtpServer("127.0.0.1", mail_server.port)
    await hand_in(server, "añá@mail.example")
    assert mail_server.recipients == ["añá@mail.example"]


async def test_a_server_is_greeted_with_the_domain_of_the_mails(mail_server: MailServer) -> None:
    await hand_in(SmtpServer("127.0.0.1", mail_server.port))
    assert mail_server.greeted_by == [DOMAIN]


async def test_a_sender_that_is_refused_is_a_fault_of_ours_and_tried_again(mail_server: MailServer) -> None:
    """No mail of anybody's would go out: the patients and their practitioners can do nothing about it."""

    async def unknown(_: str) -> str:
        return "550 5.7.60 not allowed to send as this sender"

    mail_server.on_sender = unknown
    with pytest.raises(NotAccepted) as refused:
        await hand_in(SmtpServer("127.0.0.1", mail_server.port))
    assert (refused.value.fault.permanent, refused.value.fault.reason) == (False, "SMTP 550 at MAIL")


async def test_every_mail_has_a_connection_of_its_own(mail_server: MailServer) -> None:
    postbox = Postbox(SmtpServer("127.0.0.1", mail_server.port), DOMAIN)
    for _ in range(3):
        await postbox.hand_in(mail(), sender=SENDER, recipient="ana@mail.example")
    await postbox.close()
    assert (len(mail_server.mails), mail_server.connections) == (3, 3)


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("RCPT", "451 come back later"),
        ("RCPT", "550 no such user"),
        ("DATA", "452 full"),
        ("DATA", DROP_BEFORE),
        ("DATA", DROP_AFTER),
    ],
)
async def test_a_connection_with_an_error_is_ended_and_never_used_again(
    mail_server: MailServer, stage: str, answer: str
) -> None:
    """The next mail of the same postbox, straight after, goes over a new one."""
    postbox = Postbox(SmtpServer("127.0.0.1", mail_server.port), DOMAIN)

    async def bad(_: str) -> str:
        return answer

    async def good(_: str) -> None:
        return None

    async def first_ended() -> bool:
        return mail_server.ended >= 1

    mail_server.on_recipient, mail_server.on_data = (bad, good) if stage == "RCPT" else (good, bad)
    with pytest.raises(NotAccepted):
        await postbox.hand_in(mail(), sender=SENDER, recipient="ana@mail.example")
    await eventually(first_ended)

    mail_server.on_recipient, mail_server.on_data = good, good
    await postbox.hand_in(mail("ben@mail.example"), sender=SENDER, recipient="ben@mail.example")
    assert mail_server.recipients[-1] == "ben@mail.example"
    assert mail_server.connections == 2
    await postbox.close()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 25)),
        ("smtps://mail.example", SmtpServer("mail.example", 465, tls=True)),
        ("smtp://u:p%40ss@mail.example:587", SmtpServer("mail.example", 587, username="u", password="p@ss")),
    ],
)
def test_the_url_says_where_and_how(url: str, expected: SmtpServer) -> None:
    assert SmtpServer.parse(url) == expected


@pytest.mark.parametrize(
    "url", ["", "mail.example:25", "http://mail.example", "smtp://:25", "smtp://h:x", "smtp://user@h"]
)
def test_a_url_that_cannot_be_read_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"^(must|cannot|needs)") as refused:
        SmtpServer.parse(url)
    assert not url or url not in str(refused.value)


def test_the_password_is_not_in_the_servers_own_description() -> None:
    assert "secret" not in repr(SmtpServer.parse("smtp://user:secret@mail.example"))
