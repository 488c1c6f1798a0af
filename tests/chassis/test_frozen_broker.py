"""A broker that is there and says nothing, for longer than its heartbeat: relay and consumer go on when it is back."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from yarl import URL

from chassis import broker
from chassis.broker import NotConfirmed
from chassis.outbox import Relay
from devstack.line import Line
from tests.chassis.test_events_arrive import TOPOLOGY, House, event, house, reader, running, until

__all__ = ["house"]  # a fixture


@pytest.fixture
async def line(amqp_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Line]:
    monkeypatch.setattr(broker, "HEARTBEAT_SECONDS", 1)
    url = URL(amqp_url)
    async with Line(url.host or "", url.port or 0) as opened:
        yield opened


@pytest.fixture
async def frozen(house: House, line: Line) -> AsyncIterator[House]:
    """Speaks to the broker over the line."""
    url = str(URL(house.amqp_url).with_host("127.0.0.1").with_port(line.port))
    publisher = broker.Publisher(url, TOPOLOGY, name="test")
    yield replace(house, amqp_url=url, publisher=publisher)
    await publisher.close()


async def test_relay_and_consumer_outlive_it_and_go_on(frozen: House, line: Line) -> None:
    async def come(count: int) -> bool:
        return len(await frozen.noted()) >= count

    async with running(Relay(frozen.outbox, frozen.publisher).run, reader(frozen, frozen.note).run):
        await frozen.commit(event("a", 1))
        await until(lambda: come(1))
        both = line.opened

        line.blackhole()
        await frozen.commit(event("a", 2))

        async def given_up() -> bool:
            return line.opened >= both + 2  # relay and consumer each try another connection

        await until(given_up)
        line.heal()
        await frozen.commit(event("a", 3))
        await until(lambda: come(3))

    assert await frozen.noted() == [("a", 1), ("a", 2), ("a", 3)]


async def test_what_it_had_not_confirmed_is_told_as_that_whatever_the_client_library_throws(
    amqp_url: str, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the heartbeat drops the connection the library lets a bare CancelledError escape, which nobody asked for."""
    monkeypatch.setattr(broker, "PUBLISH_SECONDS", 30)  # the heartbeat is quicker
    url = str(URL(amqp_url).with_host("127.0.0.1").with_port(line.port))
    publisher = broker.Publisher(url, TOPOLOGY, name="test")
    await publisher.publish(event("a", 1))

    line.blackhole()
    with pytest.raises(NotConfirmed):
        await publisher.publish(event("a", 2))
    line.heal()

    await publisher.publish(event("a", 3))
    await publisher.close()
