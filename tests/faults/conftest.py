"""One site for all short runs: they find it whole, and leave it whole. Another for those that spoil the lines."""

from collections.abc import AsyncGenerator, AsyncIterator
from random import randrange

import pytest

from devstack.stack import Devstack
from tests.faults.site import Site, opened


@pytest.fixture(scope="session")
async def site(servers: Devstack, _unused_vhosts: AsyncGenerator[str]) -> AsyncIterator[Site]:
    async with opened(servers, await _vhost(servers, _unused_vhosts), seed=randrange(1_000_000)) as running:
        yield running


@pytest.fixture
async def site_with_lines(servers: Devstack, _unused_vhosts: AsyncGenerator[str]) -> AsyncIterator[Site]:
    url = await _vhost(servers, _unused_vhosts)
    async with opened(servers, url, seed=randrange(1_000_000), with_lines=True) as running:
        yield running


async def _vhost(servers: Devstack, unused: AsyncGenerator[str]) -> str:
    return f"{servers.amqp_url.rstrip('/')}/{await anext(unused)}"
