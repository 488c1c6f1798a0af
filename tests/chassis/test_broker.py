"""A broker that is not there, and one that goes away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from yarl import URL

from chassis.broker import Connection, Publisher, Topology, connect
from chassis.events import Event, new_event_id, now
from devstack.line import Line
from devstack.ports import free_port

TOPOLOGY = Topology(exchanges={"internal": True}, queues={"reader": {"internal": ("thing.changed.v1",)}})
DEADLINE_SECONDS = 60


def event(sequence: int, *, type: str = "thing.changed.v1", exchange: str = "internal") -> Event:
    return Event(
        exchange=exchange,
        type=type,
        subject_type="thing",
        subject="one",
        sequence=sequence,
        data={},
        id=new_event_id(),
        time=now(),
        source="/test",
    )


async def seen_by_the_library(publisher: Publisher) -> None:
    """An event that is published before the client library has seen the loss fails, and may."""
    connection = publisher._connection
    async with asyncio.timeout(DEADLINE_SECONDS):
        while connection is not None and connection.connected.is_set():
            await asyncio.sleep(0)


@asynccontextmanager
async def line_to(amqp_url: str) -> AsyncIterator[tuple[Line, str]]:
    broker = URL(amqp_url)
    async with Line(broker.host or "", broker.port or 0) as line:
        yield line, str(broker.with_host("127.0.0.1").with_port(line.port))


async def test_a_publisher_whose_connection_was_lost_opens_another_before_it_publishes(amqp_url: str) -> None:
    """Else the first event after a broker's restart fails, and waits for the relay's next try."""
    async with line_to(amqp_url) as (line, url):
        publisher = Publisher(url, TOPOLOGY, name="test")
        await publisher.publish(event(1))
        line.reset()
        await seen_by_the_library(publisher)

        await publisher.publish(event(2))

        assert line.opened == 2
        await publisher.close()


async def test_of_events_published_together_those_not_confirmed_are_told(amqp_url: str) -> None:
    publisher = Publisher(amqp_url, TOPOLOGY, name="test")
    unwritable = replace(event(4), data={"what": object()})

    found = await publisher.publish_all(
        [event(1), event(2, type="nobody.reads.v1"), event(3, exchange="unknown"), unwritable, event(5)]
    )

    assert [reason is None for reason in found] == [True, False, False, False, True]
    assert "returned" in str(found[1])
    assert await publisher.publish_all([]) == []
    await publisher.close()


async def test_a_broker_that_is_away_is_told_by_an_os_error() -> None:
    with pytest.raises(OSError):
        await connect(f"amqp://guest:guest@127.0.0.1:{free_port()}/", name="test")


async def test_a_connection_that_could_not_be_opened_is_closed() -> None:
    """Otherwise the garbage collector closes it: an unawaited coroutine, in whichever test runs then."""
    connection = Connection(URL(f"amqp://guest:guest@127.0.0.1:{free_port()}/"))

    with pytest.raises(OSError):
        await connection.connect(timeout=5)

    assert connection.is_closed
