"""Prometheus metrics that every process has. Labels are names of ours, never data of a person.

What is counted in the database or at the broker is the same in every process of a service: take the maximum.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram, generate_latest
from starlette.requests import Request
from starlette.responses import Response

EVENTS_CONSUMED = Counter("mmp_events_consumed", "Events by type and outcome", ["type", "outcome"])
EVENT_PUBLISH = Histogram(
    "mmp_event_publish_seconds",
    "From an event's publish to the broker's confirm, or to giving up",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 5.5, 10),
)
OUTBOX_OLDEST = Gauge("mmp_outbox_oldest_unpublished_seconds", "Age of the event that waits longest")
OUTBOX_WAITING = Gauge("mmp_outbox_unpublished", "Events that wait to be published")
NOT_CONFIRMED = Counter("mmp_events_not_confirmed", "Publishes that the broker did not confirm: tried again")
QUEUE_WAITING = Gauge("mmp_queue_messages", "Events that wait in the service's queue", ["queue"])
QUEUE_RETRYING = Gauge("mmp_queue_retrying", "Events that failed and wait for their next try", ["queue"])
DEAD_LETTERS = Gauge("mmp_dead_letters", "Events that were given up", ["queue"])
OPERATIONS = Histogram(
    "mmp_graphql_operation_seconds",
    "GraphQL requests of a subgraph",
    ["outcome"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


async def metrics(_: Request) -> Response:
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)


MEASURE_SECONDS = 5


def measuring(
    measure: Callable[[], Awaitable[None]],
    *,
    every: float = MEASURE_SECONDS,
) -> Callable[[asyncio.Event], Coroutine[Any, Any, None]]:
    """A job that measures again and again, with `every` seconds between, until asked to stop."""

    async def job(stop: asyncio.Event) -> None:
        while not stop.is_set():
            with contextlib.suppress(Exception):  # the health checks tell of a server that is away
                await measure()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every)

    return job
