"""Hive Gateway in our gateway's place, over the product itself: what docs/clients.md shows works through it as well.

The file is contracts/supergraph.graphql as it is, the subgraphs are the real processes, and who asks is known to them
by their own tokens. Answers are compared with what services say of errors, in their words and codes. What differs by
nature is not asked for here: cookies, what a gateway itself refuses, and request ids (docs/gateway.md has them all).
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from devstack.graphql_client import GraphQLClient
from devstack.mailbox import Mailbox
from devstack.processes import SERVICES
from devstack.stack import Devstack
from devstack.story_steps import World
from tests.end_to_end.reader import Played, Reader, reader
from tests.with_node.golden import SUPERGRAPH
from tests.with_node.peers import hive_gateway

TRIES = 20  # while news are on their way between the services, two answers differ


class Both:
    """A client of either gateway."""

    def __init__(self, ours: GraphQLClient, hive: GraphQLClient) -> None:
        self.ours, self.hive = ours, hive

    async def differ(self, played: Played, token: str) -> tuple[Any, Any] | None:
        """What each of them answers, unless they answer the same."""
        ours: Any = None
        theirs: Any = None
        for _ in range(TRIES):
            theirs = await self.hive.answer(played.document, token, **played.variables)
            ours = await self.ours.answer(played.document, token, **played.variables)
            if _told(ours) == _told(theirs):
                return None
            await self.ours.pause()
        return ours, theirs


@pytest.fixture
async def both(stack: Devstack) -> AsyncIterator[Both]:
    addresses = {service: f"{stack.url(f'{service}-api')}/graphql" for service in SERVICES}
    timeout = aiohttp.ClientTimeout(total=30)
    async with hive_gateway(SUPERGRAPH, addresses) as url, aiohttp.ClientSession(timeout=timeout) as http:
        yield Both(GraphQLClient(stack.gateway_url, http), GraphQLClient(url, http))


@pytest.fixture
async def page(both: Both, stack: Devstack, tmp_path: Path) -> AsyncIterator[Reader]:
    """The page, played through Hive Gateway alone."""
    async with aiohttp.ClientSession() as http:
        yield await reader(World(both.hive, Mailbox(stack.inbox_url, http)), stack, tmp_path, seed=20_261_129)


async def test_the_whole_page_is_played_through_it_and_all_that_can_be_asked_twice_ours_answers_alike(
    both: Both, page: Reader
) -> None:
    played = []
    async for each in page.play():
        played.append(each)
        if each.repeatable:
            assert await both.differ(each, each.token) is None, each.name
    answers = {each.name: each.data for each in played}
    completed = answers["CompleteRegistration"]["completeRegistration"]["certification"]
    assert completed["registration"]["status"] == "AWAITING_CAREGIVER"

    tokens = {each.token for each in played}
    assert len(tokens) == 6  # of nobody, and of three persons, of two of them before and after their proof
    for each in played:
        if each.document.startswith("query"):
            for token in sorted(tokens):
                assert await both.differ(each, token) is None, each.name
    (asked,) = (each for each in played if each.name == "CheckCertification")
    nobody = await both.hive.answer(asked.document, **asked.variables)
    assert [error["extensions"]["code"] for error in nobody["errors"]] == ["UNAUTHENTICATED"]


def _told(answer: dict[str, Any]) -> tuple[Any, list[Any]]:
    """The data, and what a service said where it went wrong."""
    errors = answer.get("errors", ())
    return answer.get("data"), [(e.get("path"), e["extensions"].get("code"), e["message"]) for e in errors]
