"""A TCP proxy to put in front of a server, and to spoil while connections run over it.

`async with Line(host, port) as line:` listens on `line.port`. Its faults are set and taken back at run time:

- `latency`: seconds that every piece of data takes, in each direction;
- `blackhole()`: connections are taken and stay open, and nothing passes; `heal()` lets all of it through;
- `reset()`: every connection ends at once with RST, as when a host reboots;
- `slow_close`: seconds between one side's end and the other's hearing of it;
- `refuse()` and `accept()`: nobody listens, and somebody listens again, on the same port.
"""

import asyncio
import contextlib
import socket
import struct
from types import TracebackType
from typing import Self

from devstack.ports import free_port

PIECE = 64 * 1024
_RST_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER, 0 seconds


class Line:
    """A line to one server on this machine."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self.latency = 0.0
        self.slow_close = 0.0
        self.port = free_port()  # which nobody gets while it refuses
        self.opened = 0  # connections so far
        self._passing = asyncio.Event()
        self._passing.set()
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.accept()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.refuse()
        self.reset()
        for task in list(self._carrying):
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def accept(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port, backlog=1024)

    def refuse(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def blackhole(self) -> None:
        self._passing.clear()

    def heal(self) -> None:
        """Take every fault back; what a black hole held goes on its way."""
        self.latency = self.slow_close = 0.0
        self._passing.set()

    def reset(self) -> None:
        for end in list(self._ends):
            _reset(end)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)
        self.opened += 1
        self._ends.add(writer)
        try:
            await self._between(reader, writer)
        except (OSError, asyncio.CancelledError):
            _reset(writer)
        finally:
            self._ends.discard(writer)
            await _closed(writer)

    async def _between(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_connection(*self._target)
        self._ends.add(to_server)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass_on(reader, to_server))
                both.create_task(self._pass_on(from_server, writer))
        except* OSError:
            _reset(writer)
        finally:
            self._ends.discard(to_server)
            await _closed(to_server)

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(PIECE):
            await self._passing.wait()
            if self.latency:
                await asyncio.sleep(self.latency)
            target.write(data)
            await target.drain()
        await asyncio.sleep(self.slow_close)
        await self._passing.wait()
        if target.can_write_eof() and not target.is_closing():
            target.write_eof()


def _reset(end: asyncio.StreamWriter) -> None:
    connection = end.get_extra_info("socket")
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST_ON_CLOSE)
    end.transport.abort()


async def _closed(end: asyncio.StreamWriter) -> None:
    end.close()
    with contextlib.suppress(OSError, asyncio.CancelledError):
        await end.wait_closed()
