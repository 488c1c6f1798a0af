"""The GraphQL endpoint: GraphQL over HTTP around the engine (a bare ASGI application, for speed)."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from chassis import logging
from gateway.documents import Documents
from gateway.edge import Caller, Edge
from gateway.errors import GENERIC, Code, Refused, of_operation, of_subgraph
from gateway.federation.engine import Engine
from gateway.federation.errors import OperationError, Unplannable
from gateway.federation.executor import Transport
from gateway.federation.introspection import INTROSPECTION
from gateway.federation.remembered import Prepared
from gateway.http_request import ClientGone, GraphQLRequest, Headers, read_request, text_of
from gateway.measures import REFUSED, UNREAD, latency, operation_label
from gateway.negotiation import JSON, answer_type
from gateway.origins import Origins
from gateway.settings import GatewaySettings

log = logging.get("gateway.endpoint")


class Endpoint:
    """Answers GraphQL requests. In production introspection is for those with a verified token."""

    def __init__(
        self,
        engine: Engine,
        transport: Transport,
        *,
        edge: Edge,
        documents: Documents,
        origins: Origins,
        settings: GatewaySettings,
    ) -> None:
        self._engine = engine
        self._transport = transport
        self._edge = edge
        self._documents = documents
        self._origins = origins
        self._max_body = settings.max_body
        self._hide_schema = settings.environment == "production"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = dict(scope["headers"])
        media_type = answer_type(text_of(headers, b"accept"))
        page = text_of(headers, b"origin")
        if scope["method"] == "OPTIONS" and page is not None:
            await _respond(send, 204, b"", None, extra=self._origins.preflight(page))
            return
        extra = dict(self._origins.headers(page))
        cookies: list[str] = []
        started = time.perf_counter()
        operation = UNREAD
        try:
            if media_type is None:
                raise Refused(
                    406, Code.NOT_ACCEPTABLE, "Accept application/graphql-response+json or application/json."
                )
            caller = await self._edge.caller(scope, headers)
            extra |= {"x-request-id": caller.request_id, "traceparent": caller.headers["traceparent"]}
            cookies = caller.set_cookies
            request = await read_request(scope, headers, receive, max_body=self._max_body)
            operation, status, body = await self._answer(request, caller)
            if status == 400 and media_type == JSON:
                status = 200  # the old rule: well-formed requests are answered with 200
        except Refused as refused:
            status, body = refused.status, {"errors": refused.errors}
            extra |= refused.headers
        except ClientGone:
            return
        except Exception as error:
            log.error("request failed", exc_info=error)
            status = 500
            body = {"errors": [{"message": GENERIC, "extensions": {"code": Code.INTERNAL}}]}
        latency(operation, _outcome(body)).observe(time.perf_counter() - started)
        await _respond(send, status, orjson.dumps(body), media_type or JSON, extra=extra, cookies=cookies)

    async def _answer(self, request: GraphQLRequest, caller: Caller) -> tuple[str, int, dict[str, Any]]:
        """The operation's label, and status and body under the response media type's rules."""
        label = UNREAD
        try:
            prepared = self._engine.prepare(self._documents.text(request), request.operation_name)
            label = operation_label(prepared.operation, trusted=self._documents.trusted)
            status, body = await self._run(prepared, request, caller)
        except Unplannable as error:
            log.error("operation cannot be planned", reason=str(error))
            return label, 500, {"errors": [{"message": GENERIC, "extensions": {"code": Code.INTERNAL}}]}
        except OperationError as error:
            return label, 400, {"errors": of_operation(error)}
        return label, status, body

    async def _run(
        self, prepared: Prepared, request: GraphQLRequest, caller: Caller
    ) -> tuple[int, dict[str, Any]]:
        operation = prepared.operation
        if operation.kind == "mutation" and not request.may_mutate:
            raise Refused(405, Code.METHOD_NOT_ALLOWED, "Send mutations with POST.", allow="POST")
        plan = self._engine.plan(prepared, operation.coerced(request.variables))
        if plan.local and self._hide_schema and not caller.signed_in:
            raise Refused(
                400, Code.GRAPHQL_VALIDATION_FAILED, f"Sign in to use {' and '.join(INTROSPECTION)}."
            )
        answer = await self._engine.run(plan, operation, request.variables, self._transport, caller)
        if answer.errors:
            return 200, {"errors": [of_subgraph(each) for each in answer.errors], "data": answer.data}
        return 200, {"data": answer.data}


def _outcome(body: dict[str, Any]) -> str:
    if "errors" not in body:
        return "complete"
    if "data" not in body:
        REFUSED.labels(body["errors"][0]["extensions"]["code"]).inc()
        return "refused"
    return "failed" if body["data"] is None else "partial"


async def _respond(
    send: Send,
    status: int,
    body: bytes,
    media_type: str | None,
    *,
    extra: Mapping[str, str],
    cookies: Sequence[str] = (),
) -> None:
    headers = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
    if media_type is not None:
        headers += [
            (b"content-type", f"{media_type}; charset=utf-8".encode()),
            (b"content-length", str(len(body)).encode()),
        ]
    headers += [(name.encode(), value.encode("latin-1")) for name, value in extra.items()]
    headers += [(b"set-cookie", each.encode("latin-1")) for each in cookies]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
