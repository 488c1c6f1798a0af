"""Subgraphs that are away, slow, wrong or talkative."""

import asyncio
from pathlib import Path

import orjson
import pytest
from aiohttp import web

from devstack.ports import free_port
from gateway.addresses import TRIPS_AFTER
from gateway.errors import GENERIC, of_subgraph
from tests.gateway.running import running
from tests.gateway.worlds.library import LIBRARY

SOON = 0.4  # for the one that is to time out: all else gets the time that a busy machine takes


def refusing() -> str:
    """An address where nothing listens, and which no server of the test is given."""
    return f"http://127.0.0.1:{free_port()}/graphql"


async def _garbage(_: web.Request) -> web.Response:
    return web.Response(text="<html>secret-host</html>", status=502)


async def _no_graphql(_: web.Request) -> web.Response:
    return web.json_response({"hello": "world"})


async def _huge(_: web.Request) -> web.Response:
    return web.Response(body=b'{"data":"' + b"x" * 100_000 + b'"}')


async def _slow(_: web.Request) -> web.Response:
    await asyncio.sleep(30)
    return web.Response()


async def _broken_off(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.close()
    return web.Response()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (_garbage, "SERVICE_UNAVAILABLE"),
        (_no_graphql, "SUBREQUEST_FAILED"),
        (_huge, "SUBREQUEST_FAILED"),
        (_slow, "SERVICE_UNAVAILABLE"),
        (_broken_off, "SERVICE_UNAVAILABLE"),
    ],
)
async def test_what_a_broken_subgraph_owes_is_null_with_one_error(
    tmp_path: Path, fault: object, code: str
) -> None:
    timeouts = {"shipping": SOON} if fault is _slow else {}
    async with running(LIBRARY, tmp_path, subgraph_timeouts=timeouts, max_answer=50_000) as gateway:
        gateway.subgraphs["shipping"].instead = fault  # type: ignore[assignment]
        answer = await gateway.post("{ authors { name born } version }")
        assert answer.status == 200
        assert answer.body["data"]["authors"] == [{"name": "Ann", "born": None}, {"name": "Bo", "born": None}]
        assert answer.body["data"]["version"] == "1"
        (error,) = answer.body["errors"]
        assert error["path"] == ["authors"]
        assert error["extensions"] == {"code": code}
        told = orjson.dumps(answer.body).decode()
        assert not any(word in told for word in ("127.0.0.1", "http", "shipping", "secret-host"))


async def test_a_query_goes_to_the_next_address_where_one_refuses(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, urls={"stock": [refusing(), refusing()]}) as gateway:
        for _ in range(2):
            answer = await gateway.post("{ books { copies } }")
            assert answer.body == {"data": {"books": [{"copies": 1}, {"copies": 2}, {"copies": 3}]}}


async def test_a_mutation_that_could_not_be_sent_goes_elsewhere_and_is_never_sent_twice(
    tmp_path: Path,
) -> None:
    async with running(LIBRARY, tmp_path, urls={"catalog": [refusing()]}) as gateway:
        answer = await gateway.post('mutation { dropBook(id: "b1") }')
        assert "errors" not in answer.body
        assert len(gateway.subgraphs["catalog"].bodies) == 1


async def test_where_nobody_can_be_reached_nothing_was_done(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, only={"catalog": [refusing()]}) as gateway:
        answer = await gateway.post('mutation { dropBook(id: "b1") }')
        assert answer.code == "SERVICE_UNAVAILABLE"
        assert answer.body["errors"][0]["path"] == ["dropBook"]


@pytest.mark.parametrize("fault", [_garbage, _slow, _broken_off])
async def test_of_a_mutation_whose_answer_got_lost_nobody_says_that_nothing_was_done(
    tmp_path: Path, fault: object
) -> None:
    timeouts = {"catalog": SOON} if fault is _slow else {}
    async with running(LIBRARY, tmp_path, subgraph_timeouts=timeouts) as gateway:
        gateway.subgraphs["catalog"].instead = fault  # type: ignore[assignment]
        answer = await gateway.post('mutation { dropBook(id: "b1") }')
        assert answer.code == "OUTCOME_UNKNOWN"
        assert len(gateway.subgraphs["catalog"].bodies) == 1


