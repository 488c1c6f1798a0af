"""A mail as it goes over the wire."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from typing import Any

from contracts.events.internal import Language

# Neutral like the subject: a mailbox's list of messages shows both to whoever looks over a shoulder.
SENDER_NAME = "Registry"

# No spaces, controls, quotes, lists or comments: what accounts and profiles accept has none of these.
_PART = r'[^\s\x00-\x20\x7f<>()\[\]\\,;:"@]+'
_ADDRESS = re.compile(rf"(?P<local>{_PART})@(?P<domain>{_PART})")


class _Headers(HeaderRegistry):
    """Makes each header's class once; the library would make it for each header of each mail."""

    @cache  # noqa: B019 - there is one registry, and ten headers
    def __getitem__(self, name: str) -> type[Any]:
        return super().__getitem__(name)


_HEADERS = _Headers()
_ASCII = policy.SMTP.clone(header_factory=_HEADERS)
_UTF8 = policy.SMTPUTF8.clone(header_factory=_HEADERS)


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
    mail = EmailMessage(policy=_ASCII if recipient.isascii() else _UTF8)
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
    parts = _ADDRESS.fullmatch(text)
    if parts is None:
        raise BadAddress("not a single e-mail address")
    return Address(username=parts["local"], domain=parts["domain"])
