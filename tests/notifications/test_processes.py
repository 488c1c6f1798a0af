"""The real worker process, ended as `kill -9` would at either side of the mail server's acceptance."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from chassis.broker import Publisher
from chassis.keys import KeyRing
from chassis.sealed import Seal
from devstack.mailbox import Mailbox
from devstack.servers import Given
from devstack.stack import Devstack
from devstack.testing import new_root
from tests.notifications.support import application, eventually
from tests.support import TOPOLOGY

WORKER = "notifications-worker"


@pytest.fixture(params=["mail.before_data", "mail.after_accept"])
async def running(
    request: pytest.FixtureRequest, servers: Devstack, amqp_url: str, database_name: str
) -> AsyncIterator[tuple[str, Devstack]]:
    """A worker that ends at a point, once in its life."""
    given = Given(
        mongodb_url=servers.mongodb_url,
        amqp_url=amqp_url,
        smtp_url=servers.smtp_url,
        inbox_url=servers.inbox_url,
    )
    stack = Devstack(
        [WORKER],
        root=new_root(request.param.replace(".", "-")),
        given=given,
        database_prefix=database_name,
        extra={WORKER: {"FAILPOINTS": f"{request.param}=exit*1"}},
    )
    async with stack:
        yield request.param, stack


async def test_a_worker_that_dies_while_it_sends_loses_nothing(
    running: tuple[str, Devstack], amqp_url: str
) -> None:
    """Only where it died behind the server's 250 does the mail come twice, with one Message-ID."""
    point, stack = running
    email = f"{point.replace('.', '-')}@{stack.database('x').replace('_', '-')}.example"
    event = application(Seal(KeyRing.read(stack.rundir.keys, "transport")), "c1", email=email)
    publisher = Publisher(amqp_url, TOPOLOGY, name="test")
    await publisher.publish(event)
    await publisher.close()

    async def died() -> bool:
        return not stack.process(WORKER).running

    await eventually(died)
    await stack.process(WORKER).start({"FAILPOINTS": ""})
    expected = 2 if point == "mail.after_accept" else 1
    async with aiohttp.ClientSession() as http:
        inbox = Mailbox(stack.inbox_url, http)

        async def all_there() -> bool:
            return len(await inbox.all_to(email)) >= expected

        await eventually(all_there, seconds=30)
        mails = await inbox.all_to(email)
    assert len(mails) == expected
    assert len({mail.message_id for mail in mails}) == 1
