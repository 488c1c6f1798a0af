"""An integrator: a queue of its own at the public exchange, read by a client that connects again."""

import asyncio
import contextlib
from dataclasses import dataclass
from secrets import token_hex
from types import TracebackType
from typing import Self

from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import AMQPError

from chassis.broker import connect
from chassis.events import from_message
from contracts.events.base import PUBLIC_EXCHANGE
from contracts.events.integrators import PREFIX

AGAIN_SECONDS = 0.3


@dataclass(frozen=True)
class Received:
    id: str
    type: str
    subject: str


class Integrator:
    """Everything that is published for integrators, from the moment that it was opened."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.queue = f"{PREFIX}{token_hex(3)}"
        self._bound = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None
        self.received: list[Received] = []

    @property
    def ids(self) -> set[str]:
        return {event.id for event in self.received}

    async def __aenter__(self) -> Self:
        self._reading = asyncio.create_task(self._read())
        async with asyncio.timeout(30):
            await self._bound.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._reading is not None
        self._reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reading

    async def _read(self) -> None:
        while True:
            try:
                await self._consume()
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
            except (AMQPError, OSError, TimeoutError, RuntimeError):
                pass
            await asyncio.sleep(AGAIN_SECONDS)

    async def _consume(self) -> None:
        async with await connect(self._url, name=self.queue) as connection:
            channel = await connection.channel()
            await channel.set_qos(prefetch_count=100)
            queue = await channel.declare_queue(
                self.queue, durable=True, arguments={"x-queue-type": "quorum"}
            )
            await queue.bind(PUBLIC_EXCHANGE, "#")
            await queue.consume(self._take)
            self._bound.set()
            await channel.closed()

    async def _take(self, message: AbstractIncomingMessage) -> None:
        event = from_message(message)
        self.received.append(Received(event.id, event.type, event.subject))
        with contextlib.suppress(AMQPError, OSError, RuntimeError):
            await message.ack()
