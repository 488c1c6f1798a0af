"""What an example consumer must do, in whichever language: started as a process, told on its standard output."""

import asyncio
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aio_pika

from chassis import broker
from chassis.broker import Publisher
from chassis.events import Event
from contracts.events.public import CertificationCertified, CertificationRegistered, CertificationRevoked
from devstack.integrators import Credentials, Integrators
from tests.integrators.conftest import trusted, url
from tests.integrators.events import told

SECONDS = 30


class Reader:
    """A running example."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def line(self) -> str:
        """The next that it says."""
        assert self._process.stdout is not None
        async with asyncio.timeout(SECONDS):
            said = (await self._process.stdout.readline()).decode().strip()
        assert said, "it has ended"
        return said

    async def outcomes(self, count: int) -> list[str]:
        """What came of the next messages, without their types and ids."""
        return [(await self.line()).split(" ", 2)[2] for _ in range(count)]

    async def stop(self) -> int:
        """Ask it to end, and its exit code."""
        self._process.terminate()
        async with asyncio.timeout(SECONDS):
            return await self._process.wait()


@asynccontextmanager
async def reading(argv: Sequence[str], integrators: Integrators, given: Credentials) -> AsyncIterator[Reader]:
    """The example, once it reads its queue by TLS."""
    process = await asyncio.create_subprocess_exec(
        *argv,
        env={
            "PATH": os.environ["PATH"],
            "AMQP_URL": url(integrators, given),
            "AMQP_QUEUE": given.queue,
            "AMQP_CA_FILE": trusted(integrators),
        },
        stdout=PIPE,
    )
    reader = Reader(process)
    try:
        assert await reader.line() == f"reading {given.queue}"
        yield reader
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def keeps_its_promises(
    argv: Sequence[str], integrators: Integrators, given: Credentials, publisher: Publisher, amqp_url: str
) -> None:
    """Events once, in order, hostile ones set aside; so too after a stop; and the broker may go and come."""
    first = told(CertificationCertified, "c1", 1)
    revoked = told(CertificationRevoked, "c1", 9)
    late = told(CertificationRegistered, "c1", 5)
    async with reading(argv, integrators, given) as reader:
        await _send(publisher, first, first, revoked, late)
        applied = await reader.outcomes(4)
        await _send_raw(amqp_url, given.queue, b"no JSON")
        hostile = await reader.outcomes(1)
        assert await reader.stop() == 0
    assert applied == ["applied", "seen before", "applied", "older than what is known"]
    assert hostile[0].startswith("set aside (")

    await _send(publisher, told(CertificationCertified, "c2", 1))  # while nobody reads
    async with reading(argv, integrators, given) as reader:
        await _send(publisher, revoked, late)
        assert await reader.outcomes(3) == ["applied", "seen before", "seen before"]
        await integrators.control("close_all_user_connections", given.queue, "to see what it does")
        assert await reader.line() == f"reading {given.queue}"
        await _send(publisher, told(CertificationRegistered, "c2", 2))
        assert await reader.outcomes(1) == ["applied"]
        assert await reader.stop() == 0


async def _send(publisher: Publisher, *events: Event) -> None:
    for event in events:
        await publisher.publish(event)


async def _send_raw(amqp_url: str, queue: str, body: bytes) -> None:
    async with await broker.connect(amqp_url, name="test") as connection:
        channel = await connection.channel()
        message = aio_pika.Message(body, type="junk", message_id="m1")
        await channel.default_exchange.publish(message, routing_key=queue)
