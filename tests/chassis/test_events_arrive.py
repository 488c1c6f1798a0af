"""From a commit through outbox, relay and broker into a consumer's own transaction, on real servers."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aio_pika
import pytest
from aio_pika.exceptions import ChannelNotFoundEntity

from chassis import broker, consumer, failpoint, outbox
from chassis.broker import NotConfirmed, Publisher, Topology, dead_queue
from chassis.consumer import Consumer, NotYet, Unacceptable
from chassis.events import Event, new_event_id, now
from chassis.mongo import Mongo, Transaction
from chassis.outbox import Outbox, Relay
from chassis.outbox import store as outbox_store

EXCHANGE, QUEUE, TYPE = "internal", "reader", "thing.changed.v1"
TOPOLOGY = Topology(exchanges={EXCHANGE: True}, queues={QUEUE: {EXCHANGE: (TYPE,)}})
DEADLINE_SECONDS = 60


def event(subject: str, sequence: int, **data: Any) -> Event:
    return Event(
        exchange=EXCHANGE,
        type=TYPE,
        subject_type="thing",
        subject=subject,
        sequence=sequence,
        data=data,
        id=new_event_id(),
        time=now(),
        source="/test",
    )


@dataclass
class House:
    """One service's database, outbox and publisher."""

    mongo: Mongo
    outbox: Outbox
    publisher: Publisher
    amqp_url: str
    seen: list[tuple[str, int]] = field(default_factory=list)

    async def commit(self, *events: Event) -> None:
        async def work(tx: Transaction) -> None:
            await self.outbox.add(tx, events)

        await self.mongo.transaction(work)

    async def note(self, tx: Transaction, event: Event) -> None:
        await self.mongo["seen"].insert_one(
            {"subject": event.subject, "sequence": event.sequence}, session=tx.session
        )

    async def noted(self) -> list[tuple[str, int]]:
        return [(d["subject"], d["sequence"]) async for d in self.mongo["seen"].find().sort("_id", 1)]


@pytest.fixture
async def house(mongodb_url: str, database_name: str, amqp_url: str) -> AsyncIterator[House]:
    mongo = Mongo(mongodb_url, database_name)
    await mongo.build([*outbox.INDEXES, *consumer.INDEXES])
    publisher = Publisher(amqp_url, TOPOLOGY, name="test")
    await publisher.connected()  # declares the queues
    house = House(
        mongo, Outbox(mongo, source="/test", keep={EXCHANGE: timedelta(days=7)}), publisher, amqp_url
    )
    yield house
    failpoint.arm("")
    await publisher.close()
    mongo.close()


@asynccontextmanager
async def running(*jobs: Callable[[asyncio.Event], Awaitable[None]]) -> AsyncIterator[None]:
    stop = asyncio.Event()
    tasks = [asyncio.ensure_future(job(stop)) for job in jobs]
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(asyncio.gather(*tasks), DEADLINE_SECONDS)


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not await happened():
            await asyncio.sleep(0.02)


def reader(house: House, reaction: consumer.Reaction) -> Consumer:
    return Consumer(house.amqp_url, TOPOLOGY, QUEUE, mongo=house.mongo, reactions={TYPE: reaction})


async def dead_letters(house: House, count: int) -> list[dict[str, Any]]:
    """The headers of `count` dead letters."""
    connection = await broker.connect(house.amqp_url, name="test")
    async with connection:
        queue = await (await connection.channel()).declare_queue(dead_queue(QUEUE), passive=True)
        found: list[dict[str, Any]] = []
        async with asyncio.timeout(DEADLINE_SECONDS), queue.iterator() as messages:
            async for message in messages:
                await message.ack()
                found.append(dict(message.headers))
                if len(found) == count:
                    return found
    raise AssertionError("unreachable")


async def test_what_is_committed_arrives_once(house: House) -> None:
    async with running(Relay(house.outbox, house.publisher).run, reader(house, house.note).run):
        for sequence in range(1, 11):
            await house.commit(event("a", sequence), event("b", sequence))
        await until(lambda: _count(house, 20))

    noted = await house.noted()
    assert sorted(noted) == [(s, n) for s in "ab" for n in range(1, 11)]


