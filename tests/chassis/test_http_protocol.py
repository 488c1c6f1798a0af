"""A connection on which a request does not arrive is not kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from chassis.http_protocol import (
    BODY_TOO_SLOW,
    MAX_HEAD,
    NOT_HTTP,
    TOO_LARGE,
    TOO_MANY,
    TOO_SLOW,
    Protocol,
)
from chassis.process import server

REQUEST = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"
SOON, DEADLINE = 0.3, 30  # what is sent at once must come in time on a busy machine too


async def hello(request: Request) -> PlainTextResponse:
    await request.body()
    return PlainTextResponse("hello")


@asynccontextmanager
async def connected(**given: Any) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    serving = server(Starlette(routes=[Route("/", hello, methods=["GET", "POST"])]), "127.0.0.1", 0, **given)
    task = asyncio.create_task(serving.serve())
    while not serving.started:
        await asyncio.sleep(0.001)
    reader, writer = await asyncio.open_connection(*serving.servers[0].sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        serving.should_exit = True
        await task


@pytest.mark.parametrize(("sent", "told"), [(b"", b""), (REQUEST[:-2], TOO_SLOW), (b"G", TOO_SLOW)])
async def test_a_head_that_is_never_finished_closes_the_connection(
    sent: bytes, told: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Protocol, "head_seconds", SOON)
    async with connected() as (reader, writer), asyncio.timeout(DEADLINE):
        writer.write(sent)
        assert await reader.read() == told


async def test_a_head_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    async with connected() as (reader, writer), asyncio.timeout(DEADLINE):
        writer.write(REQUEST[:-2] + b"x: ")
        for _ in range(MAX_HEAD // 1024 + 1):
            writer.write(b"y" * 1024)
        assert await reader.read() == TOO_LARGE


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",  # TLS
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\nhost: x\r\n\r\n",
    ],
)
async def test_what_is_no_http_is_refused_in_the_form_of_every_error(sent: bytes) -> None:
    async with connected() as (reader, writer), asyncio.timeout(DEADLINE):
        writer.write(sent)
        head, body = (await reader.read()).split(b"\r\n\r\n")
        assert head + b"\r\n\r\n" + body == NOT_HTTP
        assert json.loads(body)["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}


async def test_who_asks_for_a_websocket_is_answered_over_http() -> None:
    async with connected() as (reader, writer), asyncio.timeout(DEADLINE):
        asked = b"connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: eA==\r\n"
        writer.write(REQUEST[:-2] + asked + b"\r\n")
        assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")


async def test_a_connection_too_many_is_told_to_come_back_and_disturbs_no_other() -> None:
    async with connected(max_connections=1) as (reader, writer), asyncio.timeout(DEADLINE):
        writer.write(REQUEST)
        assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")
        second, another = await asyncio.open_connection(*writer.get_extra_info("peername"))
        assert await second.read() == TOO_MANY
        another.close()
        writer.write(REQUEST)
        assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")


async def test_a_body_that_is_never_finished_closes_the_connection() -> None:
    async with connected(body_seconds=1) as (reader, writer), asyncio.timeout(DEADLINE):
        for _ in range(2):  # the first came in time
            writer.write(REQUEST[:-2].replace(b"GET", b"POST") + b"content-length: 2\r\n\r\n{")
            await asyncio.sleep(0.02)
            writer.write(b"}")
            assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")
        writer.write(REQUEST[:-2].replace(b"GET", b"POST") + b"content-length: 2\r\n\r\n{")
        assert await reader.read() == BODY_TOO_SLOW


async def test_a_second_head_has_its_own_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Protocol, "head_seconds", SOON)
    async with connected() as (reader, writer), asyncio.timeout(DEADLINE):
        writer.write(REQUEST)
        assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")
        writer.write(REQUEST[:20])
        assert await reader.read() == TOO_SLOW


async def test_a_kept_connection_serves_on_after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Protocol, "head_seconds", SOON)
    async with connected() as (reader, writer), asyncio.timeout(DEADLINE):
        for _ in range(3):
            writer.write(REQUEST)
            assert (await reader.readuntil(b"hello")).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(SOON + 0.1)  # the time itself is what must pass
