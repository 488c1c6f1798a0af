"""The relay publishes what was committed, in order per aggregate, until asked to stop.

A crash between the broker's confirm and our mark publishes an event twice; none loses one. Any number of
relays may run: an aggregate is leased by one of them. At the first failure an aggregate's later events wait.
"""

import asyncio
from collections.abc import Sequence

from chassis import logging
from chassis.broker import NotConfirmed, Publisher
from chassis.events import Event, new_event_id
from chassis.failpoint import failpoint
from chassis.outbox.store import Outbox

SWEEP_SECONDS = 0.5
log = logging.get("chassis.relay")


class Relay:
    """One process's relay. Woken by the process's own commits, and by the clock for others' left-overs."""

    def __init__(self, outbox: Outbox, publisher: Publisher) -> None:
        self._outbox, self._publisher = outbox, publisher
        self._owner = new_event_id()

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                if not await self.publish_batch():
                    await self._wait(stop)
            except Exception:
                log.error("relay failed, trying again", exc_info=True)
                await asyncio.sleep(1)

    async def publish_batch(self) -> bool:
        """Publish one lease of entries; says whether there was any."""
        self._outbox.committed.clear()
        held = await self._outbox.lease(self._owner)
        stuck: list[str] = []
        try:
            async with asyncio.TaskGroup() as group:  # none goes on when the lease is given back
                running = [group.create_task(self._in_order(events)) for events in held.values()]
            confirmed = [each.result() for each in running]
            failpoint("outbox.after_confirm")
            stuck = [
                a
                for (a, wanted), sent in zip(held.items(), confirmed, strict=True)
                if len(sent) < len(wanted)
            ]
            sent = [event for events in confirmed for event in events]
            await self._outbox.mark_published(sent)
            failpoint("outbox.after_mark")
        finally:
            await self._outbox.release([a for a in held if a not in stuck], self._owner)
            await self._outbox.release_failed(stuck, self._owner)
        return bool(held)

    async def _in_order(self, events: Sequence[Event]) -> list[Event]:
        confirmed: list[Event] = []
        for event in events:
            failpoint("outbox.before_publish")
            try:
                await self._publisher.publish(event)
            except NotConfirmed as reason:
                log.warning(
                    "event not confirmed", event_type=event.type, event_id=event.id, reason=str(reason)
                )
                break
            confirmed.append(event)
        return confirmed

    async def _wait(self, stop: asyncio.Event) -> None:
        waiters = [asyncio.create_task(event.wait()) for event in (self._outbox.committed, stop)]
        try:
            await asyncio.wait(waiters, timeout=SWEEP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in waiters:
                waiter.cancel()
