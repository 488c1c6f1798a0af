"""`python -m gateway` as people start it."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from socket import socket

import aiohttp

from tests.gateway.worlds.library import LIBRARY


async def command(*arguments: str, **environment: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "gateway", *arguments),
        env={"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error"} | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_explain_prints_the_plan_for_people_and_as_json(tmp_path: Path) -> None:
    file = tmp_path / "operation.graphql"
    file.write_text("query A($id: ID!) { book(id: $id) { copies } }", encoding="utf-8")
    arguments = ("explain", str(file), "--supergraph", str(LIBRARY.file))
    text, _ = await (await command(*arguments)).communicate()
    assert text.decode().startswith(
        "1. catalog\n   query($id: ID!){book(id:$id){isbn}}\n2. stock at book by Book(isbn)"
    )
    data, _ = await (await command(*arguments, "--json")).communicate()
    assert json.loads(data)["fetches"] == 2


async def test_a_wrong_operation_or_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "operation.graphql"
    file.write_text("{ nothing }", encoding="utf-8")
    nameless = tmp_path / "nameless.graphql"
    nameless.write_text(LIBRARY.supergraph.replace('name: "stock", ', ""), encoding="utf-8")
    for supergraph in (str(LIBRARY.file), str(file), str(nameless), str(tmp_path / "missing")):
        process = await command("explain", str(file), "--supergraph", supergraph)
        _, error = await process.communicate()
        assert process.returncode == 1
        assert b"Traceback" not in error and error.strip()


async def test_serve_needs_a_supergraph_and_a_port_and_stops_cleanly() -> None:
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await command("serve", "--supergraph", str(LIBRARY.file), "--port", str(port))
    try:
        async with asyncio.timeout(15), aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.get(f"http://127.0.0.1:{port}/livez") as answer:
                        assert answer.status == 200
                        break
                except aiohttp.ClientConnectorError:
                    assert process.returncode is None
                    await asyncio.sleep(0.05)
            async with http.post(
                f"http://127.0.0.1:{port}/graphql", json={"query": "{ __typename }"}
            ) as answer:
                assert await answer.json() == {"data": {"__typename": "Query"}}
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()
