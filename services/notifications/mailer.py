"""The mailer: sends due deliveries until asked to stop.

Woken by this process's own commits, it also sweeps twice a second for what others queued, what is due again,
and what a dead process left. Any number of mailers may run.

First tries and later tries each have a lane, so that what failed before cannot hold up what is new. In a lane
only so many mails are under way at a time; one that takes longer than SLOW_SECONDS no longer counts among these,
up to a limit that keeps connections few: recipients whose servers hang cannot hold up the others.
"""

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from chassis import logging
from chassis.events import new_event_id
from chassis.mongo import is_infrastructure
from services.notifications.domain.delivery import Delivery, State
from services.notifications.metrics import DELIVERIES, OLDEST_WAITING
from services.notifications.store.leases import LEASE
from services.notifications.usecases.deliver import Sending, deliver

FIRST_AT_A_TIME, RETRIES_AT_A_TIME = 20, 10
SLOW_SECONDS = 2.0
SLOW_AT_A_TIME = 100  # in each lane
SWEEP_SECONDS = 0.5
RENEW_SECONDS = LEASE.total_seconds() / 5
AFTER_FAULT_SECONDS = 1.0
FINISH_SECONDS = 6
MEASURED = (State.QUEUED, State.SENDING, State.RETRYING, State.FAILED)
log = logging.get("notifications.mailer")


@dataclass
class _Lane:
    """Mails in `state` that this process sends, by their ids; `begun` is by the event loop's clock."""

    state: State
    at_a_time: int
    begun: dict[str, float] = field(default_factory=dict)
    more: bool = False  # whether the last lease took all that it might, so that others may wait

    def free(self, clock: float) -> int:
        """How many more may be begun."""
        slow = sum(clock - begun >= SLOW_SECONDS for begun in self.begun.values())
        return self.at_a_time - len(self.begun) + min(slow, SLOW_AT_A_TIME)

    def wanted(self, clock: float) -> int:
        """How many to lease now: where others wait, some at a time, since each lease costs three questions."""
        free = self.free(clock)
        return free if free >= self.at_a_time // 4 or not self.more else 0


class Mailer:
    """One process's mailer."""

    def __init__(self, sending: Sending) -> None:
        self._sending, self._store = sending, sending.store
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._lanes = (
            _Lane(State.QUEUED, FIRST_AT_A_TIME),
            _Lane(State.RETRYING, RETRIES_AT_A_TIME),
        )
        self._swept_at = -SWEEP_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`; then finish what is under way, as far as FINISH_SECONDS allow."""
        renewing = asyncio.create_task(self._renew())
        try:
            while not stop.is_set():
                self._store.queued.clear()
                try:
                    more = await self._take(again=await self._sweep())
                except Exception as error:
                    self._tell("mailer cannot look for deliveries", error)
                    await _first_of(stop.wait(), seconds=AFTER_FAULT_SECONDS)
                else:
                    if not more:
                        await _first_of(stop.wait(), self._store.queued.wait(), seconds=SWEEP_SECONDS)
            await self._finish()
        finally:
            renewing.cancel()

    async def measure(self) -> None:
        """Set the figures of what waits to be sent, and of what failed."""
        leases = self._store.leases
        oldest = await leases.oldest_waiting()
        waited = 0.0 if oldest is None else (self._sending.now() - oldest).total_seconds()
        OLDEST_WAITING.set(max(0.0, waited))
        for state in MEASURED:
            DELIVERIES.labels(state).set(await leases.count(state))

    async def _sweep(self) -> bool:
        """Twice a second: what dead processes left waits again. Whether it was time for that."""
        clock = asyncio.get_running_loop().time()
        if clock - self._swept_at < SWEEP_SECONDS:
            return False
        self._swept_at = clock
        now = self._sending.now()
        if count := await self._store.leases.take_back(but_not=self._under_way, now=now):
            log.warning("took back deliveries of a process that ended", count=count)
        return True

    async def _take(self, *, again: bool) -> bool:
        """Lease what is due and start on it, with `again` later tries too; whether to look for more at once."""
        first, later = self._lanes
        more = [await self._take_in(lane) for lane in (first, later) if lane is first or again or lane.more]
        return any(more)

    async def _take_in(self, lane: _Lane) -> bool:
        clock = asyncio.get_running_loop().time()
        limit = lane.wanted(clock)
        if limit <= 0:
            return False
        owner = new_event_id()
        taken = await self._store.leases.take(owner, lane.state, limit=limit, now=self._sending.now())
        lane.more = len(taken) == limit
        for delivery in taken:
            lane.begun[delivery.id] = clock
            self._under_way[delivery.id] = asyncio.create_task(self._send(delivery, owner, lane))
        return lane.more

    async def _send(self, delivery: Delivery, owner: str, lane: _Lane) -> None:
        """A fault here is the database's or our own: the lease is left to run out, nothing is lost."""
        try:
            await deliver(delivery, owner, self._sending)
        except Exception as error:
            self._tell("delivery left to its lease", error, delivery_id=delivery.id)
        finally:
            self._under_way.pop(delivery.id, None)
            lane.begun.pop(delivery.id, None)
            if lane.more:
                self._store.queued.set()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            with contextlib.suppress(Exception):  # tried again soon; the loop beside tells of the fault
                await self._store.leases.renew(list(self._under_way), now=self._sending.now())

    async def _finish(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=FINISH_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._sending.postbox.close(), 1)

    @staticmethod
    def _tell(what: str, error: Exception, **keys: str) -> None:
        if is_infrastructure(error):
            log.warning(what, error=type(error).__name__, **keys)
        else:
            log.error(what, exc_info=error, **keys)


async def _first_of(*waits: Coroutine[Any, Any, Any], seconds: float) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
