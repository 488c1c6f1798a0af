"""The line that faults are played on: each of its faults is one, and is taken back."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from devstack.line import Line

SOON, DEADLINE = 0.3, 10.0
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    """To a server that sends back what it gets, and says goodbye."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(100):
                writer.write(data)
            writer.write(b"bye")
            await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    async with server, Line("127.0.0.1", server.sockets[0].getsockname()[1]) as opened:
        yield opened


async def connected(line: Line) -> Ends:
    return await asyncio.open_connection("127.0.0.1", line.port)


async def said(ends: Ends, word: bytes = b"hello") -> float:
    """Seconds until it comes back."""
    reader, writer = ends
    begun = time.monotonic()
    writer.write(word)
    async with asyncio.timeout(DEADLINE):
        assert await reader.readexactly(len(word)) == word
    return time.monotonic() - begun


async def test_it_carries_both_ways_and_both_ends(line: Line) -> None:
    reader, writer = ends = await connected(line)
    await said(ends)
    writer.write_eof()
    async with asyncio.timeout(DEADLINE):
        assert await reader.read() == b"bye"
    writer.close()
    assert line.opened == 1


async def test_latency_is_paid_in_each_direction(line: Line) -> None:
    ends = await connected(line)
    line.latency = SOON
    assert await said(ends) >= 2 * SOON
    line.heal()
    await said(ends)
    ends[1].close()


async def test_what_a_black_hole_held_arrives_when_it_is_gone(line: Line) -> None:
    line.blackhole()
    reader, writer = await connected(line)  # taken, and never answered
    writer.write(b"hello")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(5), SOON)
    line.heal()
    async with asyncio.timeout(DEADLINE):
        assert await reader.readexactly(5) == b"hello"
    writer.close()


async def test_a_reset_ends_every_connection_and_the_next_one_works(line: Line) -> None:
    reader, writer = ends = await connected(line)
    await said(ends)
    line.reset()
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(reader.read(), DEADLINE)
    writer.close()
    again = await connected(line)
    await said(again)
    again[1].close()


async def test_an_end_is_heard_of_late(line: Line) -> None:
    reader, writer = ends = await connected(line)
    await said(ends)
    line.slow_close = SOON
    begun = time.monotonic()
    writer.write_eof()
    async with asyncio.timeout(DEADLINE):
        assert await reader.read() == b"bye"
    assert time.monotonic() - begun >= 2 * SOON  # the server's hearing of it, then ours of its end
    writer.close()


async def test_nobody_listens_until_somebody_does_again_at_the_same_place(line: Line) -> None:
    port = line.port
    line.refuse()
    with pytest.raises(ConnectionRefusedError):
        await connected(line)
    await line.accept()
    assert line.port == port
    ends = await connected(line)
    await said(ends)
    ends[1].close()
