"""An integrator of its own in a vhost of its own, and events that our services would send it."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex
from urllib.parse import unquote, urlsplit

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, AbstractConnection

from chassis.broker import Connection, Publisher
from devstack.certificate import CERTIFICATE, HOST
from devstack.integrators import Credentials, Integrators
from devstack.rabbitmqctl import Control
from devstack.servers import Given
from devstack.stack import Devstack
from tests.support import TOPOLOGY


@pytest.fixture
def integrators(servers: Devstack, amqp_url: str) -> Integrators:
    if Given.from_environment().amqp_url:
        pytest.skip("AMQP_URL names a broker whose rabbitmqctl cannot be reached from here")
    vhost = unquote(urlsplit(amqp_url).path[1:])
    return Integrators(Control.of(servers.process("rabbitmq")), vhost)


@pytest.fixture
async def publisher(amqp_url: str) -> AsyncIterator[Publisher]:
    """Publishes as our services do; the whole topology is there."""
    publisher = Publisher(amqp_url, TOPOLOGY, name="test")
    await publisher.connected()
    yield publisher
    await publisher.close()


@pytest.fixture
def name() -> str:
    """A name that no other test takes: users are the whole broker's."""
    return f"acme-{token_hex(4)}"


@pytest.fixture
async def given(integrators: Integrators, publisher: Publisher, name: str) -> Credentials:
    """A new integrator."""
    return await integrators.add(name)


def url(integrators: Integrators, given: Credentials) -> str:
    """Where it connects to, by TLS."""
    return given.url(f"amqps://{HOST}:{integrators.control.tls_port}")


def trusted(integrators: Integrators) -> str:
    """The certificate that it has to trust."""
    return str(integrators.control.folder / "tls" / CERTIFICATE)


@asynccontextmanager
async def connection(integrators: Integrators, given: Credentials) -> AsyncIterator[AbstractConnection]:
    """With its credentials. Raises what the client library raises where it is refused."""
    tls = ssl.create_default_context(cafile=trusted(integrators))
    async with asyncio.timeout(20):
        opened = await aio_pika.connect(url(integrators, given), ssl_context=tls, connection_class=Connection)
    async with opened:
        yield opened


@asynccontextmanager
async def connected(integrators: Integrators, given: Credentials) -> AsyncIterator[AbstractChannel]:
    """A channel of such a connection."""
    async with connection(integrators, given) as opened:
        yield await opened.channel()


async def fetched(integrators: Integrators, given: Credentials, count: int) -> list[str]:
    """The ids of the `count` events in its queue, which are then gone from there; fails where there are more."""
    ids: list[str] = []
    async with connected(integrators, given) as channel, asyncio.timeout(20):
        queue = await channel.declare_queue(given.queue, passive=True)
        async with queue.iterator() as messages:
            while len(ids) < count:
                message = await anext(messages)
                await message.ack()
                ids.append(str(message.message_id))
        assert await queue.get(fail=False) is None, "more than expected"
    return ids
