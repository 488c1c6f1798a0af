"""A real SMTP server that takes mails, and misbehaves where a test asks it to."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from devstack.ports import free_port

Answer = Callable[[str], Awaitable[str | None]]  # an address to a reply, None for the usual one

DROP_BEFORE, DROP_AFTER = "drop before acceptance", "drop after acceptance"  # as answers to DATA


async def _as_usual(_: str) -> str | None:
    return None


class _Dialogue(SMTP):
    """One connection's."""

    def connection_lost(self, error: Exception | None) -> None:
        cast(MailServer, self.event_handler).ended += 1
        super().connection_lost(error)


@dataclass
class MailServer:
    """`on_sender`, `on_recipient` and `on_data` answer in the server's place. `mails` are those it accepted."""

    port: int = field(default_factory=free_port)  # which nobody gets while it is stopped
    on_sender: Answer = _as_usual
    on_recipient: Answer = _as_usual
    on_data: Answer = _as_usual
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    accepted_at: list[float] = field(default_factory=list)  # each mail's, by the monotonic clock
    connections: int = 0
    ended: int = 0  # of the connections
    logins: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    greeted_by: list[str] = field(default_factory=list)  # each mail's sender, by EHLO
    tls: ssl.SSLContext | None = None
    password: str | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, "127.0.0.1", self.port)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    async def until(self, count: int, *, seconds: float = 10) -> list[EmailMessage]:
        """The mails, once there are `count` of them."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: len(self.mails) >= count)
        return self.mails

    async def text_to(self, address: str) -> str | None:
        """The first mail's text to this address, None where there is none yet."""
        if address not in self.recipients:
            return None
        body = self.mails[self.recipients.index(address)].get_body(("plain",))
        return str(body.get_content()) if body else ""

    async def handle_MAIL(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self.on_sender(address)
        if reply is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
            reply = "250 OK"
        return reply

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self.on_recipient(address)
        if reply is None:
            envelope.rcpt_tos.append(address)
            reply = "250 OK"
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = await self.on_data(envelope.rcpt_tos[0])
        if reply in (DROP_BEFORE, DROP_AFTER):
            if reply == DROP_AFTER:
                await self._take(session, envelope)
            cast(asyncio.Transport, server.transport).abort()
            return "421 gone"
        if reply is None:
            await self._take(session, envelope)
            reply = "250 OK"
        return reply

    async def _take(self, session: Session, envelope: Envelope) -> None:
        content = cast(bytes, envelope.original_content)
        async with self._changed:
            self.mails.append(message_from_bytes(content, policy=policy.default))
            self.recipients.extend(envelope.rcpt_tos)
            self.accepted_at.append(time.monotonic())
            self.encrypted.append(session.ssl is not None)
            self.greeted_by.append(str(session.host_name))
            self._changed.notify_all()

    def _protocol(self) -> SMTP:
        self.connections += 1
        login: dict[str, Any] = {}
        if self.password is not None:
            login = {"authenticator": self._log_in, "auth_required": True}
        return _Dialogue(
            self, hostname="mail.localhost", enable_SMTPUTF8=True, tls_context=self.tls, timeout=60, **login
        )

    def _log_in(self, _: SMTP, __: Session, ___: Envelope, ____: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password.decode() == self.password, handled=False)
