"""The messages of an exchange as they are: to send them again in another order, or with a fault."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue

from chassis.broker import PUBLISH_SECONDS, connect
from contracts.events.base import INTERNAL_EXCHANGE


@dataclass(frozen=True)
class Letter:
    """A message, its routing key and its headers."""

    key: str
    body: bytes
    headers: Mapping[str, Any] = field(default_factory=dict)

    def message(self) -> Message:
        return Message(
            self.body,
            headers=dict(self.headers),
            content_type="application/json",
            delivery_mode=DeliveryMode.PERSISTENT,
        )


class Tap:
    """A queue of our own at the internal exchange."""

    def __init__(self, channel: AbstractChannel, queue: AbstractQueue) -> None:
        self._channel, self._queue = channel, queue

    async def taken(self) -> list[Letter]:
        """What has come since the last call, in its order."""
        return [_letter(message) for message in await _all_of(self._queue)]

    async def emptied(self, name: str) -> list[Letter]:
        """Take everything out of another queue."""
        return [_letter(message) for message in await _all_of(await self._channel.get_queue(name))]

    async def put(self, queue: str, letter: Letter) -> None:
        """Into this queue alone, confirmed."""
        await self._channel.default_exchange.publish(
            letter.message(), routing_key=queue, mandatory=True, timeout=PUBLISH_SECONDS
        )


@asynccontextmanager
async def tap(amqp_url: str) -> AsyncIterator[Tap]:
    async with await connect(amqp_url, name="tap") as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        queue = await channel.declare_queue(f"tap-{token_hex(3)}", exclusive=True)
        await queue.bind(INTERNAL_EXCHANGE, "#")
        yield Tap(channel, queue)


async def _all_of(queue: AbstractQueue) -> list[AbstractIncomingMessage]:
    messages = []
    while (message := await queue.get(fail=False)) is not None:
        await message.ack()
        messages.append(message)
    return messages


def _letter(message: AbstractIncomingMessage) -> Letter:
    return Letter(message.routing_key or "", message.body, message.headers)
