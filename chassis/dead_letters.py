"""What rests in a queue's dead-letter queue: looked at, sent back to be consumed again, or dropped.

Nothing of an event's data is shown: its type, its subject and the reason it rests there are enough to decide.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, HeadersType

from chassis.broker import PUBLISH_SECONDS, connect, dead_queue
from chassis.consumer import ATTEMPT_HEADER, REASON_HEADER
from chassis.events import PREFIX

LOOKS_AT = 10_000


@dataclass(frozen=True)
class DeadLetter:
    """One message. `id` is the event's, or a dash for one that is no event."""

    id: str
    type: str
    subject: str
    reason: str
    headers: HeadersType
    size: int


class DeadLetters:
    """Held for as long as they are looked at; what was neither replayed nor dropped goes back."""

    def __init__(self, channel: AbstractChannel, queue: str, messages: list[AbstractIncomingMessage]) -> None:
        self._channel, self._queue, self._messages = channel, queue, messages

    @property
    def letters(self) -> list[DeadLetter]:
        return [_letter(message) for message in self._messages]

    async def replay(self, ids: set[str] | None) -> int:
        """Send those with these ids, or all, back to be consumed as if for the first time; returns how many."""
        chosen = self._chosen(ids)
        for message in chosen:
            again = Message(
                message.body,
                headers={
                    name: value
                    for name, value in message.headers.items()
                    if name not in (ATTEMPT_HEADER, REASON_HEADER)
                },
                content_type=message.content_type,
                message_id=message.message_id,
                type=message.type,
                delivery_mode=DeliveryMode.PERSISTENT,
            )
            await self._channel.default_exchange.publish(
                again, routing_key=self._queue, mandatory=True, timeout=PUBLISH_SECONDS
            )
            await message.ack()
        return len(chosen)

    async def drop(self, ids: set[str] | None) -> int:
        """Delete those with these ids, or all; returns how many."""
        chosen = self._chosen(ids)
        for message in chosen:
            await message.ack()
        return len(chosen)

    def _chosen(self, ids: set[str] | None) -> list[AbstractIncomingMessage]:
        return [message for message in self._messages if ids is None or _letter(message).id in ids]


@asynccontextmanager
async def dead_letters(url: str, queue: str) -> AsyncIterator[DeadLetters]:
    """Those of `queue`, LOOKS_AT at most. Raises what `connect` raises."""
    async with await connect(url, name=f"{queue} dead letters") as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        resting = await channel.get_queue(dead_queue(queue))
        messages: list[AbstractIncomingMessage] = []
        while len(messages) < LOOKS_AT and (message := await resting.get(fail=False)) is not None:
            messages.append(message)
        yield DeadLetters(channel, queue, messages)


def _letter(message: AbstractIncomingMessage) -> DeadLetter:
    def told(name: str) -> str:
        return str(message.headers.get(PREFIX + name, "-"))

    return DeadLetter(
        id=told("id"),
        type=told("type"),
        subject=told("subject"),
        reason=str(message.headers.get(REASON_HEADER, "-")),
        headers=message.headers,
        size=len(message.body),
    )
