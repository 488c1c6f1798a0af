"""The gateway as an ASGI application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from chassis import logging
from chassis.health import Health
from chassis.process import CannotStart
from chassis.tokens import JwksKeys, TokenVerifier
from gateway.documents import Documents, read_trusted
from gateway.edge import Edge
from gateway.endpoint import Endpoint
from gateway.federation.engine import Engine
from gateway.federation.errors import FederationError, SupergraphError
from gateway.federation.limits import Limits
from gateway.measures import PLAN_CACHE
from gateway.negotiation import wants_page
from gateway.origins import Origins
from gateway.settings import GatewaySettings
from gateway.subgraphs import Subgraphs
from gateway.web_app import web_app

PATH = "/graphql"
log = logging.get("gateway.app")
_PAGE = Path(__file__).with_name("page.html")
_GRAPHIQL = Path(__file__).with_name("graphiql")  # bundled by `make contracts`
_PAGE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def load_engine(settings: GatewaySettings) -> Engine:
    """Raises SupergraphError where the file cannot be read or served."""
    try:
        sdl = settings.supergraph.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SupergraphError(f"SUPERGRAPH: {settings.supergraph} cannot be read ({error}).") from None
    limits = Limits(
        tokens=settings.max_tokens,
        depth=settings.max_depth,
        aliases=settings.max_aliases,
        cost=settings.max_cost,
        once=frozenset(filter(None, (name.strip() for name in settings.once_per_operation.split(",")))),
    )
    return Engine(sdl, limits=limits, suggest=settings.environment != "production")


@dataclass(slots=True)
class _Serving:
    """One supergraph's endpoint with its connections, and how many requests are under way there.

    `done`: another one took its place, and the last of them has its answer.
    """

    endpoint: Endpoint
    subgraphs: Subgraphs
    requests: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Gateway:
    """`/graphql` goes straight to the endpoint; the rest, which is rare, through Starlette's routes."""

    def __init__(self, settings: GatewaySettings, health: Health) -> None:
        self._settings = settings
        self._origins = Origins(settings.origins, settings.header_names)
        self._edge = Edge(
            _verifier(settings),
            settings.trusted_networks,
            origins=self._origins,
            cookie=settings.refresh_cookie,
            passed=settings.header_names,
        )
        self._page: HTMLResponse | None = None
        routes: list[BaseRoute] = [*health.routes()]
        if settings.shows_graphiql:
            page = self._page = HTMLResponse(_PAGE.read_text(encoding="utf-8"), headers=_PAGE_HEADERS)

            async def index(_: Request) -> HTMLResponse:
                return page

            routes += [
                Route("/", index, methods=["GET"]),
                Mount("/graphiql", StaticFiles(directory=_GRAPHIQL)),
            ]
        if settings.web_app is not None:
            routes += web_app(settings.web_app, at_root=not settings.shows_graphiql)
        self._routes = Starlette(routes=routes)
        self._now = self._open(load_engine(settings))
        self._reloading = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()
        health.add("subgraphs", self._reaches_subgraphs)

    async def _reaches_subgraphs(self) -> None:
        """With some of them away the others' part can still be had; which these are the figures tell."""
        await self._now.subgraphs.reach()

    def _open(self, engine: Engine) -> _Serving:
        documents = Documents(read_trusted(self._settings.trusted_documents))
        subgraphs = Subgraphs(engine.supergraph, self._settings)
        PLAN_CACHE.watch(engine.remembered)
        endpoint = Endpoint(
            engine,
            subgraphs,
            edge=self._edge,
            documents=documents,
            origins=self._origins,
            settings=self._settings,
        )
        return _Serving(endpoint, subgraphs)

    async def reload(self) -> None:
        """Serve what the files hold now. Where that cannot be, what was served before stays, and the log says why."""
        async with self._reloading:  # of two calls the later one reads the later file
            try:
                engine = await asyncio.to_thread(load_engine, self._settings)
                old, self._now = self._now, self._open(engine)
            except (FederationError, CannotStart) as error:
                log.error("reload refused, the former supergraph stays", reason=str(error))
                return
        log.info("supergraph reloaded")
        closing = asyncio.create_task(self._close_when_done(old))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    @staticmethod
    async def _close_when_done(serving: _Serving) -> None:
        try:
            if serving.requests:
                await serving.done.wait()
        finally:
            await serving.subgraphs.close()

    async def close(self) -> None:
        for each in self._closing:
            each.cancel()
        await asyncio.gather(*self._closing, return_exceptions=True)
        await self._now.subgraphs.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH:
            if self._page is not None and _asks_for_page(scope):
                await self._page(scope, receive, send)
                return
            serving = self._now
            serving.requests += 1
            try:
                await serving.endpoint(scope, receive, send)
            finally:
                serving.requests -= 1
                if serving is not self._now and not serving.requests:
                    serving.done.set()
        else:
            await self._routes(scope, receive, send)


@asynccontextmanager
async def gateway(settings: GatewaySettings, health: Health) -> AsyncIterator[Gateway]:
    """The application with its connections to the subgraphs, which close at the end.

    Raises SupergraphError or CannotStart where what the settings name cannot be served.
    """
    app = Gateway(settings, health)
    try:
        yield app
    finally:
        await app.close()


def _verifier(settings: GatewaySettings) -> TokenVerifier | None:
    if settings.jwks_url is None:
        return None
    return TokenVerifier(
        JwksKeys(settings.jwks_url), issuer=settings.token_issuer, audience=settings.token_audience
    )


def _asks_for_page(scope: Scope) -> bool:
    """Whether a browser came to the endpoint with no query."""
    if scope["method"] != "GET" or scope["query_string"]:
        return False
    accept = next((value for name, value in scope["headers"] if name == b"accept"), None)
    return wants_page(None if accept is None else accept.decode("latin-1"))
