"""The relay publishes what was committed, in order per aggregate, until asked to stop.

A crash between the broker's confirm and our mark publishes an event twice; none loses one. Any number of
relays may run: an aggregate is leased by one of them. At the first failure an aggregate's later events wait.
While a batch is published the next is leased, so that broker and database work at the same time.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import zip_longest

from chassis import logging
from chassis.broker import NotConfirmed, Publisher
from chassis.events import Event
from chassis.failpoint import failpoint
from chassis.metrics import NOT_CONFIRMED
from chassis.mongo import is_infrastructure
from chassis.outbox.store import LEASE, Lease, Outbox

SWEEP_SECONDS = 0.5
RENEW_SECONDS = LEASE.total_seconds() / 5
AWAY_SECONDS = 1.0
BATCHES = 2  # under way at a time
log = logging.get("chassis.relay")


class Relay:
    """One process's relay. Woken by the process's own commits, and by the clock for others' left-overs."""

    def __init__(self, outbox: Outbox, publisher: Publisher) -> None:
        self._outbox, self._publisher = outbox, publisher
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self, stop: asyncio.Event) -> None:
        try:
            while not stop.is_set():
                await self._begin(stop)
        except asyncio.CancelledError:
            for batch in self._under_way:
                batch.cancel()
            raise
        finally:
            await self._finish()

    async def publish_batch(self) -> bool:
        """Publish one lease of entries; says whether there was any."""
        lease = await self._begun()
        await self._finish()
        return lease is not None

    async def _begin(self, stop: asyncio.Event) -> None:
        """Begin with a batch as soon as there is one and a place for it."""
        self._outbox.committed.clear()
        try:
            lease = await self._begun()
        except Exception as error:
            _tell_fault(error)
            await asyncio.sleep(AWAY_SECONDS)
            return
        if lease is None or not lease.is_full:
            await self._wait(stop)
        while len(self._under_way) >= BATCHES:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)

    async def _begun(self) -> Lease | None:
        """Lease a batch and begin to publish it; None where there is none."""
        lease = await self._outbox.lease()
        if lease is None:
            return None
        failpoint("outbox.leased")
        task = asyncio.create_task(self._batch(lease))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return lease

    async def _finish(self) -> None:
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _batch(self, lease: Lease) -> None:
        """Publish it and give it back, whatever happens; the database or the broker may be away."""
        failed: set[str] = set()
        try:
            async with self._renewed(lease):
                await self._publisher.connected()
                failed = await self._publish(lease)
        except NotConfirmed as reason:  # no event's fault: all are free again at once
            log.warning("broker away, trying again", reason=str(reason))
            await asyncio.sleep(AWAY_SECONDS)
        except Exception as error:
            _tell_fault(error)
            await asyncio.sleep(AWAY_SECONDS)
        finally:
            with contextlib.suppress(Exception):  # the lease then runs out
                await self._outbox.release(lease, failed=list(failed))

    async def _publish(self, lease: Lease) -> set[str]:
        """Publish its events and mark those confirmed; the aggregates of which one was not.

        In waves, each with the next event of every aggregate: an event waits until the one before is confirmed.
        """
        confirmed: list[Event] = []
        failed: set[str] = set()
        for wave in zip_longest(*lease.waiting.values()):
            events = [event for event in wave if event is not None and event.subject not in failed]
            failpoint("outbox.before_publish")
            for event, reason in zip(events, await self._publisher.publish_all(events), strict=True):
                if reason is None:
                    confirmed.append(event)
                else:
                    failed.add(event.subject)
                    _tell(event, reason)
        failpoint("outbox.after_confirm")
        await self._outbox.mark_published(confirmed)
        failpoint("outbox.after_mark")
        return failed

    @asynccontextmanager
    async def _renewed(self, lease: Lease) -> AsyncIterator[None]:
        """Keep the lease for as long as this process lives; others take over soon after its end."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(RENEW_SECONDS)
                with contextlib.suppress(Exception):  # tried again soon; the batch itself tells of the fault
                    await self._outbox.renew(lease)

        renewing = asyncio.create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()

    async def _wait(self, stop: asyncio.Event) -> None:
        waiters = [asyncio.create_task(event.wait()) for event in (self._outbox.committed, stop)]
        try:
            await asyncio.wait(waiters, timeout=SWEEP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in waiters:
                waiter.cancel()


def _tell_fault(error: Exception) -> None:
    if is_infrastructure(error):
        log.warning("database away, trying again", error=type(error).__name__)
    else:
        log.error("relay failed, trying again", exc_info=error)


def _tell(event: Event, reason: NotConfirmed) -> None:
    NOT_CONFIRMED.inc()
    log.warning("event not confirmed", event_type=event.type, event_id=event.id, reason=str(reason))
