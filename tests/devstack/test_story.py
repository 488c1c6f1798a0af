"""What the story's client and mailbox say when something does not hold."""

import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from graphql import build_schema, parse, validate

from devstack import story_operations
from devstack.clients_page import operations
from devstack.errors import StepFailed
from devstack.graphql_client import GraphQLClient
from devstack.mailbox import Mailbox
from devstack.processes import REPOSITORY

Answering = Callable[[Any], Awaitable[GraphQLClient]]


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def answering(http: ClientSession) -> AsyncIterator[Answering]:
    """A client of a server that gives this answer to everything."""
    started: list[TestServer] = []

    async def start(answer: Any) -> GraphQLClient:
        async def give(_: web.Request) -> web.Response:
            return web.json_response(answer) if isinstance(answer, dict) else web.Response(text=answer)

        app = web.Application()
        app.router.add_post("/graphql", give)
        server = TestServer(app)
        await server.start_server()
        started.append(server)
        return GraphQLClient(str(server.make_url("/")), http)

    yield start
    for server in started:
        await server.close()


async def test_a_good_answer_is_its_data_and_is_remembered(answering: Answering) -> None:
    client = await answering({"data": {"signUp": {"userErrors": [], "accountId": "a1"}}})

    assert (await client.execute("mutation { signUp }"))["signUp"]["accountId"] == "a1"

    assert client.sent[0].document == "mutation { signUp }"
    assert client.sent[0].milliseconds > 0


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"errors": [{"message": "no", "extensions": {"code": "FORBIDDEN"}, "path": ["a", 0]}]},
         r"FORBIDDEN: no \(at a\.0\)"),
        ({"data": None, "errors": [{"message": "bad"}]}, "no code: bad"),
        ({"data": {"signUp": {"userErrors": [{"code": "WEAK", "message": "longer", "path": ["password"]}]}}},
         r"signUp: WEAK: longer \(at password\)"),
        ({"hello": 1}, "no GraphQL response"),
        ("<html>", "no GraphQL answer"),
    ],
)  # fmt: skip
async def test_anything_else_fails_the_step_with_its_reason(
    answering: Answering, answer: Any, said: str
) -> None:
    client = await answering(answer)

    with pytest.raises(StepFailed, match=said):
        await client.execute("{ me }")


async def test_a_gateway_that_is_not_there_fails_the_step(http: ClientSession) -> None:
    with pytest.raises(StepFailed, match=r"no GraphQL answer from http://127.0.0.1:9/graphql"):
        await GraphQLClient("http://127.0.0.1:9", http).execute("{ me }")


async def test_a_mail_that_does_not_come_fails_the_step(servers: Any, http: ClientSession) -> None:
    with pytest.raises(StepFailed, match="no mail that fits reached the inbox"):
        await Mailbox(servers.inbox_url, http).wait_for("nobody@mail.example", seconds=0.1)


async def test_an_inbox_that_is_not_there_fails_the_step(http: ClientSession) -> None:
    with pytest.raises(StepFailed, match="does not answer"):
        await Mailbox("http://127.0.0.1:9", http).wait_for("nobody@mail.example")


def test_every_operation_of_the_story_is_of_the_page_and_fits_the_published_schema() -> None:
    schema = build_schema((REPOSITORY / "contracts" / "api.graphql").read_text())

    assert set(story_operations.NAMES.values()) <= set(operations())
    assert {name: validate(schema, parse(text)) for name, text in operations().items()} == {
        name: [] for name in operations()
    }


def test_the_commands_start_without_the_page_and_the_story_says_that_it_needs_it(tmp_path: Path) -> None:
    """The image has no docs; there the page's path leads nowhere."""
    program = f"""
import pathlib, devstack.__main__, devstack.clients_page as page
page.PAGE = pathlib.Path({str(tmp_path / "clients.md")!r})
from devstack import story_operations
story_operations.SIGN_UP
"""
    words = (sys.executable, "-c", program)
    ran = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert "DevstackError: the story is played from a checkout" in ran.stderr
