"""A subgraph's HTTP side: one GraphQL endpoint whose errors tell a code and nothing internal."""

import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import orjson
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawberry.http import GraphQLHTTPResponse
from strawberry.schema import BaseSchema
from strawberry.types import ExecutionResult

from chassis import logging, trace
from chassis.errors import ApiError, Code, Unauthenticated, Unavailable
from chassis.health import Health
from chassis.metrics import OPERATIONS
from chassis.mongo import is_infrastructure
from chassis.quoted import without_values
from chassis.tokens import InvalidToken, KeysUnavailable, Session, TokenVerifier, bearer

MAX_BODY_BYTES = 512 * 1024
DOCUMENTS = 500
# Of every subgraph's schema. The gateway sends the same few documents, and to validate one takes longer than to
# answer it.
EXTENSIONS: tuple[Callable[[], SchemaExtension], ...] = (
    lambda: ParserCache(maxsize=DOCUMENTS),
    lambda: ValidationCache(maxsize=DOCUMENTS),
)
log = logging.get("chassis.subgraph")
C = TypeVar("C")


class Caller:
    """Who sent a request, as far as the token says; read from the header when first asked."""

    def __init__(self, request: Request, verifier: TokenVerifier) -> None:
        self._header = request.headers.get("authorization")
        self._verifier = verifier
        # The gateway writes this header; who comes without it comes from inside.
        forwarded = request.headers.get("x-forwarded-for", "").split(",")[0].strip()
        self.address = forwarded or (request.client.host if request.client is not None else "")
        self.cookies = request.cookies
        self._answer: Response | None = getattr(request.state, "answer", None)

    def set_cookie(self, name: str, value: str, *, max_age: int) -> None:
        """A cookie for our own pages that no script can read; `max_age` in seconds, 0 takes it away."""
        if self._answer is not None:
            self._answer.set_cookie(
                name, value, max_age=max_age, path="/graphql", secure=True, httponly=True, samesite="strict"
            )

    async def session(self) -> Session:
        """Raises Unauthenticated where there is no valid token."""
        session = await self.session_or_none()
        if session is None:
            raise Unauthenticated
        return session

    async def session_or_none(self) -> Session | None:
        """None for an anonymous request. Raises Unauthenticated for a token that does not count."""
        try:
            token = bearer(self._header)
            return None if token is None else await self._verifier.verify(token)
        except InvalidToken:
            raise Unauthenticated from None
        except KeysUnavailable:
            raise Unavailable from None


class _Endpoint(GraphQL[Any, None]):
    """Strawberry's ASGI view with our context, our JSON and our errors."""

    def __init__(self, schema: BaseSchema, context: Callable[[Request], Awaitable[Any]]) -> None:
        super().__init__(schema, graphql_ide=None, allow_queries_via_get=False)
        self._context = context

    async def get_context(self, request: Any, response: Any) -> Any:
        request.state.answer = response  # its headers become the answer's
        return await self._context(request)

    async def process_result(
        self,
        request: Any,
        result: ExecutionResult,
        strict: bool = False,
    ) -> GraphQLHTTPResponse:
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [told(error) for error in result.errors]
        return answer  # type: ignore[return-value]

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)  # refuses lone surrogates, which no database or hash could take

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data, default=str)


def told(error: GraphQLError) -> dict[str, Any]:
    """The error as the client may see it."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    message = without_values(error.message)
    # What complains of a value is the sender's to mend: a gateway knows our scalars by name alone.
    code = Code.GRAPHQL_VALIDATION_FAILED if message == error.message else Code.BAD_USER_INPUT
    shown: dict[str, Any] = {"message": message, "extensions": {"code": code}}
    if isinstance(cause, ApiError):
        shown = {"message": str(cause), "extensions": {"code": cause.code}}
    elif cause is not None and is_infrastructure(cause):
        shown = {"message": Unavailable.message, "extensions": {"code": Unavailable.code}}
        log.warning("database away", error=type(cause).__name__)
    elif cause is not None or error.path:
        shown = {"message": ApiError.message, "extensions": {"code": Code.INTERNAL}}
        log.error("resolver failed", exc_info=cause or error)
    if error.path:
        shown["path"] = error.path
    if error.locations:
        shown["locations"] = [location.formatted for location in error.locations]
    return shown


class _Edge:
    """Takes the trace context, bounds the body while it is read, and measures."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        trace.begin(
            traceparent=headers.get(b"traceparent", b"").decode("latin-1"),
            request_id=headers.get(b"x-request-id", b"").decode("latin-1"),
        )
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > MAX_BODY_BYTES:
                await _refused(413, Code.PAYLOAD_TOO_LARGE, "Send at most 512 KiB.")(scope, receive, send)
                return

        read = False

        async def once() -> Message:
            nonlocal read
            if read:
                return await receive()
            read = True
            return {"type": "http.request", "body": bytes(body), "more_body": False}

        started = time.perf_counter()
        try:
            await self._app(scope, once, send)
        finally:
            if scope["path"] == "/graphql":
                OPERATIONS.labels("answered").observe(time.perf_counter() - started)


def _refused(status: int, code: Code, message: str) -> Response:
    return JSONResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status_code=status)


def subgraph(
    schema: BaseSchema,
    context: Callable[[Request], Awaitable[Any]],
    health: Health,
    *,
    routes: tuple[BaseRoute, ...] = (),
) -> ASGIApp:
    """The ASGI application of a subgraph: `/graphql`, health, and `routes` of the service's own."""
    app = Starlette(routes=[Route("/graphql", _Endpoint(schema, context)), *health.routes(), *routes])
    return _Edge(app)
