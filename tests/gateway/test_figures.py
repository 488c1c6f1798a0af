"""What an operator watches at the gateway. No label is a word of a client's."""

from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web
from prometheus_client import REGISTRY, generate_latest

from gateway.addresses import TRIPS_AFTER
from tests.gateway.running import Running, running
from tests.gateway.test_faults import refusing
from tests.gateway.worlds.library import LIBRARY

CANARY = "canary_ana"


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def growth(name: str, **labels: str) -> Callable[[], float]:
    before = value(name, **labels)
    return lambda: value(name, **labels) - before


def requests(operation: str, outcome: str) -> Callable[[], float]:
    return growth("mmp_gateway_request_seconds_count", operation=operation, outcome=outcome)


def fetches(subgraph: str, outcome: str) -> Callable[[], float]:
    return growth("mmp_gateway_fetch_seconds_count", subgraph=subgraph, outcome=outcome)


async def _fails(_: web.Request) -> web.Response:
    return web.json_response(
        {"errors": [{"message": "no", "extensions": {"code": "NOT_FOUND"}}], "data": None}
    )


async def test_requests_are_told_by_root_field_and_outcome(tmp_path: Path) -> None:
    complete, failed = requests("version", "complete"), requests("books", "failed")
    partial = requests("authors", "partial")
    several, refused = requests("several", "complete"), requests("unread", "refused")
    async with running(LIBRARY, tmp_path) as gateway:
        await gateway.post("{ version }")
        await gateway.post("{ version books { title } }")
        gateway.subgraphs["stock"].instead = gateway.subgraphs["shipping"].instead = _fails
        await gateway.post(f"query {CANARY} {{ authors {{ name born }} }}", operationName=CANARY)
        await gateway.post("{ books { title copies } }")
        await gateway.post("{ nothing }")
    assert [each() for each in (complete, several, partial, failed, refused)] == [1, 1, 1, 1, 1]
    assert CANARY not in generate_latest().decode()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{" + " version" * 2100 + "}", "QUERY_TOO_COMPLEX"),
    ],
)
async def test_what_was_refused_is_told_by_its_code(tmp_path: Path, query: str, code: str) -> None:
    refused = growth("mmp_gateway_requests_refused_total", code=code)
    async with running(LIBRARY, tmp_path) as gateway:
        assert (await gateway.post(query)).code == code
    assert refused() == 1


async def test_trusted_documents_are_told_by_their_own_names(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_text('{"1": "query Shelf { version }"}', encoding="utf-8")
    shelf = requests("Shelf", "complete")
    async with running(LIBRARY, tmp_path, trusted_documents=file) as gateway:
        await gateway.send("POST", json={"documentId": "1"})
    assert shelf() == 1


async def test_fetches_are_told_by_subgraph_and_outcome(tmp_path: Path) -> None:
    complete, partial, failed = (fetches("stock", each) for each in ("complete", "partial", "failed"))
    async with running(LIBRARY, tmp_path) as gateway:
        await gateway.post("{ books { copies } }")
        gateway.subgraphs["stock"].instead = _fails
        await gateway.post("{ books { copies } }")
    async with running(LIBRARY, tmp_path, only={"stock": [refusing()]}) as gateway:
        await gateway.post("{ books { copies } }")
    assert [each() for each in (complete, partial, failed)] == [1, 1, 1]


async def test_an_address_that_is_left_alone_is_told_until_it_answers(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, urls={"stock": [refusing()]}) as gateway:
        assert _resting() == 0
        for _ in range(TRIPS_AFTER + 3):
            await _fail_over(gateway)
        # What refuses is asked last from then on, so it is not known to fail any more often.
        assert _resting() == 0
    async with running(LIBRARY, tmp_path, only={"stock": [refusing()]}) as gateway:
        for _ in range(TRIPS_AFTER):
            await gateway.post("{ books { copies } }")
        assert _resting() == 1


def _resting() -> float:
    return value("mmp_gateway_addresses_resting", subgraph="stock")


async def _fail_over(gateway: Running) -> None:
    assert "errors" not in (await gateway.post("{ books { copies } }")).body


async def test_plans_that_were_found_and_made_are_counted_on_after_a_reload(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        hits, misses = (growth("mmp_gateway_plans_total", outcome=each) for each in ("hit", "miss"))
        for _ in range(3):
            await gateway.post("{ version }")
        assert (hits(), misses()) == (2, 1)
        assert (value("mmp_gateway_documents"), value("mmp_gateway_documents_characters")) == (1, 22)
        await gateway.app.reload()
        assert (hits(), misses(), value("mmp_gateway_documents")) == (2, 1, 0)
        await gateway.post("{ version }")
        assert (hits(), misses()) == (2, 2)


async def test_the_gateway_is_ready_while_a_subgraph_answers(tmp_path: Path) -> None:
    names = LIBRARY.subgraphs
    all_but_one = {name: [refusing()] for name in names if name != "stock"}
    async with running(LIBRARY, tmp_path, only=all_but_one) as gateway:
        assert (await gateway.send("GET", "/readyz")).status == 200
    async with running(LIBRARY, tmp_path, only={name: [refusing()] for name in names}) as gateway:
        answer = await gateway.send("GET", "/readyz")
        assert (answer.status, answer.body) == (503, {"subgraphs": "ConnectionError"})
