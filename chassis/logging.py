"""JSON logs with an allow-list of keys: what is not on it is dropped, so personal data cannot slip in.

Libraries' records are reduced to their message template, since arguments may hold anything, and exceptions
to their class and frames, since their texts may too.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from chassis import trace

ALLOWED = frozenset(
    (
        *(
            "event",
            "level",
            "timestamp",
            "logger",
            "service",
            "role",
            "pid",
            "port",
            "request_id",
            "trace_id",
        ),
        *("operation", "code", "status", "duration_ms", "count", "reason", "error", "frames", "subgraph"),
        *("event_id", "event_type", "sequence", "queue", "exchange", "attempt", "delay_s", "collection"),
        *("delivery_id", "certification_id", "account_id", "rule", "key_id", "file", "line"),
    )
)


def configure(*, service: str, role: str, level: str) -> None:
    """Send this process's logs and its libraries' to standard output, a JSON object a line."""
    shared: list[structlog.types.Processor] = [
        structlog.processors.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception_without_text,
    ]

    def finish(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        entry.update(service=service, role=role)
        if request_id := trace.request_id():
            entry["request_id"] = request_id
        if traceparent := trace.traceparent():
            entry["trace_id"] = traceparent.split("-")[1]
        return {key: value for key, value in entry.items() if key in ALLOWED}

    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_template_only, *shared],
            use_get_message=False,
            pass_foreign_args=True,
            processors=[finish, structlog.processors.JSONRenderer(sort_keys=True)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.INFO, logging.getLevelName(level.upper())))
    for noisy in ("aiormq", "aio_pika", "pymongo", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    # Refusals are answers, not errors; chassis.subgraph logs the rest itself.
    logging.getLogger("strawberry.execution").setLevel(logging.CRITICAL)


def get(name: str) -> Any:
    """A logger: `log.info("what happened", key=value)` with keys from ALLOWED."""
    return structlog.get_logger(name)


def _template_only(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if not entry.pop("positional_args", ()):
        entry["event"] = "library message"  # already formatted: it may hold anything
    entry["exc_info"] = entry["_record"].exc_info
    return entry


def _exception_without_text(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    info = entry.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)[-6:]
        entry["error"] = type(error).__name__
        entry["frames"] = [f"{frame.name}:{frame.lineno}" for frame in frames]
    return entry
