"""The floor: the same calls hard-coded and merged by hand, no GraphQL at all.

It has the gateway's settings of the cycle collector, which would not be fair to keep from it.

`python -m benchmarks.gateway.floor PORT IDENTITY CERTIFICATION NOTIFICATIONS`
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.garbage import settle

PORT, IDENTITY, CERTIFICATION, NOTIFICATIONS = (int(port) for port in sys.argv[1:5])
REPRESENTATIONS = "query($representations:[_Any!]!){_entities(representations:$representations)"


@asynccontextmanager
async def session(app: Starlette) -> AsyncIterator[None]:
    async with aiohttp.ClientSession(headers={"content-type": "application/json"}) as http:
        app.state.http = http
        yield


async def ask(http: aiohttp.ClientSession, port: int, query: str, things: Any = None) -> Any:
    body = orjson.dumps({"query": query, "variables": {"representations": things} if things else {}})
    async with http.post(f"http://127.0.0.1:{port}/graphql", data=body) as answer:
        return orjson.loads(await answer.read())["data"]


async def answer(request: Request) -> Response:
    http = request.app.state.http
    asked = orjson.loads(await request.body())
    data = await (desk(http) if "certifications" in asked["query"] else ask(http, IDENTITY, asked["query"]))
    return Response(orjson.dumps({"data": data}), media_type="application/json")


async def desk(http: aiohttp.ClientSession) -> Any:
    data = await ask(http, CERTIFICATION, "{certifications{edges{node{id}}}}")
    nodes = [edge["node"] for edge in data["certifications"]["edges"]]
    practitioners = [{"__typename": "Practitioner", "id": node["practitioner"]["id"]} for node in nodes]
    certifications = [{"__typename": "Certification", "id": node["id"]} for node in nodes]
    people, mails = await asyncio.gather(
        ask(http, IDENTITY, f"{REPRESENTATIONS}{{id}}}}", practitioners),
        ask(http, NOTIFICATIONS, f"{REPRESENTATIONS}{{id}}}}", certifications),
    )
    edges = [
        {
            "node": {
                "id": node["id"],
                "status": node["status"],
                "signedOn": node["signedOn"],
                "validUntil": node["validUntil"],
                "practitioner": node["practitioner"] | person,
                "registrationEmail": mail["registrationEmail"],
            }
        }
        for node, person, mail in zip(nodes, people["_entities"], mails["_entities"], strict=True)
    ]
    return {"certifications": {"edges": edges}}


app = Starlette(routes=[Route("/graphql", answer, methods=["POST"])], lifespan=session)

if __name__ == "__main__":
    settle()
    uvicorn.run(app, port=PORT, log_level="error", access_log=False)
