"""Reads one GraphQL request out of an HTTP request, refusing everything else with a precise answer."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import orjson
from starlette.types import Receive, Scope

from gateway.errors import Code, Refused
from gateway.negotiation import check_content

Headers = dict[bytes, bytes]


class ClientGone(Exception):
    """The client closed the connection before its request was complete."""


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """`document_id` and `sha256` name a document that need not be sent."""

    query: str | None
    operation_name: str | None
    variables: dict[str, Any]
    may_mutate: bool
    document_id: str | None = None
    sha256: str | None = None


async def read_request(scope: Scope, headers: Headers, receive: Receive, *, max_body: int) -> GraphQLRequest:
    """Raises Refused, or ClientGone."""
    method = scope["method"]
    if method == "GET":
        return _from_url(scope["query_string"])
    if method != "POST":
        raise Refused(405, Code.METHOD_NOT_ALLOWED, "Use POST, or GET for queries.", allow="GET, POST")
    check_content(text_of(headers, b"content-type"), text_of(headers, b"content-encoding"))
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > max_body:
        raise _too_large(max_body)
    return _from_body(await _read_body(receive, max_body))


async def _read_body(receive: Receive, max_body: int) -> bytes | bytearray:
    message = await receive()
    body: bytes | bytearray = message.get("body", b"")
    while message.get("more_body", False):
        if len(body) > max_body:
            break
        message = await receive()
        if not isinstance(body, bytearray):
            body = bytearray(body)
        body += message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientGone
    if len(body) > max_body:
        raise _too_large(max_body)
    return body


def _too_large(max_body: int) -> Refused:
    return Refused(413, Code.PAYLOAD_TOO_LARGE, f"Send at most {max_body // 1024} KiB.", connection="close")


def _from_body(body: bytes | bytearray) -> GraphQLRequest:
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _bad(
            f"The body is not JSON (line {error.lineno}, column {error.colno})."
            if body
            else "The body is empty."
        ) from None
    if isinstance(given, list):
        raise _bad("Batching is not supported: send one operation a request.")
    if not isinstance(given, dict):
        raise _bad("The body must be a JSON object with a query.")
    return _checked(given, may_mutate=True)


def _from_url(query_string: bytes) -> GraphQLRequest:
    try:
        parameters = parse_qs(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20
        )
    except (UnicodeDecodeError, ValueError):
        raise _bad("The URL's parameters are not UTF-8, or too many.") from None
    if any(len(values) > 1 for values in parameters.values()):
        raise _bad("The URL gives a parameter twice.")
    given: dict[str, Any] = {name: values[0] for name, values in parameters.items()}
    for name in ("variables", "extensions"):
        if given.get(name):
            try:
                given[name] = orjson.loads(given[name])
            except orjson.JSONDecodeError:
                raise _bad(f"The URL's {name} are not JSON.") from None
        else:
            given.pop(name, None)
    given["operationName"] = given.get("operationName") or None
    return _checked(given, may_mutate=False)


def _checked(given: dict[str, Any], *, may_mutate: bool) -> GraphQLRequest:
    query = given.get("query")
    operation_name = given.get("operationName")
    variables = given.get("variables")
    extensions = given.get("extensions")
    document_id = given.get("documentId")
    if query is not None and not isinstance(query, str):
        raise _bad("query must be a string.")
    if document_id is not None and not isinstance(document_id, str):
        raise _bad("documentId must be a string.")
    if operation_name is not None and not isinstance(operation_name, str):
        raise _bad("operationName must be a string.")
    if variables is not None and not isinstance(variables, dict):
        raise _bad("variables must be an object.")
    if extensions is not None and not isinstance(extensions, dict):
        raise _bad("extensions must be an object.")
    sha256 = _hash_in(extensions) if extensions else None
    if query is None and document_id is None and sha256 is None:
        raise _bad("The request has no query.")
    return GraphQLRequest(query, operation_name, variables or {}, may_mutate, document_id, sha256)


def _hash_in(extensions: dict[str, Any]) -> str | None:
    """The hash of an automatic persisted query."""
    persisted = extensions.get("persistedQuery")
    if persisted is None:
        return None
    sha256 = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if not isinstance(sha256, str) or persisted.get("version") != 1:
        raise _bad("extensions.persistedQuery must have version 1 and a sha256Hash.")
    return sha256


def _bad(message: str) -> Refused:
    return Refused(400, Code.BAD_REQUEST, message)


def text_of(headers: Headers, name: bytes) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")
