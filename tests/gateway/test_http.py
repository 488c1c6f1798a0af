"""The endpoint's HTTP: GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.gateway.running import RESPONSE_JSON, Running, running
from tests.gateway.worlds.library import LIBRARY

TITLES = {"data": {"books": [{"title": "Book 1"}, {"title": "Book 2"}, {"title": "Book 3"}]}}


@pytest.fixture(scope="module")
async def library(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(LIBRARY, tmp_path_factory.mktemp("library"), max_body=2048) as started:
        yield started


async def test_a_query_is_answered_over_several_subgraphs(library: Running) -> None:
    answer = await library.post("{ books { copies title author { name } } }")
    assert answer.status == 200
    assert answer.headers["content-type"] == f"{RESPONSE_JSON}; charset=utf-8"
    assert answer.body["data"]["books"][0] == {"copies": 1, "title": "Book 1", "author": {"name": "Bo"}}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/graphql-response+json", RESPONSE_JSON),
        ("application/json;q=0.5, application/graphql-response+json", RESPONSE_JSON),
        ("application/json, application/graphql-response+json;q=0.9", "application/json"),
        ("text/html, application/*", RESPONSE_JSON),
    ],
)
async def test_the_accept_header_chooses_the_media_type(
    library: Running, accept: str | None, media_type: str
) -> None:
    headers = {} if accept is None else {"accept": accept}
    skipped = ["accept"] if accept is None else []
    answer = await library.send(
        "POST", json={"query": "{ books { title } }"}, headers=headers, skip_auto_headers=skipped
    )
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.body == TITLES


REFUSED: dict[str, tuple[dict[str, Any], int, str, str]] = {
    "a body that is not JSON": ({"data": b'{"query": '}, 400, "BAD_REQUEST", "not JSON (line 1, column 11)"),
    "an empty body": ({"data": b""}, 400, "BAD_REQUEST", "empty"),
    "a batch": ({"data": b'[{"query": "{ version }"}]'}, 400, "BAD_REQUEST", "Batching"),
    "a string": ({"data": b'"{ version }"'}, 400, "BAD_REQUEST", "JSON object"),
    "no query": ({"data": b'{"variables": {}}'}, 400, "BAD_REQUEST", "no query"),
    "a query that is a number": ({"data": b'{"query": 7}'}, 400, "BAD_REQUEST", "string"),
    "variables in a list": ({"data": b'{"query": "{a}", "variables": []}'}, 400, "BAD_REQUEST", "object"),
    "a numeric name": ({"data": b'{"query": "{a}", "operationName": 1}'}, 400, "BAD_REQUEST", "string"),
    "extensions in a string": (
        {"data": b'{"query": "{a}", "extensions": "x"}'},
        400,
        "BAD_REQUEST",
        "object",
    ),
    "a body over the limit": ({"data": b" " * 3000}, 413, "PAYLOAD_TOO_LARGE", "2 KiB"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_each_bad_request_is_told_what_is_wrong(library: Running, what: str) -> None:
    given, status, code, words = REFUSED[what]
    for accept in (RESPONSE_JSON, "application/json"):
        headers = {"content-type": "application/json", "accept": accept}
        answer = await library.send("POST", headers=headers, **given)
        assert (answer.status, answer.code) == (status, code)
        assert words in answer.body["errors"][0]["message"]
        assert "data" not in answer.body


async def test_a_body_that_hides_its_length_is_cut_off_at_the_limit(library: Running) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b" " * 1024

    headers = {"content-type": "application/json"}
    try:
        answer = await library.send("POST", data=endless(), headers=headers)
    except aiohttp.ClientConnectionError:
        return  # the gateway closed while we were still sending
    assert (answer.status, answer.code) == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [("text/plain", ""), ("application/x-www-form-urlencoded", ""), ("application/json", "gzip"),
     ("application/json; charset=latin-1", "")],
)  # fmt: skip
async def test_only_plain_json_is_read(library: Running, content_type: str, encoding: str) -> None:
    headers = {"content-type": content_type} | ({"content-encoding": encoding} if encoding else {})
    answer = await library.send("POST", data=b'{"query": "{ version }"}', headers=headers)
    assert (answer.status, answer.code) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_nobody_is_answered_in_a_type_that_they_do_not_accept(library: Running) -> None:
    answer = await library.post("{ version }", accept="text/csv")
    assert (answer.status, answer.code) == (406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused_with_those_that_are_not(library: Running, method: str) -> None:
    answer = await library.send(method)
    assert (answer.status, answer.code) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "GET, POST"


async def test_a_query_may_come_in_the_url(library: Running) -> None:
    query = "query One($id: ID!) { book(id: $id) { title } } query Two { version }"
    answer = await library.send(
        "GET", params={"query": query, "variables": '{"id": "b2"}', "operationName": "One"}
    )
    assert answer.body == {"data": {"book": {"title": "Book 2"}}}


async def test_a_mutation_may_not_come_in_the_url(library: Running) -> None:
    answer = await library.send("GET", params={"query": 'mutation { dropBook(id: "b1") }'})
    assert (answer.status, answer.code) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["allow"] == "POST"


UNFIT = {
    "{ books { ": "GRAPHQL_PARSE_FAILED",
    "{ bookz { title } }": "GRAPHQL_VALIDATION_FAILED",
    "{ books { hidden } }": "GRAPHQL_VALIDATION_FAILED",
    "query A { version } query B { version }": "BAD_REQUEST",
    "query A($id: ID!) { book(id: $id) { title } }": "BAD_USER_INPUT",
    "{" + " a" * 4000 + "}": "QUERY_TOO_COMPLEX",
}


@pytest.mark.parametrize("query", UNFIT, ids=lambda q: UNFIT[q])
async def test_a_document_that_does_not_fit_has_a_code_and_the_status_of_its_media_type(
    tmp_path: Path, query: str
) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        modern, old = await gateway.post(query), await gateway.post(query, accept="application/json")
        assert (modern.status, old.status) == (400, 200)
        assert modern.code == old.code == UNFIT[query]
        assert "data" not in modern.body and "data" not in old.body
        assert all(not each.bodies for each in gateway.subgraphs.values())


async def test_a_variable_of_the_wrong_kind_is_named_but_not_repeated_in_full(library: Running) -> None:
    answer = await library.post("query A($id: ID!) { book(id: $id) { title } }", variables={"id": None})
    assert answer.code == "BAD_USER_INPUT"
    assert "$id" in answer.body["errors"][0]["message"]
    assert answer.body["errors"][0]["extensions"]["inputPath"] == ["id"]


async def test_variables_defaults_and_literals_reach_the_subgraph(library: Running) -> None:
    query = 'query A($zone: Int! = 3, $unused: Int) { book(id: "b1") { postage(zone: $zone) } }'
    answer = await library.post(query.replace(", $unused: Int", ""))
    assert answer.body["data"]["book"]["postage"] == 2102
    answer = await library.post(query.replace(", $unused: Int", ""), variables={"zone": 1})
    assert answer.body["data"]["book"]["postage"] == 702


async def test_a_browser_gets_graphiql_with_nothing_from_elsewhere(library: Running) -> None:
    for path in ("/", "/graphql"):
        page = await library.send(
            "GET", path, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        )
        assert page.status == 200
        assert page.headers["content-type"].startswith("text/html")
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "http://" not in page.body and "https://" not in page.body
        parts = re.findall(r'(?:href|src)="(/[^"]+)"', page.body)
        assert len(parts) == 2
        for part in parts:
            assert len((await library.send("GET", part)).body) > 10_000


async def test_in_production_there_is_no_page_unless_asked_for(tmp_path: Path) -> None:
    for asked, status in ((None, 404), (True, 200)):
        async with running(LIBRARY, tmp_path, environment="production", graphiql=asked) as gateway:
            assert (await gateway.send("GET", "/", headers={"accept": "text/html"})).status == status
            assert (await gateway.send("GET", "/graphiql/graphiql.js")).status == status


async def test_health_is_on_the_same_port(library: Running) -> None:
    assert (await library.send("GET", "/livez")).status == 200
    assert (await library.send("GET", "/readyz")).status == 200
    assert (await library.send("GET", "/nowhere")).status == 404


async def test_introspection_is_open_in_development_and_asks_no_subgraph(library: Running) -> None:
    before = sum(len(each.bodies) for each in library.subgraphs.values())
    answer = await library.post('{ __type(name: "Size") { fields { name } } }')
    assert answer.body == {"data": {"__type": {"fields": [{"name": "width"}, {"name": "height"}]}}}
    assert sum(len(each.bodies) for each in library.subgraphs.values()) == before


async def test_production_hides_the_schema_from_the_anonymous(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path, environment="production") as gateway:
        answer = await gateway.post("{ __schema { queryType { name } } }")
        assert (answer.status, answer.code) == (400, "GRAPHQL_VALIDATION_FAILED")
        answer = await gateway.post("{ books { titel } }")
        assert "Did you mean" not in answer.body["errors"][0]["message"]
        assert (await gateway.post("{ books { title __typename } }")).status == 200
