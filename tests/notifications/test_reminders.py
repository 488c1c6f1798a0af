"""Caregivers, guardians, practitioners, temporary addresses and reminders: who is written to in which state."""

import pytest

from chassis.events import now
from chassis.mongo import Mongo
from contracts.events.internal import MailKind, ReminderKind
from contracts.events.public import CertificationStatus, RegistrationStatus
from services.notifications.domain.delivery import Kind, State
from services.notifications.mailer import Mailer
from services.notifications.usecases.deliver import Sending, deliver
from tests.notifications.mail_server import MailServer
from tests.notifications.support import Announcer

LEE = "lee@mail.example"
WITHDRAWN, CLOSED = CertificationStatus.WITHDRAWN, RegistrationStatus.CLOSED
REGISTERED = RegistrationStatus.REGISTERED
AWAITING_CAREGIVER = RegistrationStatus.AWAITING_CAREGIVER


async def told(announcer: Announcer) -> list[tuple[Kind, State]]:
    return sorted((d.kind, d.state) for d in await announcer.every_delivery("c1"))


async def test_patient_caregiver_and_practitioner_are_each_written_to(announcer: Announcer) -> None:
    await announcer.hears(
        announcer.practitioner("rivera", "Elena Rivera"), announcer.application("c1", caregiver=LEE)
    )
    assert await told(announcer) == [
        (Kind.CAREGIVER_REGISTRATION, State.QUEUED),
        (Kind.CERTIFIED, State.QUEUED),
        (Kind.PATIENT_REGISTRATION, State.QUEUED),
    ]


async def test_a_guardian_with_one_address_gets_one_mail_about_both_parts(announcer: Announcer) -> None:
    await announcer.hears(announcer.application("c1", minor=True, caregiver="ANA@mail.example"))
    assert await told(announcer) == [(Kind.GUARDIAN_REGISTRATION, State.QUEUED)]


async def test_a_guardian_with_another_address_is_written_to_as_caregiver(announcer: Announcer) -> None:
    await announcer.hears(announcer.application("c1", minor=True, caregiver=LEE))
    assert [kind for kind, _ in await told(announcer)] == [
        Kind.CAREGIVER_REGISTRATION,
        Kind.GUARDIAN_REGISTRATION,
    ]


async def test_a_caregiver_who_is_named_later_is_written_to_then(announcer: Announcer) -> None:
    await announcer.hears(announcer.application("c1"))
    await announcer.hears(
        announcer.application("c1", sequence=4, registration=AWAITING_CAREGIVER, caregiver=LEE)
    )
    assert await told(announcer) == [
        (Kind.CAREGIVER_REGISTRATION, State.QUEUED),
        (Kind.PATIENT_REGISTRATION, State.STOPPED),
    ]


async def test_a_temporary_address_has_the_hand_out_and_no_mail(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    await announcer.hears(
        announcer.application("c1", temporary_email=True),
        announcer.reminder("c1", ReminderKind.NOT_YET_REGISTERED, 7),
        announcer.mail("last"),
    )
    await mail_server.until(1)

    assert await told(announcer) == [(Kind.PATIENT_REGISTRATION, State.HANDED_OUT)]
    assert len(mail_server.mails) == 1


async def test_an_address_that_replaces_a_temporary_one_is_written_to(announcer: Announcer) -> None:
    await announcer.hears(announcer.application("c1", temporary_email=True, email="p-1@temporary.example"))
    await announcer.hears(announcer.application("c1", sequence=4))
    assert await told(announcer) == [
        (Kind.PATIENT_REGISTRATION, State.HANDED_OUT),
        (Kind.PATIENT_REGISTRATION, State.QUEUED),
    ]


@pytest.mark.parametrize(
    ("registration", "caregiver", "reminded"),
    [
        (RegistrationStatus.AWAITING_PATIENT, None, 1),
        (AWAITING_CAREGIVER, LEE, 1),
        (REGISTERED, LEE, 0),
        (CLOSED, LEE, 0),
    ],
)
async def test_only_who_has_not_registered_is_reminded(
    announcer: Announcer, registration: RegistrationStatus, caregiver: str | None, reminded: int
) -> None:
    await announcer.hears(announcer.application("c1", registration=registration, caregiver=caregiver))
    reminder = announcer.reminder("c1", ReminderKind.NOT_YET_REGISTERED, 7)
    await announcer.hears(reminder, reminder, announcer.reminder("c1", ReminderKind.NOT_YET_REGISTERED, 21))

    kinds = [kind for kind, _ in await told(announcer)]
    assert kinds.count(Kind.NOT_YET_REGISTERED) == reminded * 2


async def test_a_reminder_that_came_true_before_it_was_sent_is_not_sent(
    announcer: Announcer, sending: Sending, mail_server: MailServer
) -> None:

    await announcer.hears(announcer.application("c1", registration=REGISTERED))
    await announcer.hears(announcer.reminder("c1", ReminderKind.EXPIRING, 30))
    [leased] = await sending.store.leases.take("me", State.QUEUED, limit=5, now=now())
    await announcer.hears(announcer.application("c1", sequence=4, status=WITHDRAWN, registration=REGISTERED))
    await deliver(leased, "me", sending)

    assert (Kind.EXPIRING, State.STOPPED) in await told(announcer)
    assert mail_server.connections == 0


async def test_a_reminder_of_what_is_unknown_is_none(announcer: Announcer) -> None:
    await announcer.hears(announcer.reminder("c1", ReminderKind.EXPIRING, 60))
    assert await told(announcer) == []


async def test_an_end_is_told_to_everybody_once(announcer: Announcer) -> None:
    await announcer.hears(announcer.application("c1", registration=REGISTERED, caregiver=LEE))
    ended = announcer.application("c1", sequence=4, status=WITHDRAWN, registration=CLOSED, caregiver=LEE)
    await announcer.hears(ended, ended)
    assert await told(announcer) == [(Kind.WITHDRAWN, State.QUEUED)] * 2


REQUESTS: dict[MailKind, dict[str, str]] = {
    MailKind.ACCOUNT_VERIFICATION: {"link": "https://x.example", "code": "123456", "hours": "24"},
    MailKind.ACCOUNT_EXISTS: {},
    MailKind.PASSWORD_RESET: {"link": "https://x.example", "code": "123456", "hours": "1"},
    MailKind.EMAIL_CHANGE: {"link": "https://x.example", "code": "123456", "hours": "24"},
    MailKind.SECURITY_NOTICE: {"change": "SESSIONS_REVOKED"},
    MailKind.DELEGATE_INVITATION: {"link": "https://x.example", "practitioner": "Elena Rivera", "days": "7"},
    MailKind.RETURNED: {"practitioner": "Elena Rivera", "reference": "0A1B2C3D"},
}


@pytest.mark.parametrize("kind", MailKind)
async def test_every_mail_that_may_be_asked_for_is_sent(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer, mongo: Mongo, kind: MailKind
) -> None:
    await announcer.hears(announcer.mail("m1", kind=kind, values=REQUESTS[kind]))
    [mail] = await mail_server.until(1)
    assert mail["To"] == "ana@mail.example"
