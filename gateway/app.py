"""The gateway as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.health import Health
from chassis.tokens import JwksKeys, TokenVerifier
from gateway.edge import Edge
from gateway.endpoint import Endpoint
from gateway.federation.engine import Engine
from gateway.federation.errors import SupergraphError
from gateway.federation.operation import Limits
from gateway.negotiation import wants_page
from gateway.settings import GatewaySettings
from gateway.subgraphs import Subgraphs

PATH = "/graphql"
_PAGE = Path(__file__).with_name("page.html")
_PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def load_engine(settings: GatewaySettings) -> Engine:
    """Raises SupergraphError where the file cannot be read or served."""
    try:
        sdl = settings.supergraph.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SupergraphError(f"SUPERGRAPH: {settings.supergraph} cannot be read ({error}).") from None
    limits = Limits(tokens=settings.max_tokens, depth=settings.max_depth, aliases=settings.max_aliases)
    return Engine(sdl, limits=limits, suggest=settings.environment != "production")


@asynccontextmanager
async def gateway(settings: GatewaySettings, health: Health) -> AsyncIterator[ASGIApp]:
    """The application with its connections to the subgraphs, which close at the end."""
    engine = load_engine(settings)
    subgraphs = Subgraphs(
        engine.supergraph,
        settings.subgraph_urls,
        timeout=settings.subgraph_timeout,
        max_answer=settings.max_answer,
    )
    verifier = None
    if settings.jwks_url is not None:
        verifier = TokenVerifier(
            JwksKeys(settings.jwks_url), issuer=settings.token_issuer, audience=settings.token_audience
        )
    endpoint = Endpoint(
        engine,
        subgraphs,
        Edge(verifier, settings.trusted_networks),
        max_body=settings.max_body,
        body_timeout=settings.body_timeout,
        hide_schema=settings.environment == "production",
    )
    try:
        yield _App(endpoint, health)
    finally:
        await subgraphs.close()


class _App:
    """`/graphql` goes straight to the endpoint; the rest, which is rare, through Starlette's routes."""

    def __init__(self, endpoint: Endpoint, health: Health) -> None:
        self._endpoint = endpoint
        page = HTMLResponse(_PAGE.read_text(encoding="utf-8"), headers=_PAGE_HEADERS)
        self._page = page

        async def index(_: Request) -> HTMLResponse:
            return page

        self._routes = Starlette(routes=[Route("/", index, methods=["GET"]), *health.routes()])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH:
            if scope["method"] == "GET" and not scope["query_string"] and _browser(scope):
                await self._page(scope, receive, send)
            else:
                await self._endpoint(scope, receive, send)
        else:
            await self._routes(scope, receive, send)


def _browser(scope: Scope) -> bool:
    accept = next((value for name, value in scope["headers"] if name == b"accept"), None)
    return wants_page(None if accept is None else accept.decode("latin-1"))
