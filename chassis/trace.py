"""The W3C trace context and the request id of the work at hand, carried by context variables."""

import random
import re
from contextvars import ContextVar

_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_traceparent: ContextVar[str | None] = ContextVar("traceparent", default=None)
_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def begin(*, traceparent: str | None, request_id: str | None = None) -> None:
    """Continue the caller's trace, or begin one where it sent none that is well formed."""
    # Names, not secrets: the operating system's own chance would take a thirtieth of the gateway's work.
    chance = f"{random.getrandbits(256):064x}"
    if traceparent is None or not _TRACEPARENT.fullmatch(traceparent):
        traceparent = f"00-{chance[:32]}-{chance[32:48]}-01"
    if request_id is None or not _REQUEST_ID.fullmatch(request_id):
        request_id = chance[48:]
    _traceparent.set(traceparent)
    _request_id.set(request_id)


def traceparent() -> str | None:
    return _traceparent.get()


def request_id() -> str | None:
    return _request_id.get()
