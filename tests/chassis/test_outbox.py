"""Which relay holds which aggregates, and for how long."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from chassis.events import Event, new_event_id, now
from chassis.mongo import Mongo, Transaction
from chassis.outbox import INDEXES, Outbox
from chassis.outbox import store as outbox_store


def event(subject: str, sequence: int = 1) -> Event:
    return Event(
        exchange="internal",
        type="thing.changed.v1",
        subject_type="thing",
        subject=subject,
        sequence=sequence,
        data={},
        id=new_event_id(),
        time=now(),
    )


async def commit(outbox: Outbox, mongo: Mongo, *events: Event) -> None:
    async def work(tx: Transaction) -> None:
        await outbox.add(tx, events)

    await mongo.transaction(work)


@pytest.fixture
async def mongo(mongodb_url: str, database_name: str) -> AsyncIterator[Mongo]:
    mongo = Mongo(mongodb_url, database_name)
    await mongo.build(INDEXES)
    yield mongo
    mongo.close()


@pytest.fixture
def outbox(mongo: Mongo) -> Outbox:
    return Outbox(mongo, source="/test", keep={"internal": timedelta(days=7)})


async def test_an_aggregate_is_held_by_one_relay_with_its_later_events(outbox: Outbox, mongo: Mongo) -> None:
    await commit(outbox, mongo, event("a", 2), event("a", 1))
    first = await outbox.lease()
    await commit(outbox, mongo, event("a", 3), event("b"))
    second = await outbox.lease()

    assert first is not None
    assert [each.sequence for each in first.waiting["a"]] == [1, 2]
    assert second is not None
    assert list(second.waiting) == ["b"]
    assert await outbox.lease() is None

    await outbox.release(first)
    again = await outbox.lease()
    assert again is not None
    assert list(again.waiting) == ["a"]


async def test_who_was_slower_with_one_aggregate_gets_the_others(outbox: Outbox, mongo: Mongo) -> None:
    """Two relays look at the same time, and both see both as free."""
    await commit(outbox, mongo, event("a"), event("b"))
    looked = outbox._free
    quicker = Outbox(mongo, source="/test", keep={})

    async def slowly() -> list[str]:
        free = await looked()
        if "a" in free:
            await mongo["relay_leases"].insert_one(
                {"_id": "quicker", "aggregates": ["a"], "lockedUntil": now() + timedelta(seconds=10)}
            )
        return free

    outbox._free = slowly  # type: ignore[method-assign]
    lease = await outbox.lease()

    assert lease is not None
    assert list(lease.waiting) == ["b"]
    assert await quicker.lease() is None


async def test_what_a_dead_relay_held_is_free_when_its_lease_is_over(
    outbox: Outbox, mongo: Mongo, monkeypatch: Any
) -> None:
    await commit(outbox, mongo, event("a"))
    monkeypatch.setattr(outbox_store, "LEASE", timedelta(0))
    assert await outbox.lease() is not None

    monkeypatch.undo()
    lease = await outbox.lease()

    assert lease is not None
    assert list(lease.waiting) == ["a"]
    assert await mongo["relay_leases"].count_documents({}) == 1


async def test_what_failed_rests_for_a_while_and_the_rest_is_free_at_once(
    outbox: Outbox, mongo: Mongo, monkeypatch: Any
) -> None:
    await commit(outbox, mongo, event("a"), event("b"))
    monkeypatch.setattr(outbox_store, "AFTER_FAILURE", timedelta(seconds=10))
    lease = await outbox.lease()
    assert lease is not None
    await outbox.release(lease, failed=["a"])

    others = await outbox.lease()
    assert others is not None
    assert list(others.waiting) == ["b"]
    await outbox.release(others)

    monkeypatch.setattr(outbox_store, "now", lambda: now() + timedelta(seconds=11))
    everything = await outbox.lease()
    assert everything is not None
    assert set(everything.waiting) == {"a", "b"}
