"""Three subgraphs that answer at once with what they are told, and the key set that tokens are verified by.

`python -m benchmarks.gateway.canned IDENTITY CERTIFICATION NOTIFICATIONS KEYS_FILE` listens on these ports.
"""

import asyncio
import sys
from pathlib import Path

import orjson
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.loops.auto import auto_loop_factory

from benchmarks.gateway.queries import CERTIFICATIONS, DELIVERIES, ME, PRACTITIONERS


def canned(answer: bytes, *, entities: bytes = b"", keys: bytes = b"") -> ASGIApp:
    """An application that answers `entities` where a query asks for them, `keys` to a GET, else `answer`."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        content = b""
        while True:
            message = await receive()
            content += message.get("body", b"")
            if not message.get("more_body"):
                break
        body = keys if scope["method"] == "GET" else entities if b"_entities" in content else answer
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def main(ports: list[int], keys: bytes) -> None:
    identity = canned(orjson.dumps(ME), entities=orjson.dumps(PRACTITIONERS), keys=keys)
    certification = canned(orjson.dumps(CERTIFICATIONS))
    notifications = canned(b"", entities=orjson.dumps(DELIVERIES))
    servers = [
        uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
        for app, port in zip((identity, certification, notifications), ports, strict=True)
    ]
    await asyncio.gather(*(server.serve() for server in servers))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(main([int(port) for port in sys.argv[1:4]], Path(sys.argv[4]).read_bytes()))
