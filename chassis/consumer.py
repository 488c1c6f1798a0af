"""The consumer: each event's effect is committed once, with its id in the inbox, before it is acknowledged.

Three kinds of failure, three answers. The database is away: consumption pauses and no attempt is counted.
The message itself fails: it comes back after RETRY_DELAYS_SECONDS, then rests in the dead-letter queue with
a reason that holds nothing of its data. It is no event of ours: it rests there at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage
from aio_pika.exceptions import AMQPError

from chassis import logging, trace
from chassis.broker import RETRY_DELAYS_SECONDS, Topology, connect, dead_queue, declare, retry_queue
from chassis.events import Event, Malformed, from_message, now
from chassis.failpoint import failpoint
from chassis.metrics import DEAD_LETTERS, EVENTS_CONSUMED, QUEUE_RETRYING, QUEUE_WAITING, measuring
from chassis.mongo import DuplicateKeyError, Index, Mongo, Transaction, is_infrastructure

INBOX = "inbox"
INBOX_KEEPS = timedelta(days=30)
INDEXES = (Index(INBOX, [("at", 1)], expire_after_seconds=int(INBOX_KEEPS.total_seconds())),)
PREFETCH = 20
PAUSE_SECONDS = 1.0
PUBLISH_SECONDS = 5
ATTEMPT_HEADER = "x-attempt"
REASON_HEADER = "x-reason"

Reaction = Callable[[Transaction, Event], Awaitable[None]]
log = logging.get("chassis.consumer")


class Unacceptable(Exception):
    """Raised by a reaction: this event can never be applied. The text becomes the dead-letter reason."""


class NotYet(Exception):
    """Raised by a reaction: something is missing that may still come. The text becomes the dead-letter reason."""


class Consumer:
    """Consumes one queue and hands each event to the reaction for its type."""

    def __init__(
        self, url: str, topology: Topology, queue: str, *, mongo: Mongo, reactions: Mapping[str, Reaction]
    ) -> None:
        self._url, self._topology, self._queue = url, topology, queue
        self._mongo, self._reactions = mongo, reactions
        self._consuming = False
        self._busy: set[asyncio.Task[None]] = set()

    async def check(self) -> None:
        """For readiness: raises where the queue is not being consumed."""
        if not self._consuming:
            raise ConnectionError("not consuming")

    async def run(self, stop: asyncio.Event) -> None:
        """Consume until `stop`, through any number of lost connections."""
        while not stop.is_set():
            try:
                await self._consume(stop)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is not None and task.cancelling():
                    raise
                log.warning("connection lost, connecting again", queue=self._queue)
            except (AMQPError, OSError, TimeoutError, RuntimeError) as error:
                log.warning("broker away, connecting again", queue=self._queue, error=type(error).__name__)
            finally:
                self._consuming = False
            if not stop.is_set():
                await asyncio.sleep(PAUSE_SECONDS)

    async def _consume(self, stop: asyncio.Event) -> None:
        connection = await connect(self._url, name=f"{self._queue} consumer")
        async with connection:
            channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
            await channel.set_qos(prefetch_count=PREFETCH)
            await declare(channel, self._topology)
            queue = await channel.get_queue(self._queue)
            lost = asyncio.create_task(_closed(channel))
            tag = await queue.consume(partial(self._receive, channel))
            self._consuming = True
            measures = asyncio.create_task(measuring(partial(self._measure, connection))(stop))
            stopping = asyncio.create_task(stop.wait())
            try:
                await asyncio.wait([stopping, lost], return_when=asyncio.FIRST_COMPLETED)
                if stop.is_set() and not channel.is_closed:
                    await queue.cancel(tag, timeout=PUBLISH_SECONDS)
                    if self._busy:
                        await asyncio.wait(self._busy, timeout=PUBLISH_SECONDS)
            finally:
                for task in (stopping, lost, measures):
                    task.cancel()

    async def _measure(self, connection: AbstractConnection) -> None:
        """Set the figures of what waits in the queue and beside it."""
        async with asyncio.timeout(PUBLISH_SECONDS), connection.channel() as channel:

            async def waiting(queue: str) -> int:
                declared = await channel.declare_queue(queue, passive=True)
                return declared.declaration_result.message_count or 0

            retrying = [await waiting(retry_queue(self._queue, delay)) for delay in RETRY_DELAYS_SECONDS]
            QUEUE_RETRYING.labels(self._queue).set(sum(retrying))
            QUEUE_WAITING.labels(self._queue).set(await waiting(self._queue))
            DEAD_LETTERS.labels(self._queue).set(await waiting(dead_queue(self._queue)))

    async def _receive(self, channel: AbstractChannel, message: AbstractIncomingMessage) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        try:
            await self._settle(channel, message)
        except asyncio.CancelledError:  # the library lets one escape when a heartbeat drops the broker
            if task.cancelling():
                raise
            await self._give_back(channel, message, "CancelledError")
        except Exception as error:
            await self._give_back(channel, message, type(error).__name__)
        finally:
            self._busy.discard(task)

    async def _give_back(
        self, channel: AbstractChannel, message: AbstractIncomingMessage, error: str
    ) -> None:
        """A message that could not be settled comes again; the inbox knows if its effect was committed.

        The queue that it was to be moved to may be gone, so everything is declared once more.
        """
        EVENTS_CONSUMED.labels("any", "unsettled").inc()
        log.warning("message not settled", queue=self._queue, error=error)
        await asyncio.sleep(PAUSE_SECONDS)
        try:
            await message.nack(requeue=True)
            await declare(channel, self._topology)
        except (AMQPError, OSError, TimeoutError, RuntimeError) as gone:
            # With the channel everything unsettled goes back; `_consume` sees it closed and begins anew.
            log.warning("channel lost", queue=self._queue, error=type(gone).__name__)
            await channel.close()

    async def _settle(self, channel: AbstractChannel, message: AbstractIncomingMessage) -> None:
        try:
            event = from_message(message)
            reaction = self._reactions.get(event.type)
            if reaction is None:
                raise Malformed("no reaction to this type and version")
        except Malformed as reason:
            await self._park(channel, message, str(reason))
            return
        trace.begin(traceparent=event.traceparent)
        failpoint("consumer.received")
        try:
            outcome = await self._apply(event, reaction)
        except Unacceptable as reason:
            await self._park(channel, message, str(reason))
        except NotYet as reason:
            log.warning("event put off", event_type=event.type, event_id=event.id, reason=str(reason))
            await self._again_later(channel, message, str(reason))
        except Exception as error:
            if is_infrastructure(error):
                log.warning("database away, pausing", queue=self._queue, error=type(error).__name__)
                await asyncio.sleep(PAUSE_SECONDS)
                await message.nack(requeue=True)
            else:
                log.error("event failed", event_type=event.type, event_id=event.id, exc_info=True)
                await self._again_later(channel, message, type(error).__name__)
        else:
            EVENTS_CONSUMED.labels(event.type, outcome).inc()
            failpoint("consumer.before_ack")
            await message.ack()
            failpoint("consumer.after_ack")

    async def _apply(self, event: Event, reaction: Reaction) -> str:
        async def once(tx: Transaction) -> None:
            await self._mongo[INBOX].insert_one({"_id": event.id, "at": now()}, session=tx.session)
            failpoint("consumer.after_inbox")
            await reaction(tx, event)

        try:
            await self._mongo.transaction(once)
        except DuplicateKeyError:
            if await self._mongo[INBOX].find_one({"_id": event.id}) is None:
                raise  # some other unique index: the reaction's own conflict
            return "repeated"
        return "applied"

    async def _again_later(
        self, channel: AbstractChannel, message: AbstractIncomingMessage, reason: str
    ) -> None:
        attempt = _attempt(message) + 1
        if attempt > len(RETRY_DELAYS_SECONDS):
            await self._park(channel, message, f"failed {attempt} times, the last time: {reason}")
            return
        delay = RETRY_DELAYS_SECONDS[attempt - 1]
        await self._move(channel, message, retry_queue(self._queue, delay), {ATTEMPT_HEADER: attempt})
        EVENTS_CONSUMED.labels("any", "retried").inc()

    async def _park(self, channel: AbstractChannel, message: AbstractIncomingMessage, reason: str) -> None:
        await self._move(channel, message, dead_queue(self._queue), {REASON_HEADER: reason})
        EVENTS_CONSUMED.labels("any", "dead").inc()
        log.error("message parked as a dead letter", queue=self._queue, reason=reason)

    async def _move(
        self,
        channel: AbstractChannel,
        message: AbstractIncomingMessage,
        queue: str,
        headers: Mapping[str, str | int],
    ) -> None:
        failpoint("consumer.before_move")
        copy = Message(
            message.body,
            headers={**message.headers, **headers},
            content_type=message.content_type,
            message_id=message.message_id,
            type=message.type,
            delivery_mode=DeliveryMode.PERSISTENT,
        )
        await channel.default_exchange.publish(
            copy, routing_key=queue, mandatory=True, timeout=PUBLISH_SECONDS
        )
        await message.ack()


def _attempt(message: AbstractIncomingMessage) -> int:
    value = message.headers.get(ATTEMPT_HEADER, 0)
    return value if isinstance(value, int) else 0


async def _closed(channel: AbstractChannel) -> None:
    await channel.closed()
