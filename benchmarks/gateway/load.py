"""Requests as fast as a server takes them, at little cost: a client library's own work would take the server's core."""

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

import httptools

IN_FLIGHT = 32


def request_bytes(url: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST as it goes over the wire."""
    parts = urlsplit(url)
    lines = [f"POST {parts.path} HTTP/1.1", f"host: {parts.netloc}", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Client(asyncio.Protocol):
    """One connection: sends the next request once the answer to the one before is whole. Every answer must be 200."""

    def __init__(self, request: bytes, left: Iterator[int]) -> None:
        self._request, self._left = request, left
        self._parser = httptools.HttpResponseParser(self)
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except Exception as error:
            self._end(error)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        if status != 200:
            self._end(ConnectionError(f"answered {status}"))
        elif not self._parser.should_keep_alive():
            self._end(ConnectionError("does not keep connections"))
        else:
            self._next()

    def connection_lost(self, error: Exception | None) -> None:
        self._end(error or ConnectionError("closed the connection"))

    def _next(self) -> None:
        if next(self._left, None) is None:
            self._end(None)
        else:
            self._transport.write(self._request)

    def _end(self, error: Exception | None) -> None:
        if not self.done.done():
            self._transport.close()
            self.done.set_result(None) if error is None else self.done.set_exception(error)


async def send(url: str, request: bytes, count: int) -> None:
    """Send it `count` times, by IN_FLIGHT connections. Raises where an answer is not 200."""
    parts, loop, left = urlsplit(url), asyncio.get_running_loop(), iter(range(count))
    host, port = parts.hostname or "", parts.port or 80
    clients = [
        (await loop.create_connection(lambda: _Client(request, left), host, port))[1]
        for _ in range(IN_FLIGHT)
    ]
    await asyncio.gather(*(client.done for client in clients))
