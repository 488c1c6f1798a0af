"""The real servers of a run: what each must be able to do, and that it can be killed and started again."""

from pathlib import Path

import aio_pika
import aiohttp
import aiosmtplib
import pytest
from pymongo import MongoClient

from devstack.errors import DevstackError
from devstack.mailbox import Mailbox
from devstack.servers import Given
from devstack.stack import Devstack

MAIL = """From: registry@example.org
To: {to}
Subject: =?utf-8?q?Registr=C3=A9?= <b>now</b>
Message-ID: <delivery-1@registry.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Bonjour Ana
--x
Content-Type: text/html; charset=utf-8

<script>alert(1)</script><p>Hello Ana</p>
--x--
"""


async def send(servers: Devstack, to: str) -> None:
    host, _, port = servers.smtp_url.removeprefix("smtp://").rpartition(":")
    message = MAIL.format(to=to).encode()
    await aiosmtplib.send(
        message, sender="registry@example.org", recipients=[to], hostname=host, port=int(port)
    )


def test_mongodb_commits_transactions(servers: Devstack, database_name: str) -> None:
    with MongoClient[dict[str, object]](servers.mongodb_url) as client:
        both = client[database_name]["a"], client[database_name]["b"]
        with client.start_session() as session, session.start_transaction():
            for collection in both:
                collection.insert_one({"_id": 1}, session=session)

        assert [collection.count_documents({}) for collection in both] == [1, 1]


async def test_each_vhost_sees_its_own_queues_only(servers: Devstack, amqp_url: str) -> None:
    async with await aio_pika.connect(amqp_url) as mine, await aio_pika.connect(servers.amqp_url) as shared:
        channel = await mine.channel(publisher_confirms=True)
        queue = await channel.declare_queue("letters", durable=True, arguments={"x-queue-type": "quorum"})
        await channel.default_exchange.publish(aio_pika.Message(b"hello"), queue.name, timeout=5)
        message = await queue.get(timeout=5)
        assert message is not None
        assert message.body == b"hello"
        await message.ack()

        other = await shared.channel()
        with pytest.raises(aio_pika.exceptions.ChannelNotFoundEntity):
            await other.get_queue("letters")


async def test_the_inbox_answers_like_mailpit(servers: Devstack) -> None:
    await send(servers, "ana@mail.example")

    async with aiohttp.ClientSession(servers.inbox_url) as http:
        listed = await (await http.get("/api/v1/messages")).json()
        summary = next(m for m in listed["messages"] if m["To"] == [{"Address": "ana@mail.example"}])
        whole = await (await http.get(f"/api/v1/message/{summary['ID']}")).json()
        missing = await http.get("/api/v1/message/999999")

    assert listed["total"] == listed["messages_count"] == len(listed["messages"])
    assert set(summary) == {"ID", "MessageID", "Subject", "From", "To", "Created", "Size"}
    assert whole["MessageID"] == "delivery-1@registry.example"
    assert whole["From"] == {"Address": "registry@example.org"}
    assert whole["Text"].strip() == "Bonjour Ana"
    assert "Hello Ana" in whole["HTML"]
    assert missing.status == 404


async def test_the_inbox_page_runs_nothing_of_a_mail(servers: Devstack) -> None:
    await send(servers, "eve@mail.example")

    async with aiohttp.ClientSession(servers.inbox_url) as http:
        mail = (await Mailbox(servers.inbox_url, http).all_to("eve@mail.example"))[0]
        page = await (await http.get("/")).text()
        view = await (await http.get(f"/view/{mail.id}")).text()

    assert "eve@mail.example" in page
    assert "&lt;b&gt;now&lt;/b&gt;" in page
    assert "<script>" not in page + view
    assert "allow-scripts" not in view


async def test_deleting_empties_the_inbox(tmp_path: Path) -> None:
    """On an inbox of its own, since other tests read the shared one."""
    async with (
        Devstack(["inbox"], root=tmp_path, given=Given()) as own,
        aiohttp.ClientSession(own.inbox_url) as http,
    ):
        await send(own, "ana@mail.example")
        assert await Mailbox(own.inbox_url, http).all_to("ana@mail.example")

        assert (await http.delete("/api/v1/messages")).status == 200

        assert await Mailbox(own.inbox_url, http).all_to("ana@mail.example") == []


async def test_what_mongodb_committed_survives_its_being_killed(
    servers: Devstack, database_name: str
) -> None:
    if Given.from_environment().mongodb_url:
        pytest.skip("this MongoDB was given to us: not ours to kill")
    with MongoClient[dict[str, object]](servers.mongodb_url) as client:
        client[database_name]["a"].insert_one({"_id": 1})

    await servers.process("mongodb").kill9()
    await servers.process("mongodb").start()

    with MongoClient[dict[str, object]](servers.mongodb_url) as client:
        assert client[database_name]["a"].find_one() == {"_id": 1}


async def test_given_servers_are_not_among_the_processes_to_stop(servers: Devstack, tmp_path: Path) -> None:
    given = Given(servers.mongodb_url, servers.amqp_url, servers.smtp_url, servers.inbox_url)
    async with Devstack(["mongodb", "rabbitmq", "inbox"], root=tmp_path, given=given) as second:
        with pytest.raises(DevstackError, match="mongodb is not run by this stack"):
            second.process("mongodb")

    assert servers.ended() == []
