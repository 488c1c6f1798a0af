"""The worker's two tasks together: an event on the broker becomes a mail at the mail server."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from chassis.broker import Publisher
from chassis.consumer import INBOX, Consumer
from chassis.mongo import Mongo
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.notifications import mailer as mailer_module
from services.notifications.domain.delivery import Kind, State
from services.notifications.mailer import Mailer
from services.notifications.reactions import reactions
from services.notifications.store import Store
from tests.notifications.mail_server import MailServer
from tests.notifications.support import DOMAIN, Announcer, eventually
from tests.support import TOPOLOGY


@pytest.fixture
async def publisher(amqp_url: str) -> AsyncIterator[Publisher]:
    opened = Publisher(amqp_url, TOPOLOGY, name="test")
    await opened.connected()
    yield opened
    await opened.close()


@pytest.fixture
async def consumer(amqp_url: str, mongo: Mongo, store: Store) -> AsyncIterator[Consumer]:
    running = Consumer(
        amqp_url, TOPOLOGY, "notifications", mongo=mongo, reactions=reactions(store, mail_domain=DOMAIN)
    )
    stop = asyncio.Event()
    task = asyncio.create_task(running.run(stop))

    async def consuming() -> bool:
        try:
            await running.check()
        except ConnectionError:
            return False
        return True

    await eventually(consuming)
    yield running
    stop.set()
    await asyncio.wait_for(task, 15)


async def heard(announcer: Announcer, events: int) -> None:
    """Several are worked on beside each other: whichever was published last may be done first."""

    async def all_done() -> bool:
        return await announcer.mongo[INBOX].count_documents({}) == events

    await eventually(all_done)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mailer whose sweep alone would be far too late."""
    monkeypatch.setattr(mailer_module, "SWEEP_SECONDS", 3600)


async def test_an_event_becomes_a_mail_at_once(
    soon: None,
    publisher: Publisher,
    consumer: Consumer,
    mailer: Mailer,
    announcer: Announcer,
    mail_server: MailServer,
) -> None:
    """Consumer and mailer share a process, so the one wakes the other."""
    await publisher.publish(announcer.practitioner("rivera", "Elena Rivera"))
    await publisher.publish(announcer.application("c1"))

    async def arrived() -> bool:  # beside the practitioner's, in whatever order
        return "ana@mail.example" in mail_server.recipients

    await eventually(arrived)


async def test_events_of_one_certification_shuffled_and_repeated_send_one_mail(
    publisher: Publisher,
    consumer: Consumer,
    mailer: Mailer,
    announcer: Announcer,
    mail_server: MailServer,
) -> None:
    """The order of sequences on the wire is 6, 2, 4, each twice; the registration is complete at 8."""
    events = {number: announcer.application("c1", sequence=number) for number in (2, 4, 6)}
    done = announcer.application("c1", sequence=8, registration=RegistrationStatus.REGISTERED)
    for number in (6, 2, 4):
        await publisher.publish(events[number])
    await mail_server.until(1)
    for event in (events[4], done, events[6], events[2], done):
        await publisher.publish(event)
    await publisher.publish(announcer.mail("last"))
    await mail_server.until(2)
    await heard(announcer, 5)
    kept = await announcer.store.applications.find("c1")
    assert kept is not None
    assert kept.registration is RegistrationStatus.REGISTERED
    assert sorted(mail_server.recipients) == ["ana@mail.example"] * 2  # the registration mail, and "last"
    assert [d.state for d in await announcer.deliveries("c1")] == [State.SENT]


async def test_no_registration_mail_for_a_revoked_certification_whose_first_event_comes_last(
    publisher: Publisher,
    consumer: Consumer,
    mailer: Mailer,
    announcer: Announcer,
    mail_server: MailServer,
) -> None:
    await publisher.publish(
        announcer.application(
            "c1",
            sequence=4,
            status=CertificationStatus.REVOKED,
            registration=RegistrationStatus.CLOSED,
        )
    )
    await mail_server.until(1)  # that tells of the revocation
    await publisher.publish(announcer.application("c1", sequence=2))
    await heard(announcer, 2)
    assert [delivery.kind for delivery in await announcer.deliveries("c1")] == [Kind.REVOKED]
