"""The real servers, started once per run and worker: `servers` alone, or the whole `stack`.

A test that writes takes `database_name` and `amqp_url`: a database and a broker vhost that no other test sees;
the tests of one service take its emptied one of `databases`.
The logs of a run stay under .devstack/tests/ until the next run.
"""

import os
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from itertools import count
from secrets import token_hex

import pytest
from hypothesis import HealthCheck, settings
from pymongo import MongoClient

from chassis.events import Event
from chassis.mongo import Transaction
from chassis.outbox import Outbox
from contracts.events.topology import QUEUES
from devstack import rabbitmq
from devstack.servers import SERVERS, Given
from devstack.stack import Devstack
from devstack.testing import new_root
from tests.databases import Databases
from tests.support import check_event, check_outboxes

# How fast a busy machine draws examples says nothing about the code.
settings.register_profile("mmp", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("mmp")

VHOSTS_AT_A_TIME = 60  # as many cost nothing at the broker's start; many more would
STACK_VHOST = "stack"
MADE_UP = "thing"  # what the events are about that tests of the chassis make up


def pytest_configure() -> None:
    """A test run that is told to end (a CI's time limit) stops its servers like one that gets Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """A worker for each core, four at most; none beside the first on a given broker, where they would share queues."""
    return 0 if Given.from_environment().amqp_url else min(4, os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def _events_fit_their_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test puts into an outbox is what the published contracts promise."""
    add = Outbox.add

    async def checked(self: Outbox, tx: Transaction, events: Sequence[Event]) -> None:
        for event in events:
            if event.subject_type != MADE_UP:
                check_event(event.type, event.data)
        await add(self, tx, events)

    monkeypatch.setattr(Outbox, "add", checked)


@pytest.fixture(scope="session")
async def servers() -> AsyncIterator[Devstack]:
    """MongoDB, RabbitMQ and the inbox: what the environment names, else our own."""
    async with Devstack(SERVERS, root=new_root("servers"), vhosts=[STACK_VHOST, *_vhosts(0)]) as running:
        yield running


@pytest.fixture(scope="session")
async def stack(servers: Devstack) -> AsyncIterator[Devstack]:
    """All our processes on the run's servers, with databases and a vhost of their own."""
    given = Given(
        mongodb_url=servers.mongodb_url,
        amqp_url=_vhost_url(servers, STACK_VHOST),
        smtp_url=servers.smtp_url,
        inbox_url=servers.inbox_url,
    )
    prefix = f"mmp_{token_hex(4)}"
    async with Devstack(root=new_root("stack"), given=given, database_prefix=prefix) as running:
        yield running
        check_outboxes(running.mongodb_url, map(running.database, QUEUES))


@pytest.fixture(scope="session")
async def _unused_vhosts(servers: Devstack) -> AsyncGenerator[str]:
    """Vhosts, each given out once; more are made when these are used up."""

    async def one_after_another() -> AsyncGenerator[str]:
        for first in count(0, VHOSTS_AT_A_TIME):
            if first:
                await rabbitmq.add_vhosts(servers.process("rabbitmq"), _vhosts(first))
            for vhost in _vhosts(first):
                yield vhost

    return one_after_another()


@pytest.fixture
def mongodb_url(servers: Devstack) -> str:
    """The run's replica set."""
    return servers.mongodb_url


@pytest.fixture
async def amqp_url(servers: Devstack, _unused_vhosts: AsyncGenerator[str]) -> str:
    """The run's broker, in a vhost that no other test uses (if the broker is our own)."""
    if Given.from_environment().amqp_url:
        return servers.amqp_url
    return _vhost_url(servers, await anext(_unused_vhosts))


@pytest.fixture(scope="session")
def databases(servers: Devstack) -> Iterator[Databases]:
    """For tests of one service: quicker than a new `database_name`."""
    kept = Databases(servers.mongodb_url)
    yield kept
    kept.close()


@pytest.fixture
def database_name(servers: Devstack) -> Iterator[str]:
    """The name of a database that no other test uses; dropped at the end."""
    name = f"test_{token_hex(6)}"
    yield name
    with MongoClient[dict[str, object]](servers.mongodb_url) as client:
        client.drop_database(name)


def _vhost_url(servers: Devstack, vhost: str) -> str:
    if Given.from_environment().amqp_url:
        return servers.amqp_url
    return f"{servers.amqp_url.rstrip('/')}/{vhost}"


def _vhosts(first: int) -> list[str]:
    return [f"test-{number}" for number in range(first, first + VHOSTS_AT_A_TIME)]
