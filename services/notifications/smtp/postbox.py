"""Hands mails to the SMTP server: a fresh connection for each, never used again whatever happened on it."""

import asyncio
import contextlib
import ssl
from email.message import EmailMessage

import aiosmtplib

from chassis.failpoint import failpoint
from services.notifications.smtp.answers import Fault, fault
from services.notifications.smtp.server import SmtpServer

CONNECT_SECONDS = 10
COMMAND_SECONDS = 20
SEND_SECONDS = 60
GOODBYE_SECONDS = 2


class NotAccepted(Exception):
    """The server did not take the mail, or nobody can tell whether it did."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


class Postbox:
    """The way to one server. `domain` is what we greet it with: many servers take no mails from a "localhost"."""

    def __init__(self, server: SmtpServer, domain: str) -> None:
        self._server, self._domain = server, domain
        self._tls = ssl.create_default_context(cafile=server.ca_file)
        self._leaving: set[asyncio.Task[None]] = set()

    async def hand_in(self, mail: EmailMessage, *, sender: str, recipient: str) -> None:
        """Return once the server accepted it, within SEND_SECONDS. Raises NotAccepted otherwise."""
        attempt = _Attempt(self._client())
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await attempt.run(mail, sender, recipient)
        except Exception as error:
            raise NotAccepted(fault(error, stage=attempt.stage)) from error
        finally:
            if attempt.stage == _ACCEPTED:
                self._leave_politely(attempt.client)
            else:
                attempt.client.close()

    async def try_connection(self) -> None:
        """Connect, by TLS and with a login as for a mail, and leave. Raises NotAccepted where that fails."""
        client = self._client()
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await client.connect(timeout=CONNECT_SECONDS)
        except Exception as error:
            client.close()
            raise NotAccepted(fault(error, stage="connect")) from error
        await _goodbye(client)

    async def close(self) -> None:
        """Wait for the last farewells."""
        await asyncio.gather(*self._leaving)

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls,
            start_tls=server.starttls,
            username=server.username,
            password=server.password,
            tls_context=self._tls,
            local_hostname=self._domain,
            timeout=COMMAND_SECONDS,
        )

    def _leave_politely(self, client: aiosmtplib.SMTP) -> None:
        """QUIT beside the next work: that the mail was accepted must be written down first."""
        task = asyncio.create_task(_goodbye(client))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


_ACCEPTED = "accepted"


class _Attempt:
    """One connection's dialogue. `stage` says how far it came."""

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self.client, self.stage = client, "connect"

    async def run(self, mail: EmailMessage, sender: str, recipient: str) -> None:
        client = self.client
        await client.connect(timeout=CONNECT_SECONDS)
        self.stage = "MAIL"
        if recipient.isascii():
            await client.mail(sender)
        else:
            if not client.supports_extension("smtputf8"):
                raise aiosmtplib.SMTPNotSupported("SMTPUTF8")
            await client.mail(sender, options=["SMTPUTF8"], encoding="utf-8")
        self.stage = "RCPT"
        await client.rcpt(recipient, encoding="ascii" if recipient.isascii() else "utf-8")
        self.stage = "DATA"
        failpoint("mail.before_data")
        await client.data(mail.as_bytes())
        failpoint("mail.after_accept")
        self.stage = _ACCEPTED


async def _goodbye(client: aiosmtplib.SMTP) -> None:
    with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        await client.quit(timeout=GOODBYE_SECONDS)
    client.close()
