"""The HTTP side of a connection: deadlines for a request's head and body, a size for the head, and an end to how many
connections there may be.

The server alone lets a client hold a connection with a half-sent request for ever, keeps headers of any size, and
accepts connections until the process runs out of files. What is no HTTP it answers with plain text.
"""

import asyncio
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = BODY_SECONDS = 10.0
MAX_HEAD = 64 * 1024  # bytes that may arrive without an end of the head
MAX_CONNECTIONS = 1000


def _whole_answer(status: bytes, code: str, message: str) -> bytes:
    body = orjson.dumps({"errors": [{"message": message, "extensions": {"code": code}}]})
    return (
        b"HTTP/1.1 " + status + b"\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: "
        b"%d\r\nconnection: close\r\ncache-control: no-store\r\n\r\n%b" % (len(body), body)
    )


NOT_HTTP = _whole_answer(
    b"400 Bad Request", "BAD_REQUEST", "This is no HTTP request that can be read. Mend the client."
)
TOO_SLOW = _whole_answer(
    b"408 Request Timeout", "REQUEST_TIMEOUT", "The request's headers did not arrive in time."
)
BODY_TOO_SLOW = _whole_answer(
    b"408 Request Timeout", "REQUEST_TIMEOUT", "The request's body did not arrive in time."
)
TOO_LARGE = _whole_answer(
    b"431 Request Header Fields Too Large", "PAYLOAD_TOO_LARGE", "The request's headers are too large."
)
TOO_MANY = _whole_answer(
    b"503 Service Unavailable", "SERVICE_UNAVAILABLE", "Too many connections. Try again in a few seconds."
)


class Protocol(HttpToolsProtocol):
    """Closes a connection on which no whole head arrived in HEAD_SECONDS since it opened, or since a head began, or no
    whole body in `body_seconds` since its head.

    Who had begun one is told so, and so is whose head is over MAX_HEAD. A connection beyond `max_connections` of this
    server is told to come back.
    """

    head_seconds = HEAD_SECONDS
    _deadline: asyncio.TimerHandle | None = None
    _in_head = _in_body = False
    _head = 0  # bytes of a head that has begun

    def __init__(
        self,
        *given: Any,
        max_connections: int = MAX_CONNECTIONS,
        body_seconds: float = BODY_SECONDS,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self._max_connections, self._body_seconds = max_connections, body_seconds

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self._max_connections:
            transport.write(TOO_MANY)
            transport.close()
        else:
            self._expect(self.head_seconds)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_body and self._deadline is None:  # most often it came along with the head
            self._expect(self._body_seconds)
        elif self._in_head:
            self._head += len(data)
            if self._head > MAX_HEAD and not self.transport.is_closing():
                self.transport.write(TOO_LARGE)
                self.transport.close()

    def send_400_response(self, msg: str) -> None:
        self.transport.write(NOT_HTTP)
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: such a request is answered over HTTP, and whoever sends many fills no log."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head = True, 0
        if self._deadline is None:
            self._expect(self.head_seconds)

    def on_headers_complete(self) -> None:
        self._in_head, self._in_body = False, True
        self._forget()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_body = False
        self._forget()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _expect(self, seconds: float) -> None:
        self._deadline = self.loop.call_later(seconds, self._too_slow)

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            answering = not getattr(self.cycle, "response_complete", True)  # None before the first request
            if self._in_head and not answering:
                self.transport.write(TOO_SLOW)
            elif self._in_body and not self.cycle.response_started:
                self.transport.write(BODY_TOO_SLOW)
            self.transport.close()
