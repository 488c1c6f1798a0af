"""The event envelope: CloudEvents 1.0 in binary mode over AMQP 0-9-1.

Attributes travel as headers `cloudEvents:NAME` (the prefix of the AMQP binding), the data as the JSON body.
`sequence` orders the events of one subject: a consumer applies only a higher one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol
from uuid import uuid4

import orjson
from aio_pika import DeliveryMode, Message
from aio_pika.abc import AbstractIncomingMessage

PREFIX = "cloudEvents:"
MAX_BYTES = 256 * 1024
_REQUIRED = ("specversion", "id", "type", "source", "subject", "sequence", "time")


class Malformed(Exception):
    """A message is no event of ours. The text says what is wrong and holds nothing of the message."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to `subject`, with the state after it as `data`."""

    exchange: str
    type: str
    subject_type: str
    subject: str
    sequence: int
    data: Mapping[str, Any]
    id: str
    time: datetime
    source: str = ""
    traceparent: str | None = None


def new_event_id() -> str:
    """Chosen before the event is made where sealed data in it is bound to the id."""
    return str(uuid4())


def now() -> datetime:
    """The instant, in UTC, to the millisecond that MongoDB keeps."""
    instant = datetime.now(UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def to_message(event: Event, *, headers: Mapping[str, Any] | None = None) -> Message:
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "time": event.time.isoformat(),
        "datacontenttype": "application/json",
        "dataschema": f"urn:mmp:{event.type}",
        "sequence": str(event.sequence),
        "subjecttype": event.subject_type,
    }
    if event.traceparent:
        attributes["traceparent"] = event.traceparent
    return Message(
        orjson.dumps(event.data),
        headers={PREFIX + name: value for name, value in attributes.items()} | dict(headers or {}),
        content_type="application/json",
        message_id=event.id,
        type=event.type,
        timestamp=event.time,
        delivery_mode=DeliveryMode.PERSISTENT,
    )


def from_message(message: AbstractIncomingMessage) -> Event:
    """Raises Malformed with a reason that is safe to keep."""
    attributes = {
        name.removeprefix(PREFIX): value
        for name, value in message.headers.items()
        if name.startswith(PREFIX) and isinstance(value, str)
    }
    missing = [name for name in _REQUIRED if name not in attributes]
    if missing:
        raise Malformed(f"attributes missing or no text: {', '.join(missing)}")
    if len(message.body) > MAX_BYTES:
        raise Malformed(f"larger than {MAX_BYTES} bytes")
    try:
        sequence = int(attributes["sequence"])
        time = datetime.fromisoformat(attributes["time"])
    except ValueError:
        raise Malformed("sequence or time cannot be read") from None
    if not 0 <= sequence < 2**63:  # what a database keeps as a whole number
        raise Malformed("sequence out of range")
    try:
        data = orjson.loads(message.body)
    except orjson.JSONDecodeError:
        raise Malformed("the body is not JSON") from None
    if not isinstance(data, dict):
        raise Malformed("the body is no JSON object")
    return Event(
        exchange=message.exchange or "",
        type=attributes["type"],
        subject_type=attributes.get("subjecttype", ""),
        subject=attributes["subject"],
        sequence=sequence,
        data=data,
        id=attributes["id"],
        time=time,
        source=attributes["source"],
        traceparent=attributes.get("traceparent"),
    )


class EventData(Protocol):
    """What the event models of `contracts` offer."""

    EXCHANGE: ClassVar[str]
    TYPE: ClassVar[str]
    SUBJECT_TYPE: ClassVar[str]

    def model_dump(self, *, mode: str, by_alias: bool) -> dict[str, Any]: ...


def event_of(data: EventData, *, subject: str, sequence: int, id: str | None = None) -> Event:
    """The event that tells of `data`. `id` is given where sealed data in it is bound to it."""
    return Event(
        exchange=data.EXCHANGE,
        type=data.TYPE,
        subject_type=data.SUBJECT_TYPE,
        subject=subject,
        sequence=sequence,
        data=data.model_dump(mode="json", by_alias=True),
        id=id or new_event_id(),
        time=now(),
    )
