"""A mail as it goes over the wire."""

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from contracts.events.internal import Language

# Neutral like the subject: a mailbox's list of messages shows both to whoever looks over a shoulder.
SENDER_NAME = "Registry"


class BadAddress(Exception):
    """An address cannot stand in a header: it has line breaks, spaces or no domain."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a mail says."""

    subject: str
    text: str
    html: str


def message(
    written: Written, *, message_id: str, date: datetime, sender: str, recipient: str, language: Language
) -> EmailMessage:
    """A text with an HTML alternative. Line breaks in any header are refused, never folded in.

    Raises BadAddress for a recipient that is no single address.
    """
    mail = EmailMessage(policy=policy.SMTP if recipient.isascii() else policy.SMTPUTF8)
    mail["From"] = Address(SENDER_NAME, addr_spec=sender)
    mail["To"] = _address(recipient)
    mail["Subject"] = written.subject
    mail["Date"] = format_datetime(date)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office notes, please
    mail.set_content(written.text, cte="quoted-printable")
    mail.add_alternative(written.html, subtype="html", cte="quoted-printable")
    mail["Content-Language"] = language.value.lower()  # last: setting the content drops Content-*
    return mail


def _address(text: str) -> Address:
    try:
        address = Address(addr_spec=text)
    except Exception:  # the parser raises IndexError and others on what it does not understand
        raise BadAddress("not a single e-mail address") from None
    if not address.domain or not address.username or any(c.isspace() or c in "<>" for c in text):
        raise BadAddress("not a single e-mail address")
    return address
