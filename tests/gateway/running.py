"""Real servers for the gateway's tests: subgraphs on aiohttp, the gateway on uvicorn, all on loopback ports."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from chassis.health import Health
from chassis.process import server
from gateway.app import Gateway, gateway
from gateway.settings import GatewaySettings
from tests.gateway.subgraphs import Subgraph
from tests.gateway.worlds import World

RESPONSE_JSON = "application/graphql-response+json"


@dataclass
class SubgraphServer:
    """One subgraph's HTTP side. `instead` answers in its place where a test wants it to misbehave."""

    subgraph: Subgraph
    url: str = ""
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    instead: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        self.bodies.append(orjson.loads(await request.read()))
        if self.instead is not None:
            return await self.instead(request)
        answer = await self.subgraph.answer(self.bodies[-1]["query"], self.bodies[-1].get("variables"))
        return web.Response(body=orjson.dumps(answer), content_type=RESPONSE_JSON)


@asynccontextmanager
async def listening(handle: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """An HTTP server on a free port that answers everything with `handle`; yields its address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/graphql"
    finally:
        await runner.cleanup()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: Any

    @property
    def code(self) -> str:
        return str(self.body["errors"][0]["extensions"]["code"])


@dataclass
class Running:
    """A gateway that runs, its subgraphs, and a client of it."""

    url: str
    subgraphs: dict[str, SubgraphServer]
    http: aiohttp.ClientSession
    app: Gateway
    supergraph: Path

    async def post(self, query: str, *, accept: str = RESPONSE_JSON, **more: Any) -> Answer:
        headers = {"accept": accept} | more.pop("headers", {})
        return await self.send("POST", json={"query": query} | more, headers=headers)

    async def send(self, method: str, path: str = "/graphql", **given: Any) -> Answer:
        async with self.http.request(method, self.url + path, **given) as answer:
            content = await answer.read()
            is_json = "json" in answer.headers.get("content-type", "")
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, headers, orjson.loads(content) if is_json else content.decode())


@asynccontextmanager
async def running(
    world: World,
    folder: Path,
    urls: dict[str, list[str]] | None = None,
    *,
    only: dict[str, list[str]] | None = None,
    **settings: Any,
) -> AsyncIterator[Running]:
    """A gateway over the world's subgraphs, each on a port of its own.

    `urls` go before their addresses, `only` stand in their place.
    """
    supergraph = folder / "supergraph.graphql"
    supergraph.write_text(world.supergraph, encoding="utf-8")
    subgraphs = {name: SubgraphServer(each) for name, each in world.network().subgraphs.items()}
    async with _all_listening(list(subgraphs.values())):
        addresses = {name: [*(urls or {}).get(name, ()), each.url] for name, each in subgraphs.items()}
        addresses |= only or {}
        chosen = GatewaySettings(supergraph=supergraph, subgraph_urls=addresses, **settings)
        async with gateway(chosen, Health()) as app:
            uvicorn = server(app, "127.0.0.1", 0, body_seconds=chosen.body_timeout)
            serving = asyncio.create_task(uvicorn.serve())
            async with aiohttp.ClientSession() as http:
                async with asyncio.timeout(30):
                    while not uvicorn.started:
                        await asyncio.sleep(0.005)
                port = uvicorn.servers[0].sockets[0].getsockname()[1]
                yield Running(f"http://127.0.0.1:{port}", subgraphs, http, app, supergraph)
            uvicorn.should_exit = True
            await serving


@asynccontextmanager
async def _all_listening(servers: list[SubgraphServer]) -> AsyncIterator[None]:
    if not servers:
        yield
        return
    first, *others = servers
    async with listening(first.handle) as first.url, _all_listening(others):
        yield
