"""RabbitMQ: connections, the topology every process declares, and a publisher that never hangs.

Connections are plain ones that we open again ourselves: what has to be declared after a reconnection is then
declared by the same code as at start, and a frozen broker surfaces as an error instead of a wait.
"""

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange, ExchangeType

from chassis.events import Event, to_message
from chassis.metrics import EVENT_PUBLISH

CONNECT_SECONDS = 5
HEARTBEAT_SECONDS = 10
OPEN_SECONDS = 10  # a connection, and everything declared on it
PUBLISH_SECONDS = 5
RETRY_DELAYS_SECONDS = (1, 5, 30, 120, 600)
# Broker 4.x drops a message after 20 deliveries unless told otherwise; we count attempts ourselves.
NEVER_REACHED_DELIVERIES = 100_000
T = TypeVar("T")


class NotConfirmed(Exception):
    """The broker refused, did not answer in time, or is away. The event must be sent again."""


@dataclass(frozen=True)
class Topology:
    """Exchanges by name (with whether a publish there must find a queue), and what each queue is bound to."""

    exchanges: Mapping[str, bool]
    queues: Mapping[str, Mapping[str, tuple[str, ...]]]


class Connection(aio_pika.Connection):
    """Closes itself where it could not be opened: what is left to the garbage collector closes too late."""

    async def connect(self, timeout: float | None = None) -> None:  # noqa: ASYNC109  # the library's signature
        try:
            await super().connect(timeout)
        except BaseException:
            await self.close()
            raise


async def connect(url: str, *, name: str) -> AbstractConnection:
    """Raises OSError, AMQPError or TimeoutError where the broker does not answer."""
    return await aio_pika.connect(
        url,
        timeout=CONNECT_SECONDS,
        heartbeat=HEARTBEAT_SECONDS,
        client_properties={"connection_name": name},
        connection_class=Connection,
    )


async def declare(channel: AbstractChannel, topology: Topology) -> dict[str, AbstractExchange]:
    """Declare everything, so that no process publishes before another's queue is there."""
    exchanges = {
        name: await channel.declare_exchange(name, ExchangeType.TOPIC, durable=True)
        for name in topology.exchanges
    }
    for queue_name, bindings in topology.queues.items():
        arguments: dict[str, Any] = {
            "x-queue-type": "quorum",
            "x-delivery-limit": NEVER_REACHED_DELIVERIES,
        }
        await channel.declare_queue(dead_queue(queue_name), durable=True, arguments=arguments)
        queue = await channel.declare_queue(queue_name, durable=True, arguments=arguments)
        for delay in RETRY_DELAYS_SECONDS:
            await channel.declare_queue(
                retry_queue(queue_name, delay),
                durable=True,
                arguments={
                    "x-queue-type": "quorum",
                    "x-message-ttl": delay * 1000,
                    "x-dead-letter-exchange": "",
                    "x-dead-letter-routing-key": queue_name,
                    "x-dead-letter-strategy": "at-least-once",
                    "x-overflow": "reject-publish",
                },
            )
        for exchange, keys in bindings.items():
            for key in keys:
                await queue.bind(exchanges[exchange], key)
    return exchanges


def retry_queue(queue: str, delay: int) -> str:
    return f"{queue}.retry.{delay}s"


def dead_queue(queue: str) -> str:
    return f"{queue}.dead"