async def test_a_query_whose_kept_connection_was_closed_is_sent_again(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        calls = 0

        async def once(request: web.Request) -> web.Response:
            nonlocal calls
            calls += 1
            if calls == 1:
                return await _broken_off(request)
            return web.json_response({"data": {"version": "2"}})

        gateway.subgraphs["catalog"].instead = once
        assert (await gateway.post("{ version }")).body == {"data": {"version": "2"}}


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (
            {"message": "No such book.", "extensions": {"code": "NOT_FOUND", "stack": ["secret"]}},
            {"message": "No such book.", "extensions": {"code": "NOT_FOUND"}},
        ),
        (
            {"message": "Cannot connect to db-1.internal:27017", "extensions": {"code": "INTERNAL"}},
            {
                "message": "Something went wrong on our side. Try again later.",
                "extensions": {"code": "INTERNAL"},
            },
        ),
        (
            {"message": "Cannot query field", "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"}},
            {
                "message": "Something went wrong on our side. Try again later.",
                "extensions": {"code": "SUBREQUEST_FAILED"},
            },
        ),
    ],
)
async def test_a_subgraphs_error_keeps_code_and_text_unless_it_tells_of_inside(
    tmp_path: Path, error: dict[str, object], shown: dict[str, object]
) -> None:
    async def fails(_: web.Request) -> web.Response:
        return web.json_response({"data": {"tome": None}, "errors": [error | {"path": ["tome", "title"]}]})

    async with running(LIBRARY, tmp_path) as gateway:
        gateway.subgraphs["catalog"].instead = fails
        answer = await gateway.post('{ tome: book(id: "b1") { title } }')
        assert answer.body == {"errors": [shown | {"path": ["tome", "title"]}], "data": {"tome": None}}


async def test_a_slow_body_does_not_hold_a_place_for_ever(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, body_timeout=0.2) as gateway:
        port = int(gateway.url.rsplit(":", 1)[1])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"
        )
        answer = await asyncio.wait_for(reader.read(), 30)
        writer.close()
        assert answer.startswith(b"HTTP/1.1 408")


async def test_a_subgraph_that_hangs_is_left_alone_after_a_few_requests(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, subgraph_timeouts={"shipping": SOON}) as gateway:
        shipping = gateway.subgraphs["shipping"]
        shipping.instead = _slow
        for _ in range(TRIPS_AFTER + 3):
            answer = await gateway.post("{ authors { name born } }")
            assert answer.code == "SERVICE_UNAVAILABLE"
            assert answer.body["data"]["authors"][0] == {"name": "Ann", "born": None}
        assert len(shipping.bodies) == TRIPS_AFTER


@pytest.mark.parametrize(
    "text",
    [
        "connection to mongodb-0.mongodb-headless refused",
        "getaddrinfo failed for identity-db.internal",
        "/srv/app/services/identity/store.py line 33 in find",
        "duplicate key error: { email: 'ana.canary@example.com' }",
        "at Object.resolve (C:\\app\\x.js:3:1)",
    ],
)
@pytest.mark.parametrize("code", ["INTERNAL", "INTERNAL_SERVER_ERROR", "SUBREQUEST_FAILED", "not a code"])
def test_a_text_that_nobody_says_on_purpose_is_not_passed_on(text: str, code: str) -> None:
    told = of_subgraph({"message": text, "path": ["me"], "extensions": {"code": code}})

    assert told["message"] == GENERIC
    assert told["path"] == ["me"]


def test_what_a_service_says_on_purpose_is_passed_on() -> None:
    error = {"message": "Your account may not do this.", "extensions": {"code": "FORBIDDEN"}}
    assert of_subgraph(error) == error
