"""The gateway's metrics. Labels are words of ours, of the schema or of the trusted documents: never a client's own."""

from collections.abc import Iterator
from functools import lru_cache

from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from gateway.federation.operation import Operation
from gateway.federation.remembered import Remembered

_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
UNREAD = "unread"  # the operation of a request that was refused before it was read

REQUESTS = Histogram(
    "mmp_gateway_request_seconds",
    "Requests by operation and outcome: complete, partial, failed, refused",
    ["operation", "outcome"],
    buckets=_BUCKETS,
)
REFUSED = Counter("mmp_gateway_requests_refused", "Requests that were not run, by the error's code", ["code"])
FETCHES = Histogram(
    "mmp_gateway_fetch_seconds",
    "Requests to a subgraph by outcome: complete, partial, failed",
    ["subgraph", "outcome"],
    buckets=_BUCKETS,
)
RESTING = Gauge(
    "mmp_gateway_addresses_resting",
    "Addresses of a subgraph that failed often and are left alone",
    ["subgraph"],
)


class PlanCache(Collector):
    """What the engine remembers. A reload brings a new engine; the counts go on."""

    def __init__(self) -> None:
        self._remembered = Remembered()
        self._hits = self._misses = 0

    def watch(self, remembered: Remembered) -> None:
        self._hits += self._remembered.hits
        self._misses += self._remembered.misses
        self._remembered = remembered

    def collect(self) -> Iterator[Metric]:
        now = self._remembered
        plans = CounterMetricFamily(
            "mmp_gateway_plans", "Plans that were found in the cache, and that were made", labels=["outcome"]
        )
        plans.add_metric(["hit"], self._hits + now.hits)
        plans.add_metric(["miss"], self._misses + now.misses)
        yield plans
        yield GaugeMetricFamily("mmp_gateway_documents", "Operations that are remembered", len(now))
        yield GaugeMetricFamily(
            "mmp_gateway_documents_characters",
            "Their size, a document's once for each plan more",
            now.characters,
        )


PLAN_CACHE = PlanCache()
REGISTRY.register(PLAN_CACHE)


@lru_cache(maxsize=10_000)  # of names that are ours, so there are never as many
def latency(operation: str, outcome: str) -> Histogram:
    return REQUESTS.labels(operation, outcome)


def operation_label(operation: Operation, *, trusted: bool) -> str:
    """A trusted document's own name; else the root field that is asked for, since a client's name may hold anything."""
    if trusted:
        return operation.name or "unnamed"
    fields = set(operation.root_fields)
    return fields.pop() if len(fields) == 1 else "several"
