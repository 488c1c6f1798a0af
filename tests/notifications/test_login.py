"""A mail server that wants STARTTLS and a login, and a mailer that is told the wrong password at first."""

import asyncio
import json
import logging as library
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from chassis import logging
from devstack.certificate import server_context, write_certificate
from services.notifications.domain.delivery import Delivery, Outcome, State
from services.notifications.mailer import Mailer
from services.notifications.smtp.postbox import Postbox
from services.notifications.smtp.server import SmtpServer
from services.notifications.usecases.deliver import Sending
from tests.notifications.mail_server import MailServer
from tests.notifications.support import DOMAIN, Announcer, eventually

USER, TOLD = "mailer-at-mmp", "canary-of-a-password"


@pytest.fixture
async def mail_server(tmp_path: Path) -> AsyncIterator[MailServer]:
    """It expects another password than the mailer is told."""
    server = MailServer(tls=server_context(write_certificate(tmp_path / "tls")), password="another")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def mailer(sending: Sending, mail_server: MailServer, tmp_path: Path) -> AsyncIterator[None]:
    url = f"smtp://{USER}:{TOLD}@localhost:{mail_server.port}"
    server = SmtpServer.parse(url, ca_file=tmp_path / "tls" / "certificate.pem")
    stop = asyncio.Event()
    task = asyncio.create_task(Mailer(replace(sending, postbox=Postbox(server, DOMAIN))).run(stop))
    yield
    stop.set()
    await asyncio.wait_for(task, 15)


@pytest.fixture(autouse=True)
def _no_handler_is_left() -> Iterator[None]:
    yield
    library.getLogger().handlers.clear()


async def test_a_refused_login_is_seen_and_tried_again_until_it_is_mended(
    mailer: None,
    announcer: Announcer,
    mail_server: MailServer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What went wrong is with the delivery and in the log; neither holds what the mailer logged in with."""

    async def only() -> Delivery:
        [delivery] = await announcer.deliveries("c1")
        return delivery

    async def refused() -> bool:
        return (await only()).state is State.RETRYING

    async def sent() -> bool:
        return (await only()).state is State.SENT

    logging.configure(service="notifications", role="worker", level="info")
    await announcer.hears(announcer.application("c1"))
    await eventually(refused)
    seen = (await only()).attempts[0]
    assert (seen.outcome, seen.reason) == (Outcome.DEFERRED, "SMTP 535 at connect")
    assert mail_server.mails == []

    mail_server.password = TOLD
    await eventually(sent)
    assert [attempt.outcome for attempt in (await only()).attempts][-1] is Outcome.ACCEPTED
    assert mail_server.encrypted == [True]

    lines = capsys.readouterr().out
    told = [json.loads(line) for line in lines.splitlines()]
    assert "SMTP 535 at connect" in [line.get("reason") for line in told]
    everything = lines + str([document async for document in announcer.mongo["deliveries"].find()])
    for secret in (USER, TOLD, "ana@mail.example"):
        assert secret not in everything
