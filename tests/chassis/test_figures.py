"""What an operator watches: events that wait in the outbox, in the queue, for their next try, or were given up."""

import asyncio

import pytest
from prometheus_client import REGISTRY

from chassis import broker, metrics
from chassis.broker import Publisher, Topology
from chassis.consumer import Unacceptable
from chassis.events import Event
from chassis.mongo import Transaction
from chassis.outbox import Outbox, Relay
from tests.chassis.test_events_arrive import (
    DEADLINE_SECONDS,
    QUEUE,
    House,
    event,
    house,
    reader,
    running,
    until,
)

__all__ = ["house"]  # a fixture


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_the_outbox_tells_how_many_events_wait_and_for_how_long(house: House) -> None:
    await house.commit(event("a", 1), event("b", 1))
    await house.outbox.measure()
    assert value("mmp_outbox_unpublished") == 2
    assert 0 <= value("mmp_outbox_oldest_unpublished_seconds") < DEADLINE_SECONDS

    async with running(Relay(house.outbox, house.publisher).run):
        await until(lambda: _measured_as(house.outbox, 0))
    assert value("mmp_outbox_oldest_unpublished_seconds") == 0


async def test_what_the_broker_does_not_confirm_is_counted(house: House) -> None:
    before = value("mmp_events_not_confirmed_total")
    unknown = Publisher(house.amqp_url, Topology({}, {}), name="test")  # knows no exchange
    await house.commit(event("a", 1))
    await Relay(house.outbox, unknown).publish_batch()
    await unknown.close()
    assert value("mmp_events_not_confirmed_total") == before + 1


async def test_the_consumer_tells_what_waits_at_the_broker(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One event that can never be applied, one that fails and is tried later."""
    monkeypatch.setattr(metrics, "MEASURE_SECONDS", 0.05)
    monkeypatch.setattr(broker, "RETRY_DELAYS_SECONDS", (600,))
    monkeypatch.setattr("chassis.consumer.RETRY_DELAYS_SECONDS", (600,))

    async def react(_: Transaction, event: Event) -> None:
        if event.subject == "never":
            raise Unacceptable("no")
        raise ValueError("not yet")

    async with running(Relay(house.outbox, house.publisher).run, reader(house, react).run):
        await house.commit(event("never", 1), event("later", 1))

        async def told() -> bool:
            return (
                value("mmp_dead_letters", queue=QUEUE),
                value("mmp_queue_retrying", queue=QUEUE),
                value("mmp_queue_messages", queue=QUEUE),
            ) == (1, 1, 0)

        await until(told)


async def test_what_a_busy_consumer_has_not_taken_yet_waits_in_its_queue(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "MEASURE_SECONDS", 0.05)
    monkeypatch.setattr("chassis.consumer.PREFETCH", 1)
    done = asyncio.Event()

    async def react(_: Transaction, __: Event) -> None:
        await done.wait()

    async def told() -> bool:
        return value("mmp_queue_messages", queue=QUEUE) == 2

    async with running(Relay(house.outbox, house.publisher).run, reader(house, react).run):
        await house.commit(*(event(subject, 1) for subject in "abc"))
        await until(told)
        done.set()


async def _measured_as(outbox: Outbox, count: int) -> bool:
    await outbox.measure()
    return value("mmp_outbox_unpublished") == count
