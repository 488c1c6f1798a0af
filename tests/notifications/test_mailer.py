"""The mailer against a real mail server, obedient and not."""

import asyncio

import pytest

from chassis import failpoint
from chassis.events import new_event_id, now
from chassis.mongo import Mongo
from contracts.events.internal import Language
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.notifications import mailer as mailer_module
from services.notifications.domain.delivery import Delivery, Kind, Outcome, State
from services.notifications.mailer import Mailer
from services.notifications.store import Store
from services.notifications.store.leases import LEASE
from services.notifications.usecases.deliver import Sending, deliver
from tests.notifications.mail_server import MailServer
from tests.notifications.support import LINK, Announcer, eventually


async def only(announcer: Announcer) -> Delivery:
    [delivery] = await announcer.deliveries("c1")
    return delivery


async def reaches(announcer: Announcer, state: State, certification_id: str = "c1") -> Delivery:
    """As it was seen: another try may come right after."""
    seen: list[Delivery] = []

    async def there() -> bool:
        seen[:] = await announcer.deliveries(certification_id)
        return [d.state for d in seen] == [state]

    await eventually(there)
    return seen[0]


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mailer whose sweep alone would be far too late."""
    monkeypatch.setattr(mailer_module, "SWEEP_SECONDS", 3600)


async def test_a_commit_wakes_the_mailer_at_once(
    soon: None, mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    """Ten certifications one after another; no sweep helps, since it would come an hour too late."""
    for number in range(10):
        await announcer.hears(announcer.application(f"c{number}"))
        await mail_server.until(number + 1)


async def test_the_patient_gets_the_registration_mail(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    await announcer.hears(
        announcer.practitioner("rivera", "Elena Rivera"),
        announcer.application("c1", language=Language.ES),
    )
    mails = await mail_server.until(2)
    sent = await reaches(announcer, State.SENT)

    assert sorted(mail_server.recipients) == ["ana@mail.example", "rivera@clinic.example"]
    [mail] = [each for each in mails if each["To"] == "ana@mail.example"]
    assert mail["Message-ID"] == sent.message_id
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Elena Rivera inició una solicitud" in text.get_content()
    assert LINK in text.get_content()
    assert [attempt.outcome for attempt in sent.attempts] == [Outcome.ACCEPTED]
    assert sent.sent_at is not None


async def test_what_a_mail_said_is_forgotten_once_it_is_sent(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer, mongo: Mongo
) -> None:
    await announcer.hears(announcer.mail("m1"))
    await mail_server.until(1)

    async def forgotten() -> bool:
        kept = await mongo["deliveries"].find_one({"_id": "m1"})
        assert kept is not None
        return kept["state"] == State.SENT and "sealed" not in kept and "expiresAt" in kept

    await eventually(forgotten)


async def test_shuffled_and_repeated_events_send_one_mail(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    events = [announcer.application("c1", sequence=number) for number in (4, 2, 6, 3)]
    await announcer.hears(*events, *reversed(events))
    await reaches(announcer, State.SENT)
    await announcer.hears(announcer.mail("last"))
    mails = await mail_server.until(2)
    assert len(mails) == 2


@pytest.mark.parametrize(
    "status", [CertificationStatus.REVOKED, CertificationStatus.WITHDRAWN, CertificationStatus.EXPIRED]
)
async def test_no_registration_mail_for_what_is_no_longer_certified(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer, status: CertificationStatus
) -> None:
    """The initial event arrives late: it can neither reopen nor send."""
    await announcer.hears(
        announcer.application("c1", sequence=4, status=status, registration=RegistrationStatus.CLOSED),
        announcer.application("c1", sequence=2),
        announcer.mail("last"),
    )
    await mail_server.until(1)
    assert {delivery.kind for delivery in await announcer.deliveries("c1")} <= {Kind.REVOKED, Kind.WITHDRAWN}


async def test_the_mailer_looks_at_the_application_right_before_it_sends(
    sending: Sending, announcer: Announcer, mail_server: MailServer
) -> None:
    """Revoked between the lease and the send: the delivery is under way and stops all the same."""
    await announcer.hears(announcer.application("c1"))
    owner = new_event_id()
    [leased] = await sending.store.leases.take(owner, State.QUEUED, limit=5, now=now())
    await announcer.hears(
        announcer.application(
            "c1",
            sequence=4,
            status=CertificationStatus.REVOKED,
            registration=RegistrationStatus.CLOSED,
        )
    )
    await deliver(leased, owner, sending)

    [stopped] = [d for d in await announcer.deliveries("c1") if d.id == leased.id]
    assert stopped.state is State.STOPPED
    assert mail_server.connections == 0


async def test_a_temporary_refusal_is_tried_again_with_the_same_message_id(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    tried = []

    async def busy_once(address: str) -> str | None:
        tried.append(address)
        return "451 come back later, ana@mail.example" if len(tried) == 1 else None

    mail_server.on_recipient = busy_once
    await announcer.hears(announcer.application("c1"))
    [mail] = await mail_server.until(1)
    sent = await reaches(announcer, State.SENT)

    assert [(a.outcome, a.reason) for a in sent.attempts] == [
        (Outcome.DEFERRED, "SMTP 451 at RCPT"),
        (Outcome.ACCEPTED, "accepted by the mail server"),
    ]
    assert mail["Message-ID"] == sent.message_id
    assert mail_server.connections == 2


@pytest.mark.parametrize("code", [550, 554])
async def test_a_refusal_for_good_fails_at_the_first_try(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer, code: int
) -> None:
    async def unknown(_: str) -> str:
        return f"{code} no such user ana@mail.example"

    mail_server.on_recipient = unknown
    await announcer.hears(announcer.application("c1"))
    failed = await reaches(announcer, State.FAILED)
    assert [(a.outcome, a.reason) for a in failed.attempts] == [(Outcome.REFUSED, f"SMTP {code} at RCPT")]
    [told] = [event async for event in announcer.mongo["outbox"].find()]
    assert (told["type"], told["payload"]["certificationId"]) == ("delivery.failed.v1", "c1")
    assert "ana" not in str(told)


async def test_certification_hears_of_a_mail_that_arrives_after_one_had_failed_and_of_no_other(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    async def unknown(address: str) -> str | None:
        return "550 no such user" if address.startswith("wrong") else None

    async def told() -> list[tuple[str, str]]:
        outbox = announcer.mongo["outbox"].find().sort("time", 1)
        return [(event["type"], event["payload"]["personId"]) async for event in outbox]

    mail_server.on_recipient = unknown
    await announcer.hears(announcer.application("c1", email="wrong@mail.example"))
    await reaches(announcer, State.FAILED)
    await announcer.hears(announcer.application("c1", sequence=3, email="right@mail.example"))
    await announcer.hears(announcer.application("c2"))
    await reaches(announcer, State.SENT, "c2")
    await mail_server.until(2)

    async def both() -> bool:
        return len(await told()) > 1

    await eventually(both)
    assert await told() == [
        ("delivery.failed.v1", "patient-of-c1"),
        ("delivery.accepted.v1", "patient-of-c1"),
    ]


async def test_content_refused_after_data_fails_too(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    async def spam(_: str) -> str:
        return "550 looks like spam"

    mail_server.on_data = spam
    await announcer.hears(announcer.application("c1"))
    failed = await reaches(announcer, State.FAILED)
    assert [a.reason for a in failed.attempts] == ["SMTP 550 at DATA"]


async def test_a_server_that_is_away_gets_the_mail_when_it_is_back(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    await mail_server.stop()
    await announcer.hears(announcer.application("c1"))
    waiting = await reaches(announcer, State.RETRYING)
    assert [a.reason for a in waiting.attempts] == ["not reachable at connect"]

    await mail_server.start()
    await mail_server.until(1)
    await reaches(announcer, State.SENT)


async def test_a_mail_whose_acceptance_was_lost_goes_out_twice_with_one_message_id(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    """Nobody can tell whether it was accepted: at least once, and recognisable."""
    dropped = []

    async def drop_once(address: str) -> str | None:
        dropped.append(address)
        return "drop after acceptance" if len(dropped) == 1 else None

    mail_server.on_data = drop_once
    await announcer.hears(announcer.application("c1"))
    mails = await mail_server.until(2)
    sent = await reaches(announcer, State.SENT)
    assert [mail["Message-ID"] for mail in mails] == [sent.message_id] * 2
    assert [a.outcome for a in sent.attempts] == [Outcome.DEFERRED, Outcome.ACCEPTED]


async def test_a_recipient_whose_server_hangs_holds_up_nobody(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    hanging, released = asyncio.Event(), asyncio.Event()

    async def hang(address: str) -> str | None:
        if address.startswith("slow"):
            hanging.set()
            await released.wait()
        return None

    mail_server.on_recipient = hang
    try:
        await announcer.hears(announcer.application("c1", email="slow@mail.example"))
        await asyncio.wait_for(hanging.wait(), 10)
        await announcer.hears(*(announcer.application(f"quick{n}") for n in range(30)))
        await mail_server.until(30, seconds=10)
        assert "slow@mail.example" not in mail_server.recipients
    finally:
        released.set()
    await mail_server.until(31)


async def test_more_hanging_recipients_than_places_hold_up_nobody_for_long(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    """As many hang as may be under way at a time, and more: they step aside while they go on hanging."""
    hanging, released = 0, asyncio.Event()

    async def hang(address: str) -> str | None:
        nonlocal hanging
        if address.startswith("slow"):
            hanging += 1
            await released.wait()
        return None

    async def all_places_hang() -> bool:
        return hanging >= mailer_module.FIRST_AT_A_TIME

    mail_server.on_recipient = hang
    slow = mailer_module.FIRST_AT_A_TIME + 5
    try:
        await announcer.hears(
            *(announcer.application(f"c{n}", email=f"slow{n}@mail.example") for n in range(slow))
        )
        await eventually(all_places_hang)
        await announcer.hears(announcer.application("quick"))
        await mail_server.until(1, seconds=10)
        assert mail_server.recipients == ["ana@mail.example"]
    finally:
        released.set()
    await mail_server.until(slow + 1)


async def test_a_lease_that_outlived_its_process_is_taken_by_another_mailer(
    store: Store, sending: Sending, announcer: Announcer, mail_server: MailServer
) -> None:
    await announcer.hears(announcer.application("c1"))
    long_ago = now()
    await store.leases.take("a dead process", State.QUEUED, limit=5, now=long_ago)
    assert await store.leases.take_back(but_not=(), now=long_ago) == 0
    assert await store.leases.take_back(but_not=(), now=long_ago + LEASE) == 1

    waiting = await only(announcer)
    assert (waiting.state, [a.reason for a in waiting.attempts]) == (State.RETRYING, ["interrupted"])
    [leased] = await store.leases.take("another", State.RETRYING, limit=5, now=now() + LEASE)
    await deliver(leased, "another", sending)
    await mail_server.until(1)
    assert (await only(announcer)).state is State.SENT


async def test_a_late_owner_cannot_undo_what_the_next_one_did(
    store: Store, sending: Sending, announcer: Announcer, mail_server: MailServer
) -> None:
    await announcer.hears(announcer.application("c1"))
    [leased] = await store.leases.take("late", State.QUEUED, limit=5, now=now())
    await store.leases.take_back(but_not=(), now=now() + LEASE)
    [again] = await store.leases.take("next", State.RETRYING, limit=5, now=now() + LEASE)
    await deliver(again, "next", sending)
    await store.leases.stopped(leased, "late")
    assert (await only(announcer)).state is State.SENT


async def test_two_mailers_never_lease_the_same_delivery(store: Store, announcer: Announcer) -> None:
    await announcer.hears(*(announcer.application(f"c{number}") for number in range(20)))
    taken = await asyncio.gather(
        *(store.leases.take(new_event_id(), State.QUEUED, limit=20, now=now()) for _ in range(5))
    )
    ids = [delivery.id for deliveries in taken for delivery in deliveries]
    assert len(ids) == len(set(ids)) == 20


@pytest.mark.parametrize(("point", "mails"), [("mail.before_data", 1), ("mail.after_accept", 2)])
async def test_a_fault_at_either_side_of_the_acceptance_loses_nothing(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer, point: str, mails: int
) -> None:
    failpoint.arm(f"{point}=error*1")
    await announcer.hears(announcer.application("c1"))
    accepted = await mail_server.until(mails)
    sent = await reaches(announcer, State.SENT)
    assert {mail["Message-ID"] for mail in accepted} == {sent.message_id}
    assert len(accepted) == mails


async def test_a_hostile_address_fails_without_reaching_the_server(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    await announcer.hears(announcer.application("c1", email="ana@mail.example\r\nRCPT TO:<eve@x.example>"))
    failed = await reaches(announcer, State.FAILED)
    assert [a.reason for a in failed.attempts] == ["the address cannot be written to"]
    assert mail_server.connections == 0
