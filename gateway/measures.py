"""The gateway's metrics. Operation names come from clients, so only the first few hundred get a label."""

from prometheus_client import Histogram

MAX_NAMES = 300
_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Histogram(
    "mmp_gateway_request_seconds",
    "Requests by operation and outcome",
    ["operation", "outcome"],
    buckets=_BUCKETS,
)
FETCHES = Histogram(
    "mmp_gateway_fetch_seconds", "Fetches by subgraph and outcome", ["subgraph", "outcome"], buckets=_BUCKETS
)
_names: set[str] = set()


def operation_label(name: str | None) -> str:
    """The label for an operation's name."""
    if not name:
        return "unnamed"
    if name not in _names:
        if len(_names) >= MAX_NAMES:
            return "other"
        _names.add(name)
    return name
