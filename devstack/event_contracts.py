"""What integrators read of the events: a JSON Schema for each type, and an AsyncAPI document of the public ones.

Both are made from the models that the code sends, so they cannot say anything else.
"""

import inspect
import json
from pathlib import Path
from typing import Any

import yaml

from contracts.events.base import PUBLIC_EXCHANGE, EventData
from contracts.events.internal import INTERNAL
from contracts.events.public import PUBLIC

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ALL: tuple[type[EventData], ...] = (*PUBLIC, *INTERNAL)
SCHEMAS, ASYNCAPI = "events/schemas", "events/asyncapi.yaml"


def files() -> dict[str, str]:
    """Every file's content by its path below `contracts`."""
    made = {f"{SCHEMAS}/{event.TYPE}.json": _json(schema_of(event)) for event in ALL}
    return made | {ASYNCAPI: yaml.safe_dump(asyncapi(), sort_keys=False, allow_unicode=True, width=110)}


def schema_of(event: type[EventData]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a type's data; its `$id` is the events' `dataschema`."""
    schema: dict[str, Any] = _untitled(event.model_json_schema(by_alias=True, mode="serialization"))
    head: dict[str, Any] = {"$schema": DIALECT, "$id": f"urn:mmp:{event.TYPE}", "title": event.TYPE}
    return head | schema | {"description": _summary(event)}


def asyncapi() -> dict[str, Any]:
    """AsyncAPI 3.0 with the AMQP bindings 0.3.0, from our side: we send."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Certification events",
            "version": "1.0.0",
            "description": "CloudEvents 1.0 in binary mode, at least once, without personal data. "
            "Of one certification a higher sequence is later; numbers may be left out. "
            "Within a version fields are only ever added.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "broker": {
                "host": "broker.example:5671",
                "protocol": "amqps",
                "description": "RabbitMQ; the operator gives address and credentials.",
            }
        },
        "channels": {event.__name__: _channel(event) for event in PUBLIC},
        "operations": {
            f"send{event.__name__}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{event.__name__}"},
                "messages": [{"$ref": f"#/channels/{event.__name__}/messages/{event.__name__}"}],
            }
            for event in PUBLIC
        },
        "components": {
            "messages": {event.__name__: _message(event) for event in PUBLIC},
            "schemas": {"CloudEventHeaders": _headers()},
        },
    }


def _channel(event: type[EventData]) -> dict[str, Any]:
    return {
        "address": event.TYPE,
        "messages": {event.__name__: {"$ref": f"#/components/messages/{event.__name__}"}},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": PUBLIC_EXCHANGE, "type": "topic", "durable": True, "autoDelete": False},
                "bindingVersion": "0.3.0",
            }
        },
    }


def _message(event: type[EventData]) -> dict[str, Any]:
    return {
        "name": event.TYPE,
        "summary": _summary(event),
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
        "payload": {"$ref": f"./schemas/{event.TYPE}.json"},
        "bindings": {
            "amqp": {"contentEncoding": "utf-8", "messageType": event.TYPE, "bindingVersion": "0.3.0"}
        },
    }


def _headers() -> dict[str, Any]:
    text = {"type": "string"}
    named = {
        "specversion": {"const": "1.0"},
        "id": text | {"description": "Also the message id. Remember those that you have seen."},
        "type": text | {"description": "Also the routing key; the version is part of it."},
        "source": text,
        "subject": text | {"description": "The certification's id."},
        "time": text | {"format": "date-time"},
        "datacontenttype": {"const": "application/json"},
        "dataschema": text | {"format": "uri", "description": "The $id of the data's schema."},
        "sequence": text | {"pattern": "^[0-9]+$", "description": "Orders the events of one subject."},
        "subjecttype": text,
        "traceparent": text | {"description": "W3C trace context, where there is one."},
        "replayed": {"const": "true", "description": "Where an operator sent the event once more."},
    }
    return {
        "type": "object",
        "properties": {f"cloudEvents:{name}": schema for name, schema in named.items()},
        "required": [f"cloudEvents:{name}" for name in named if name not in ("traceparent", "replayed")],
    }


def _summary(event: type[EventData]) -> str:
    return " ".join((inspect.getdoc(event) or "").split())


def _untitled(schema: Any) -> Any:
    """Without the titles that only repeat the names."""
    if isinstance(schema, list):
        return [_untitled(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _untitled(value)
        for name, value in schema.items()
        if not (name == "title" and isinstance(value, str))
    }


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def outdated(folder: Path) -> list[Path]:
    """The files of an earlier time that no type stands for any more."""
    wanted = {folder / name for name in files()}
    return [path for path in (folder / SCHEMAS).glob("*.json") if path not in wanted]
