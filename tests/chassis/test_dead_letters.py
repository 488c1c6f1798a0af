"""An operator looks at dead letters, sends them back, or drops them."""

import socket
import subprocess
import sys
from pathlib import Path

import aio_pika
import pytest
from aio_pika.abc import HeadersType

from chassis import broker
from chassis.broker import Topology, dead_queue, declare
from chassis.consumer import ATTEMPT_HEADER, REASON_HEADER
from chassis.dead_letters import dead_letters
from chassis.events import Event, new_event_id, now, to_message
from tests.support import TOPOLOGY, keys_in

QUEUE = "certification"
CANARY = "canary-sealed-value"


def dead_event() -> aio_pika.Message:
    event = Event(
        "x",
        "account.linked.v1",
        "account_link",
        "link-1",
        1,
        {"sealed": CANARY},
        new_event_id(),
        now(),
        "/test",
    )
    return to_message(
        event, headers={ATTEMPT_HEADER: 6, REASON_HEADER: "failed 6 times, the last time: KeyError"}
    )


async def rest(amqp_url: str, *messages: aio_pika.Message, topology: Topology = TOPOLOGY) -> None:
    async with await broker.connect(amqp_url, name="test") as connection:
        channel = await connection.channel()
        await declare(channel, topology)
        for message in messages:
            await channel.default_exchange.publish(message, routing_key=dead_queue(QUEUE))


async def taken(amqp_url: str, queue: str) -> list[aio_pika.abc.AbstractIncomingMessage]:
    async with await broker.connect(amqp_url, name="test") as connection:
        found = await (await connection.channel()).get_queue(queue)
        messages = []
        while (message := await found.get(fail=False)) is not None:
            await message.ack()
            messages.append(message)
        return messages


def run(amqp_url: str, keys: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services.certification", "deadletters", *arguments],
        env={"AMQP_URL": amqp_url, "KEYS_DIR": str(keys)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def test_looking_changes_nothing_and_shows_no_data(amqp_url: str, tmp_path: Path) -> None:
    one = dead_event()
    await rest(amqp_url, one, aio_pika.Message(b"junk", headers={REASON_HEADER: "the body is not JSON"}))

    shown = [run(amqp_url, keys_in(tmp_path), *words) for words in (["list"], ["show", str(one.message_id)])]
    unknown = run(amqp_url, tmp_path, "show", "unknown")

    assert [each.returncode for each in (*shown, unknown)] == [0, 0, 1]
    assert "failed 6 times" in shown[0].stdout
    assert "the body is not JSON" in shown[0].stdout
    assert all(str(one.message_id) in each.stdout and CANARY not in each.stdout for each in shown)
    async with dead_letters(amqp_url, QUEUE) as resting:
        assert len(resting.letters) == 2


async def test_what_a_stranger_wrote_cannot_spoil_the_terminal(amqp_url: str, tmp_path: Path) -> None:
    """Neither by control characters nor by the signs that our tables are marked up with."""
    hostile: HeadersType = {
        "cloudEvents:id": "[/bold]",
        "cloudEvents:type": "\x1b[2Jgone",
        "cloudEvents:subject": "x" * 10_000,
        REASON_HEADER: "the body is not JSON",
    }
    await rest(amqp_url, aio_pika.Message(b"{", headers=hostile))
    shown = [run(amqp_url, keys_in(tmp_path), *words) for words in (["list"], ["show", "[/bold]"])]
    for each in shown:
        assert each.returncode == 0, each.stderr
        assert "[/bold]" in each.stdout
        assert "\x1b" not in each.stdout
        assert len(each.stdout) < 5_000


async def test_what_is_replayed_is_consumed_as_for_the_first_time(amqp_url: str, tmp_path: Path) -> None:
    one, other = dead_event(), dead_event()
    await rest(amqp_url, one, other)

    done = run(amqp_url, keys_in(tmp_path), "replay", str(one.message_id))

    assert (done.returncode, done.stdout.strip()) == (0, "replayed 1")
    (back,) = await taken(amqp_url, QUEUE)
    assert (back.message_id, back.body) == (one.message_id, one.body)
    assert not {ATTEMPT_HEADER, REASON_HEADER} & back.headers.keys()
    assert [message.message_id for message in await taken(amqp_url, dead_queue(QUEUE))] == [other.message_id]


async def test_what_is_dropped_is_gone(amqp_url: str, tmp_path: Path) -> None:
    one, other = dead_event(), dead_event()
    await rest(amqp_url, one, other, dead_event())

    first = run(amqp_url, keys_in(tmp_path), "drop", str(one.message_id), str(other.message_id), "unknown")
    rest_of_them = run(amqp_url, tmp_path, "drop", "--all")

    assert (first.returncode, first.stdout.strip()) == (1, "dropped 2")
    assert (rest_of_them.returncode, rest_of_them.stdout.strip()) == (0, "dropped 1")
    assert await taken(amqp_url, dead_queue(QUEUE)) == []


def test_a_broker_without_the_queue_is_told_apart_from_one_that_is_silent(
    amqp_url: str, tmp_path: Path
) -> None:
    keys_in(tmp_path)
    empty = run(amqp_url, tmp_path, "list")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        waited = run(f"amqp://127.0.0.1:{silent.getsockname()[1]}", tmp_path, "list")

    assert (empty.returncode, waited.returncode) == (1, 1)
    assert empty.stderr.startswith("The broker at AMQP_URL has no queue certification.dead: ")
    assert waited.stderr.startswith("The broker at AMQP_URL does not answer. ")


@pytest.mark.parametrize("words", [["replay"], ["drop", "some-id", "--all"]])
async def test_which_are_meant_must_be_said(amqp_url: str, tmp_path: Path, words: list[str]) -> None:
    done = run(amqp_url, keys_in(tmp_path), *words)
    assert (done.returncode, done.stderr.strip()) == (1, "Name them by their ids, or say --all.")
