"""Reads the public events, and keeps in a file which certifications there are and how they stand.

    pip install aio-pika
    AMQP_URL=... AMQP_QUEUE=... python consume.py certifications.db

AMQP_CA_FILE names the broker's certificate where no public authority vouches for it. Ctrl-C ends it; what was not
finished comes again. Each event is applied once: its id is in the inbox, written in one transaction with its effect,
and only then is it acknowledged.
"""

import asyncio
import json
import os
import signal
import sqlite3
import ssl
import sys
from typing import Any

import aio_pika
from aio_pika.abc import AbstractIncomingMessage

PREFIX = "cloudEvents:"
PREFETCH = 50
PAUSE_SECONDS = 1
HEARTBEAT_SECONDS = 10
MAX_SEQUENCE = 2**63 - 1  # what the database keeps as a whole number
TABLES = """
CREATE TABLE IF NOT EXISTS inbox (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS certifications (
  id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, status TEXT NOT NULL, registration TEXT NOT NULL, valid_until TEXT
);
"""
# Of one certification a higher sequence is later: a replayed or overtaken event never takes us back.
NEWEST = """
INSERT INTO certifications VALUES (:id, :sequence, :status, :registration, :valid_until)
ON CONFLICT (id) DO UPDATE SET
  sequence = excluded.sequence, status = excluded.status,
  registration = excluded.registration, valid_until = excluded.valid_until
WHERE excluded.sequence > certifications.sequence
"""


class NoEvent(Exception):
    """A message that is no event as published."""


def opened(path: str) -> sqlite3.Connection:
    """Our data. Autocommit is off: `with` it is one transaction."""
    database = sqlite3.connect(path)
    database.executescript(TABLES)
    return database


def apply(database: sqlite3.Connection, message: AbstractIncomingMessage) -> str:
    """Apply an event once; what came of it. Unknown types and fields are left alone: later versions may add some."""
    event_id, row = read(message)
    with database:
        known = database.execute("INSERT OR IGNORE INTO inbox VALUES (?)", [event_id]).rowcount == 0
        if known:
            return "seen before"
        changed = database.execute(NEWEST, row).rowcount
        return "applied" if changed else "older than what is known"


def read(message: AbstractIncomingMessage) -> tuple[str, dict[str, Any]]:
    """The event's id, and the certification as it tells of it. Raises NoEvent."""
    attribute = {name.removeprefix(PREFIX): value for name, value in message.headers.items()}
    try:
        data = json.loads(message.body)
        sequence = int(str(attribute["sequence"]))
        texts = {
            "id": attribute["subject"],
            "status": data["status"],
            "registration": data["registration"],
            "valid_until": data["validUntil"],
        }
        if not 0 <= sequence <= MAX_SEQUENCE or not all(isinstance(text, str) for text in texts.values()):
            raise ValueError("a field has another form")
        return str(attribute["id"]), {"sequence": sequence, **texts}
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise NoEvent(f"{type(fault).__name__}: {fault}") from None


async def receive(database: sqlite3.Connection, message: AbstractIncomingMessage) -> None:
    try:
        outcome = apply(database, message)
    except NoEvent as reason:
        outcome = f"set aside ({reason})"  # sent again it would be no better
    await message.ack()
    print(f"{message.type} {message.message_id} {outcome}", flush=True)


async def consume(url: str, queue_name: str, tls: ssl.SSLContext, database: sqlite3.Connection) -> None:
    """Until the connection is lost."""
    connection = await aio_pika.connect(
        url, ssl_context=tls if url.startswith("amqps:") else None, heartbeat=HEARTBEAT_SECONDS
    )
    async with connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=PREFETCH)
        # Passive: the queue is made for us, and we have no right to declare anything.
        queue = await channel.declare_queue(queue_name, passive=True)
        print(f"reading {queue_name}", flush=True)
        async with queue.iterator() as messages:
            async for message in messages:
                await receive(database, message)


async def forever(path: str) -> None:
    """Consume, through any number of lost connections."""
    url, queue_name = os.environ["AMQP_URL"], os.environ["AMQP_QUEUE"]
    tls = ssl.create_default_context(cafile=os.environ.get("AMQP_CA_FILE"))
    database = opened(path)
    while True:
        try:
            await consume(url, queue_name, tls, database)
        except (aio_pika.exceptions.AMQPError, OSError, TimeoutError, RuntimeError) as lost:
            print(f"connection lost ({type(lost).__name__}), trying again", file=sys.stderr, flush=True)
        await asyncio.sleep(PAUSE_SECONDS)


async def main(path: str) -> None:
    """Consume until a signal asks to stop."""
    consuming = asyncio.ensure_future(forever(path))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, consuming.cancel)
    await asyncio.wait([consuming])
    if not consuming.cancelled():
        consuming.result()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not {"AMQP_URL", "AMQP_QUEUE"} <= os.environ.keys():
        sys.exit(__doc__)
    asyncio.run(main(sys.argv[1]))
