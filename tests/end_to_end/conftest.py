"""People who use the product only through the gateway."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from devstack.graphql_client import GraphQLClient
from devstack.mailbox import Mailbox
from devstack.stack import Devstack
from devstack.story_steps import World, check, identify, sign_up, start


@pytest.fixture
async def world(stack: Devstack) -> AsyncIterator[World]:
    """Dr. Rivera, signed in and identified."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http:
        world = World(GraphQLClient(stack.gateway_url, http), Mailbox(stack.inbox_url, http))
        await sign_up(world)
        await identify(world)
        yield world


@pytest.fixture
async def draft(world: World) -> World:
    """A draft of hers that nothing blocks."""
    await start(world)
    await check(world)
    return world
