"""Prometheus metrics that every process has. Labels are names of ours, never data of a person."""

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
OPERATIONS = Histogram(
    "mmp_graphql_operation_seconds",
    "GraphQL requests of a subgraph",
    ["outcome"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


async def metrics(_: Request) -> Response:
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