class Publisher:
    """Publishes with confirms over one channel, opened when first needed and again when lost."""

    def __init__(self, url: str, topology: Topology, *, name: str) -> None:
        self._url, self._topology, self._name = url, topology, name
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel
        self._opening = asyncio.Lock()
        self._failures = 0  # to open a connection

    async def publish(self, event: Event) -> None:
        """Returns once the broker confirmed. Raises NotConfirmed otherwise, within PUBLISH_SECONDS."""
        (reason,) = await self.publish_all([event])
        if reason is not None:
            raise reason

    async def publish_all(self, events: Sequence[Event]) -> list[NotConfirmed | None]:
        """Publish them side by side; of each, within PUBLISH_SECONDS, why it was not confirmed, or None."""
        if not events:
            return []
        clock = asyncio.get_running_loop().time
        deadline = clock() + PUBLISH_SECONDS
        try:
            connection = await self._confirmed(self._open(), PUBLISH_SECONDS)
        except NotConfirmed as reason:
            return [reason] * len(events)
        sending = [asyncio.create_task(self._publish(event, connection)) for event in events]
        try:
            await asyncio.wait(sending, timeout=deadline - clock())
        finally:
            for each in sending:
                each.cancel()
        outcomes = await asyncio.gather(*sending, return_exceptions=True)
        return [None if outcome is None else _not_confirmed(outcome) for outcome in outcomes]

    async def connected(self) -> None:
        """Raises NotConfirmed where the broker is away."""
        await self._confirmed(self._open(), OPEN_SECONDS)

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await self._confirmed(connection.close(), CONNECT_SECONDS)

    async def _publish(self, event: Event, connection: AbstractConnection) -> None:
        if event.exchange not in self._topology.exchanges:
            raise NotConfirmed(f"no exchange {event.exchange} in the topology")
        message = to_message(event)
        with EVENT_PUBLISH.time():
            try:
                channel = await self._channel.get_underlay_channel()
                await channel.basic_publish(  # type: ignore[call-arg]  # its base class lacks `wait`
                    message.body,
                    exchange=event.exchange,
                    routing_key=event.type,
                    properties=message.properties,
                    mandatory=self._topology.exchanges[event.exchange],
                    wait=False,  # for the socket: else each waits until the one before is out
                )
            except aio_pika.exceptions.DeliveryError:
                raise
            except BaseException:
                self._drop(connection)
                raise

    async def _open(self) -> AbstractConnection:
        """Those who wait for a connection share the failure to open it: they do not try one after the other."""
        failures = self._failures
        async with self._opening:
            # Not `is_closed`, which tells of our own close alone.
            if self._connection is not None and self._connection.connected.is_set():
                return self._connection
            if self._failures > failures:
                raise NotConfirmed("the broker is away")
            if self._connection is not None:
                self._drop(self._connection)
            try:
                self._connection = await self._reopened()
            except BaseException:
                self._failures += 1
                raise
            return self._connection

    async def _reopened(self) -> AbstractConnection:
        connection = await connect(self._url, name=self._name)
        try:
            self._channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
            await declare(self._channel, self._topology)
        except BaseException:
            _close_soon(connection)
            raise
        return connection

    @staticmethod
    async def _confirmed(call: Coroutine[Any, Any, T], seconds: float) -> T:
        """Await `call`; whatever the client library throws becomes NotConfirmed.

        It lets a bare CancelledError escape when a heartbeat drops a frozen broker: that is a failure of
        the call, while a cancellation that somebody asked of this task must go on.
        """
        try:
            async with asyncio.timeout(seconds):
                return await call
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise _not_confirmed(error) from None
        except Exception as error:
            raise _not_confirmed(error) from None

    def _drop(self, connection: AbstractConnection) -> None:
        """Unless another has been opened in its place already, the next publish opens one."""
        if self._connection is connection:
            self._connection = None
            _close_soon(connection)


def _not_confirmed(error: BaseException) -> NotConfirmed:
    """What came instead of a confirm, told without the event's data."""
    if isinstance(error, NotConfirmed):
        return error
    if isinstance(error, asyncio.CancelledError):
        return NotConfirmed("no answer in time, or the connection was lost")
    if isinstance(error, aio_pika.exceptions.DeliveryError):
        return NotConfirmed(f"the broker returned it ({type(error).__name__})")
    return NotConfirmed(type(error).__name__)


_closing: set[asyncio.Task[None]] = set()  # the loop alone would forget them


def _close_soon(connection: AbstractConnection) -> None:
    """A frozen broker does not answer the farewell: nobody waits for it."""

    async def close() -> None:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CONNECT_SECONDS):
                await connection.close()

    task = asyncio.create_task(close())
    _closing.add(task)
    task.add_done_callback(_closing.discard)
