"""A database with its indexes, a mail server that obeys, and a mailer between them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from chassis import failpoint
from chassis.events import now
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from services.notifications.mailer import Mailer
from services.notifications.mails.writer import Writer
from services.notifications.smtp.postbox import Postbox
from services.notifications.smtp.server import SmtpServer
from services.notifications.store import INDEXES, Store
from services.notifications.usecases.deliver import Sending
from services.notifications.usecases.write_mail import Links
from tests.databases import Databases
from tests.notifications.mail_server import MailServer
from tests.notifications.support import DOMAIN, LINK, SENDER, SITE, Announcer
from tests.support import KEEP, keys_in


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return keys_in(tmp_path / "keys")


@pytest.fixture
async def database(databases: Databases) -> str:
    """Notifications' database, with nothing in it."""
    return await databases.emptied("notifications", INDEXES)


@pytest.fixture
async def mongo(mongodb_url: str, database: str) -> AsyncIterator[Mongo]:
    opened = Mongo(mongodb_url, database)
    yield opened
    opened.close()


@pytest.fixture
def store(mongo: Mongo, keys: Path) -> Store:
    return Store.open(mongo, Outbox(mongo, source="/notifications", keep=KEEP), keys)


@pytest.fixture
def announcer(mongo: Mongo, store: Store) -> Announcer:
    return Announcer(mongo, store)


@pytest.fixture
async def mail_server() -> AsyncIterator[MailServer]:
    server = MailServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def sending(store: Store, mail_server: MailServer) -> Sending:
    return Sending(
        store=store,
        postbox=Postbox(SmtpServer("127.0.0.1", mail_server.port), DOMAIN),
        writer=Writer(),
        sender=SENDER,
        links=Links(registration=LINK, site=SITE),
        now=now,
    )


@pytest.fixture
async def mailer(sending: Sending) -> AsyncIterator[Mailer]:
    """A running mailer."""
    running, stop = Mailer(sending), asyncio.Event()
    task = asyncio.create_task(running.run(stop))
    yield running
    stop.set()
    await asyncio.wait_for(task, 15)


@pytest.fixture(autouse=True)
def _no_failpoints() -> Iterator[None]:
    yield
    failpoint.arm("")
