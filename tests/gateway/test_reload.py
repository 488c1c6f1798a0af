"""A new supergraph is served without a request being dropped; a bad one is refused."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from tests.gateway.running import SubgraphServer, running
from tests.gateway.worlds.library import LIBRARY
from tests.gateway.worlds.zoo import ZOO


async def test_a_reload_serves_the_new_file_and_drops_no_request(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        changed = LIBRARY.supergraph.replace(
            "version: String", "edition: String @inaccessible\n  version: String"
        )
        assert changed != LIBRARY.supergraph
        stop = asyncio.Event()
        statuses: list[int] = []

        async def client() -> None:
            while not stop.is_set():
                answer = await gateway.post("{ version authors { name born } }")
                statuses.append(answer.status if "errors" not in answer.body else 0)

        clients = [asyncio.create_task(client()) for _ in range(4)]
        for text in (changed, LIBRARY.supergraph) * 3:
            gateway.supergraph.write_text(text, encoding="utf-8")
            before = len(statuses)
            await gateway.app.reload()
            while len(statuses) < before + 8:
                await asyncio.sleep(0.001)
        stop.set()
        await asyncio.gather(*clients)

    assert set(statuses) == {200}


async def test_a_request_from_before_a_reload_is_answered_however_long_its_fetches_take(
    tmp_path: Path,
) -> None:
    """Three that wait for each other, in all longer than one of them may take."""
    async with running(LIBRARY, tmp_path, subgraph_timeout=1.2) as gateway:
        begun = asyncio.Event()

        def slow(subgraph: SubgraphServer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
            async def answer(request: web.Request) -> web.StreamResponse:
                begun.set()
                await asyncio.sleep(0.5)
                asked = subgraph.bodies[-1]
                return web.json_response(await subgraph.subgraph.answer(asked["query"], asked["variables"]))

            return answer

        for each in gateway.subgraphs.values():
            each.instead = slow(each)
        request = asyncio.create_task(gateway.post("{ books { warehouse { city } } }"))
        await begun.wait()
        await gateway.app.reload()
        answer = await request

    assert answer.body == {
        "data": {"books": [{"warehouse": each and {"city": each}} for each in ("Cork", "Vigo", None)]}
    }


async def test_a_file_that_cannot_be_served_changes_nothing(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        unknown = LIBRARY.supergraph.replace("@join__field(graph: STOCK)", "@join__field(graph: SHOP)")
        nameless = LIBRARY.supergraph.replace('name: "stock", ', "")
        for text in ("", "type Query { a: Int }", ZOO.supergraph, unknown, nameless):
            gateway.supergraph.write_text(text, encoding="utf-8")
            await gateway.app.reload()
            assert (await gateway.post("{ version }")).body == {"data": {"version": "1"}}
