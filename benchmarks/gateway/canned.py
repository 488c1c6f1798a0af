"""Three subgraphs that answer at once with what they are told, and the key set that tokens are verified by.

`python -m benchmarks.gateway.canned IDENTITY CERTIFICATION NOTIFICATIONS KEYS_FILE` listens on these ports.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.loops.auto import auto_loop_factory

from benchmarks.gateway.queries import CERTIFICATIONS, DELIVERIES, ME, PRACTITIONERS, untyped


def canned(answer: Any, *, entities: Any = None, keys: bytes = b"") -> ASGIApp:
    """An application that answers `entities` where a query asks for them, `keys` to a GET, else `answer`."""
    texts = {
        (is_entities, typed): orjson.dumps(given if typed else untyped(given))
        for is_entities, given in ((False, answer), (True, entities))
        for typed in (False, True)
    }

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        content = b""
        while True:
            message = await receive()
            content += message.get("body", b"")
            if not message.get("more_body"):
                break
        asked = (b"_entities" in content, b"__typename" in content.partition(b'"variables"')[0])
        body = keys if scope["method"] == "GET" else texts[asked]
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def main(ports: list[int], keys: bytes) -> None:
    identity = canned(ME, entities=PRACTITIONERS, keys=keys)
    certification = canned(CERTIFICATIONS)
    notifications = canned(None, entities=DELIVERIES)
    servers = [
        uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
        for app, port in zip((identity, certification, notifications), ports, strict=True)
    ]
    await asyncio.gather(*(server.serve() for server in servers))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        runner.run(main([int(port) for port in sys.argv[1:4]], Path(sys.argv[4]).read_bytes()))
