"""`python -m gateway` as people start it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from typer.testing import CliRunner

from devstack.ports import free_port
from gateway.__main__ import cli
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


WITH_SUBSCRIPTION = (
    LIBRARY.supergraph.replace("query: Query", "query: Query subscription: Subscription", 1)
    + "type Subscription @join__type(graph: CATALOG) { version: String }"
)


@pytest.mark.parametrize(
    ("operation", "supergraph", "more", "told"),
    [
        (b"{ nothing }", LIBRARY.supergraph, (), "Cannot query field 'nothing' on type 'Query'."),
        (b'{ book(id: "\xe9") { title } }', LIBRARY.supergraph, (), "operation is not UTF-8."),
        (None, LIBRARY.supergraph, (), "operation: No such file or directory"),
        (b"subscription { version }", WITH_SUBSCRIPTION, (), "Subscriptions are not offered; poll with"),
        (
            b"{ version }",
            "type Query { version: Int }",
            (),
            "This is no supergraph: its schema does not @link",
        ),
        (b"{ version }", None, (), "supergraph cannot be read"),
        (b"{ version }", LIBRARY.supergraph, ("--variables", "[]"), "--variables is no JSON object."),
        (b"{ version }", LIBRARY.supergraph, ("--variables", "{"), "--variables is not JSON."),
    ],
)
def test_explain_says_in_a_line_why_there_is_no_plan(
    tmp_path: Path, operation: bytes | None, supergraph: str | None, more: tuple[str, ...], told: str
) -> None:
    if operation is not None:
        (tmp_path / "operation").write_bytes(operation)
    if supergraph is not None:
        (tmp_path / "supergraph").write_text(supergraph, encoding="utf-8")
    files = (str(tmp_path / "operation"), "--supergraph", str(tmp_path / "supergraph"))
    done = CliRunner().invoke(cli, ["explain", *files, *more])
    (line,) = done.stderr.splitlines()
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in line


@asynccontextmanager
async def serving(supergraph: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The process, and the address of its endpoint."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = await command("serve", "--supergraph", str(supergraph), "--port", str(port))
    try:
        async with asyncio.timeout(60), aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.get(f"{address}/livez") as answer:
                        assert answer.status == 200
                        break
                except aiohttp.ClientConnectorError:
                    assert process.returncode is None
                    await asyncio.sleep(0.05)
            yield process, f"{address}/graphql"
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def asked(url: str, query: str) -> Any:
    async with aiohttp.ClientSession() as http, http.post(url, json={"query": query}) as answer:
        return await answer.json()


async def test_serve_needs_a_supergraph_and_a_port_and_stops_cleanly() -> None:
    async with serving(LIBRARY.file) as (process, url):
        assert await asked(url, "{ __typename }") == {"data": {"__typename": "Query"}}
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_a_hangup_has_the_file_read_again_and_the_log_says_why_a_bad_one_is_not_served(
    tmp_path: Path,
) -> None:
    file = tmp_path / "supergraph.graphql"
    file.write_text(LIBRARY.supergraph, encoding="utf-8")
    newer = LIBRARY.supergraph.replace("  version: String", "  edition: String\n  version: String")
    async with serving(file) as (process, url):
        assert process.stdout is not None
        for text, told in ((newer, "supergraph reloaded"), ("", "reload refused")):
            file.write_text(text, encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            line = await anext(each async for each in process.stdout if b"reload" in each)
            assert told in json.loads(line)["event"]
            fields = await asked(url, '{ __type(name: "Query") { fields { name } } }')
            assert {"name": "edition"} in fields["data"]["__type"]["fields"]
        assert "not valid SDL" in json.loads(line)["reason"]
