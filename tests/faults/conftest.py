"""One site for all short runs: they find it whole, and leave it whole."""

from collections.abc import AsyncGenerator, AsyncIterator

import pytest

from devstack.stack import Devstack
from tests.faults.site import Site, opened


@pytest.fixture(scope="session")
async def site(servers: Devstack, _unused_vhosts: AsyncGenerator[str]) -> AsyncIterator[Site]:
    async with opened(servers, f"{servers.amqp_url.rstrip('/')}/{await anext(_unused_vhosts)}") as running:
        yield running