async def test_two_relays_publish_each_event_and_keep_a_subjects_order(house: House) -> None:
    order: list[int] = []

    class Recording(Publisher):
        async def publish_all(self, events: Sequence[Event]) -> list[NotConfirmed | None]:
            await asyncio.sleep(random.random() / 500)
            order.extend(event.sequence for event in events)
            return await super().publish_all(events)

    publishers = [Recording(house.amqp_url, TOPOLOGY, name=f"relay {n}") for n in range(2)]
    async with running(*(Relay(house.outbox, publisher).run for publisher in publishers)):
        for sequence in range(1, 31):
            await house.commit(event("a", sequence))
        await until(lambda: _published(house))
    for publisher in publishers:
        await publisher.close()

    assert order == list(range(1, 31))


async def test_nothing_is_sent_for_a_change_that_was_not_committed(house: House) -> None:
    async def work(tx: Transaction) -> None:
        await house.outbox.add(tx, [event("a", 1)])
        raise LookupError

    with pytest.raises(LookupError):
        await house.mongo.transaction(work)

    assert await Relay(house.outbox, house.publisher).publish_batch() is False


async def test_a_relay_that_fails_between_confirm_and_mark_sends_again_and_the_inbox_notices(
    house: House,
) -> None:
    await house.commit(event("a", 1))
    failpoint.arm("outbox.after_confirm=error*1")

    async with running(Relay(house.outbox, house.publisher).run, reader(house, house.note).run):
        await until(lambda: _published(house))
        await house.commit(event("a", 2))
        await until(lambda: _count(house, 2))

    assert await house.noted() == [("a", 1), ("a", 2)]


async def test_an_event_that_fails_comes_back_after_a_delay_and_is_applied(house: House) -> None:
    tries = 0

    async def stumble(tx: Transaction, event: Event) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise LookupError("canary")
        await house.note(tx, event)

    async with running(Relay(house.outbox, house.publisher).run, reader(house, stumble).run):
        await house.commit(event("a", 1))
        await until(lambda: _count(house, 1))

    assert tries == 2


async def test_an_event_that_waits_for_something_which_never_comes_rests_with_what_it_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "RETRY_DELAYS_SECONDS", (1,))
    tries = 0

    async def wait(_: Transaction, __: Event) -> None:
        nonlocal tries
        tries += 1
        raise NotYet("the key is not here")

    async with running(Relay(house.outbox, house.publisher).run, reader(house, wait).run):
        await house.commit(event("a", 1))
        (headers,) = await dead_letters(house, 1)

    assert tries == 2
    assert headers["x-reason"] == "failed 2 times, the last time: the key is not here"


async def test_what_can_never_be_applied_rests_as_a_dead_letter_with_a_safe_reason(house: House) -> None:
    async def refuse(_: Transaction, __: Event) -> None:
        raise Unacceptable("no such thing")

    async with running(Relay(house.outbox, house.publisher).run, reader(house, refuse).run):
        await house.commit(event("a", 1, name="canary"))
        (headers,) = await dead_letters(house, 1)

    assert headers["x-reason"] == "no such thing"
    assert "canary" not in str(headers)


HOSTILE: dict[str, tuple[bytes, dict[str, Any]]] = {
    "not JSON": (b"{", {}),
    "no object": (b"[1]", {}),
    "too large": (b'"' + b"x" * 300_000 + b'"', {}),
    "an unknown version": (b"{}", {"cloudEvents:type": "thing.changed.v9"}),
    "no id": (b"{}", {"cloudEvents:id": None}),
    "a sequence that is no number": (b"{}", {"cloudEvents:sequence": "one"}),
    "a time that is none": (b"{}", {"cloudEvents:time": "today\r\n"}),
}


