"""Public events of the past are sent once more, to one queue alone."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aio_pika
import pytest

from chassis import broker
from chassis.events import now
from chassis.outbox.store import ENTRIES
from contracts.events.base import PUBLIC_EXCHANGE
from tests.certification.conftest import Practice
from tests.support import keys_in

QUEUE = "integrator.test"


@dataclass(frozen=True)
class Target:
    """Where the command works."""

    mongodb_url: str
    database_name: str
    amqp_url: str


@pytest.fixture
def target(mongodb_url: str, database: str, amqp_url: str, tmp_path: Path) -> Target:
    keys_in(tmp_path)
    return Target(mongodb_url, database, amqp_url)


async def queue_of(amqp_url: str, *, take: bool) -> list[aio_pika.abc.AbstractIncomingMessage]:
    async with await broker.connect(amqp_url, name="test") as connection:
        queue = await (await connection.channel()).declare_queue(QUEUE, durable=True)
        messages = []
        while take and (message := await queue.get(fail=False)) is not None:
            await message.ack()
            messages.append(message)
        return messages


def run(target: Target, keys: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "MONGODB_URL": target.mongodb_url,
        "MONGODB_DATABASE": target.database_name,
        "AMQP_URL": target.amqp_url,
        "KEYS_DIR": str(keys),
    }
    return subprocess.run(
        [sys.executable, "-m", "services.certification", "events", "replay", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def published(practice: Practice) -> list[dict[str, Any]]:
    """The public entries, marked as the relay marks them."""
    entries = practice.store.mongo[ENTRIES]
    await entries.update_many({}, {"$set": {"publishedAt": now()}})
    found = entries.find({"exchange": PUBLIC_EXCHANGE}).sort([("time", 1), ("sequence", 1)])
    return [entry async for entry in found]


async def test_stored_events_come_again_with_the_same_ids_in_their_order(
    practice: Practice, target: Target, tmp_path: Path
) -> None:
    for _ in range(3):
        await practice.certified()
    entries = await published(practice)
    await queue_of(target.amqp_url, take=False)
    yesterday = (now() - timedelta(days=1)).strftime("%Y-%m-%d")

    done = run(target, tmp_path, "--queue", QUEUE, "--from", yesterday)

    assert (done.returncode, done.stdout.strip()) == (0, f"sent {len(entries)} events to {QUEUE}"), (
        done.stderr
    )
    messages = await queue_of(target.amqp_url, take=True)
    assert [message.message_id for message in messages] == [entry["_id"] for entry in entries]
    assert len(messages) == 3
    for message, entry in zip(messages, entries, strict=True):
        assert message.headers["cloudEvents:replayed"] == "true"
        assert message.headers["cloudEvents:sequence"] == str(entry["sequence"])
        assert message.headers["cloudEvents:time"] == entry["time"].isoformat()


async def test_only_what_was_asked_for_is_sent(practice: Practice, target: Target, tmp_path: Path) -> None:
    await practice.certified()
    await published(practice)
    await queue_of(target.amqp_url, take=False)
    tomorrow = (now() + timedelta(days=1)).strftime("%Y-%m-%d")
    long_ago = "2020-01-01"

    for words in (
        ("--from", tomorrow),
        ("--from", long_ago, "--to", "2020-02-01"),
        ("--from", long_ago, "--type", "certification.registered.v1"),
    ):
        done = run(target, tmp_path, "--queue", QUEUE, *words)
        assert (done.returncode, done.stdout.strip()) == (0, f"sent 0 events to {QUEUE}"), done.stderr
    assert await queue_of(target.amqp_url, take=True) == []


async def test_an_unknown_type_or_queue_is_named(practice: Practice, target: Target, tmp_path: Path) -> None:
    await practice.certified()
    await published(practice)

    unknown_type = run(target, tmp_path, "--queue", QUEUE, "--from", "2020-01-01", "--type", "x")
    unknown_queue = run(target, tmp_path, "--queue", "integrator.nobody", "--from", "2020-01-01")

    assert unknown_type.returncode == unknown_queue.returncode == 1
    assert "No such type: x." in unknown_type.stderr
    assert "The broker has no queue integrator.nobody" in unknown_queue.stderr


async def test_a_services_own_queue_is_spared(target: Target, tmp_path: Path) -> None:
    """There each of them would come to rest as a dead letter."""
    done = run(target, tmp_path, "--queue", "notifications", "--from", "2020-01-01")

    assert (done.returncode, "notifications is no integrator's queue" in done.stderr) == (1, True)
