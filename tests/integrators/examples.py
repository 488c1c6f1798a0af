"""What an example consumer must do, in whichever language: started as a process, told on its standard output."""

import asyncio
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import HeadersType

from chassis import broker
from chassis.broker import Publisher
from chassis.events import PREFIX, Event
from contracts.events.public import CertificationCertified, CertificationRegistered, CertificationRevoked
from devstack.integrators import Credentials, Integrators
from tests.integrators.conftest import trusted, url
from tests.integrators.events import told

SECONDS = 30
WHOLE = b'{"status": "CERTIFIED", "registration": "REGISTERED", "validUntil": "2027-11-25"}'
ATTRIBUTES = {"id": "e1", "subject": "c1", "sequence": "99"}
HOSTILE: tuple[tuple[bytes, dict[str, str]], ...] = (
    (b"no JSON", {}),
    (b"no JSON", ATTRIBUTES),
    (b"[" * 50_000 + b"]" * 50_000, ATTRIBUTES),
    (b"null", ATTRIBUTES),
    (WHOLE.replace(b'"CERTIFIED"', b'{"is": "CERTIFIED"}'), ATTRIBUTES),
    (WHOLE, ATTRIBUTES | {"sequence": "9" * 30}),
    (WHOLE, ATTRIBUTES | {"sequence": "-1"}),
    (WHOLE, {"subject": "c1", "sequence": "99"}),
)


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
        for body, attributes in HOSTILE:
            await _send_raw(amqp_url, given.queue, body, attributes)
        hostile = await reader.outcomes(len(HOSTILE))
        assert await reader.stop() == 0
    assert applied == ["applied", "seen before", "applied", "older than what is known"]
    assert all(each.startswith("set aside (") for each in hostile), hostile

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


async def _send_raw(amqp_url: str, queue: str, body: bytes, attributes: Mapping[str, str]) -> None:
    async with await broker.connect(amqp_url, name="test") as connection:
        channel = await connection.channel()
        headers: HeadersType = {f"{PREFIX}{name}": value for name, value in attributes.items()}
        message = aio_pika.Message(body, type="junk", message_id="m1", headers=headers)
        await channel.default_exchange.publish(message, routing_key=queue)