async def test_hostile_messages_are_parked_and_the_good_one_behind_them_is_applied(house: House) -> None:
    connection = await broker.connect(house.amqp_url, name="hostile")
    async with connection:
        channel = await connection.channel()
        for body, headers in HOSTILE.values():
            good: dict[str, Any] = {
                "cloudEvents:specversion": "1.0",
                "cloudEvents:id": new_event_id(),
                "cloudEvents:type": TYPE,
                "cloudEvents:source": "/test",
                "cloudEvents:subject": "a",
                "cloudEvents:sequence": "1",
                "cloudEvents:time": now().isoformat(),
            }
            message = aio_pika.Message(
                body, headers={k: v for k, v in (good | headers).items() if v is not None}
            )
            await channel.default_exchange.publish(message, routing_key=QUEUE)
    async with running(Relay(house.outbox, house.publisher).run, reader(house, house.note).run):
        await house.commit(event("a", 1))
        await until(lambda: _count(house, 1))
        parked = await dead_letters(house, len(HOSTILE))

    assert len({letter["x-reason"] for letter in parked}) >= 5


async def _count(house: House, wanted: int) -> bool:
    return await house.mongo["seen"].count_documents({}) >= wanted


async def _published(house: House) -> bool:
    return await house.mongo["outbox"].count_documents({"publishedAt": None}) == 0


async def test_a_message_whose_dead_letter_queue_is_gone_is_kept_until_it_is_back(house: House) -> None:
    """A publish that finds no queue is no success, else the message would be acknowledged and lost."""
    connection = await broker.connect(house.amqp_url, name="test")
    async with connection:
        channel = await connection.channel()
        async with running(reader(house, house.note).run):
            await until(lambda: _consumed(channel))
            await channel.queue_delete(dead_queue(QUEUE))
            await channel.default_exchange.publish(aio_pika.Message(b"junk"), routing_key=QUEUE)
            await until(lambda: _exists(house, dead_queue(QUEUE)))
            (headers,) = await dead_letters(house, 1)
    assert headers["x-reason"].startswith("attributes missing")


async def test_messages_that_could_not_be_moved_hold_up_nothing_once_they_can_be(house: House) -> None:
    """More of them than the prefetch: a consumer that forgot them would stay deaf."""
    failures = consumer.PREFETCH + 5
    failpoint.arm(f"consumer.before_move=error*{failures}")
    connection = await broker.connect(house.amqp_url, name="test")
    async with connection:
        channel = await connection.channel()
        for _ in range(failures):
            await channel.default_exchange.publish(aio_pika.Message(b"junk"), routing_key=QUEUE)
        await house.commit(event("a", 1))
        async with running(Relay(house.outbox, house.publisher).run, reader(house, house.note).run):
            await until(lambda: _count(house, 1))
            assert len(await dead_letters(house, failures)) == failures


async def test_events_that_cannot_be_confirmed_hide_no_others(house: House, monkeypatch: Any) -> None:
    monkeypatch.setattr(outbox_store, "BATCH", 3)

    class Picky(Publisher):
        async def publish_all(self, events: Sequence[Event]) -> list[NotConfirmed | None]:
            stuck = [event.subject.startswith("stuck") for event in events]
            good = [event for event, is_stuck in zip(events, stuck, strict=True) if not is_stuck]
            reasons = iter(await super().publish_all(good))
            return [NotConfirmed("never") if is_stuck else next(reasons) for is_stuck in stuck]

    picky = Picky(house.amqp_url, TOPOLOGY, name="test")
    await house.commit(*(event(f"stuck{n}", 1) for n in range(6)))
    await house.commit(event("a", 1))
    async with running(Relay(house.outbox, picky).run, reader(house, house.note).run):
        await until(lambda: _count(house, 1))
    await picky.close()


async def _consumed(channel: aio_pika.abc.AbstractChannel) -> bool:
    return (await channel.declare_queue(QUEUE, passive=True)).declaration_result.consumer_count == 1


async def _exists(house: House, queue: str) -> bool:
    connection = await broker.connect(house.amqp_url, name="test")
    async with connection:
        try:
            await (await connection.channel()).declare_queue(queue, passive=True)
        except ChannelNotFoundEntity:
            return False
    return True
