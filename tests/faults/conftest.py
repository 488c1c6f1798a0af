"""One site for all short runs: they find it whole, and leave it whole."""

from collections.abc import AsyncGenerator, AsyncIterator
from random import randrange

import pytest

from devstack.stack import Devstack
from tests.faults.site import Site, opened


@pytest.fixture(scope="session")
async def site(servers: Devstack, _unused_vhosts: AsyncGenerator[str]) -> AsyncIterator[Site]:
    amqp_url = f"{servers.amqp_url.rstrip('/')}/{await anext(_unused_vhosts)}"
    async with opened(servers, amqp_url, seed=randrange(1_000_000)) as running:
        yield running
