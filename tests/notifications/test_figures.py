"""What an operator watches of the mails: those that wait, since when, and those that failed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from chassis.events import now
from contracts.events.public import CertificationStatus
from services.notifications.mailer import MEASURED, Mailer
from services.notifications.usecases.deliver import Sending
from tests.notifications.mail_server import MailServer
from tests.notifications.support import Announcer, eventually


def value(name: str, **labels: str) -> float:
    found = REGISTRY.get_sample_value(name, labels)
    assert found is not None, name
    return found


def waiting_and_failed() -> dict[str, float]:
    told = {state: value("mmp_deliveries", state=state) for state in MEASURED}
    return {state: count for state, count in told.items() if count}


async def test_mails_that_wait_are_counted(sending: Sending, announcer: Announcer) -> None:
    for name in ("refused", "later", "well"):
        await announcer.hears(announcer.application(name, email=f"{name}@mail.example"))
    mailer = Mailer(replace(sending, now=lambda: now() + timedelta(hours=1)))
    await mailer.measure()
    assert waiting_and_failed() == {"QUEUED": 3}
    assert value("mmp_mail_oldest_waiting_seconds") >= 3600


async def test_what_is_over_no_longer_waits(
    mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    async def answer(address: str) -> str | None:
        return {"refused@mail.example": "550 no", "later@mail.example": "451 later"}.get(address)

    mail_server.on_recipient = answer
    for name in ("refused", "later", "well"):
        await announcer.hears(announcer.application(name, email=f"{name}@mail.example"))

    async def told() -> bool:
        await mailer.measure()
        return waiting_and_failed() == {"FAILED": 1, "RETRYING": 1}

    await eventually(told)


@pytest.mark.parametrize("outcome", ["SENT", "FAILED", "STOPPED", "HANDED_OUT"])
async def test_a_delivery_at_its_end_keeps_nothing_of_whom_it_went_to(
    outcome: str, mailer: Mailer, announcer: Announcer, mail_server: MailServer
) -> None:
    """What remains are its kind, its times and its attempts: who may write to whom is the application's own."""

    async def answer(_: str) -> str | None:
        return {"FAILED": "550 no", "STOPPED": "451 later"}.get(outcome)

    mail_server.on_recipient = answer
    await announcer.hears(announcer.application("c1", temporary_email=outcome == "HANDED_OUT"))
    if outcome == "STOPPED":
        await eventually(lambda: _is(announcer, "RETRYING"))
        await announcer.hears(announcer.application("c1", sequence=3, status=CertificationStatus.EXPIRED))
    await eventually(lambda: _is(announcer, outcome))
    kept = await announcer.mongo["deliveries"].find_one({"certificationId": "c1"})
    assert kept is not None
    assert "sealed" not in kept


async def _is(announcer: Announcer, state: str) -> bool:
    return [delivery.state for delivery in await announcer.deliveries("c1")] == [state]
