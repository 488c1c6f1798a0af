"""One attempt to send one leased delivery, from the last look at its application to what became of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from chassis import logging
from chassis.failpoint import failpoint
from chassis.mongo import is_infrastructure
from services.notifications.domain.application import is_addressed
from services.notifications.domain.backoff import next_try
from services.notifications.domain.delivery import Attempt, Delivery, Outcome
from services.notifications.mails.writer import Writer
from services.notifications.metrics import ATTEMPTS, QUEUED_TO_SENT, UNREADABLE
from services.notifications.smtp.answers import Fault, fault
from services.notifications.smtp.message import BadAddress, message
from services.notifications.smtp.postbox import NotAccepted, Postbox
from services.notifications.store import Store
from services.notifications.usecases.end_delivery import accepted, failed
from services.notifications.usecases.write_mail import Links, write_mail

WRITE_DOWN_SECONDS = 120
AGAIN_SECONDS = 0.5
log = logging.get("notifications.deliver")


@dataclass(frozen=True, slots=True)
class Sending:
    """What an attempt works with. `now` is asked several times: an attempt takes a while."""

    store: Store
    postbox: Postbox
    writer: Writer
    sender: str
    links: Links
    now: Callable[[], datetime]


async def deliver(delivery: Delivery, owner: str, with_: Sending) -> None:
    """Send it, unless its application no longer wants it, and write down what became of it.

    A crash between the server's acceptance and our writing it down sends a duplicate later, with the same
    Message-ID; nothing else does, and nothing is lost.
    """
    failpoint("mail.leased")
    content = delivery.content
    if content is None:  # sent by somebody whose lease had run out
        return
    application, practitioner = None, None
    try:
        if delivery.certification_id is not None:
            application = await with_.store.applications.find(delivery.certification_id)
            if application is None or not is_addressed(application, delivery.kind, content):
                await with_.store.leases.stopped(delivery, owner)
                ATTEMPTS.labels(delivery.kind, "STOPPED").inc()
                log.info(
                    "delivery stopped", delivery_id=delivery.id, certification_id=delivery.certification_id
                )
                return
            practitioner = await with_.store.practitioners.find(application.practitioner_id)
        written = write_mail(
            delivery.kind,
            delivery.language,
            content,
            application,
            practitioner,
            links=with_.links,
            writer=with_.writer,
        )
        mail = message(
            written,
            message_id=delivery.message_id,
            date=delivery.queued_at,
            sender=with_.sender,
            recipient=content.email,
            language=delivery.language,
        )
        await with_.postbox.hand_in(mail, sender=with_.sender, recipient=content.email)
    except NotAccepted as refused:
        await _not_sent(delivery, owner, refused.fault, with_)
    except BadAddress as error:
        await _not_sent(delivery, owner, fault(error, stage="writing"), with_)
    except Exception as error:
        if is_infrastructure(error):
            raise  # the database's: left to its lease
        UNREADABLE.inc()
        log.error("mail could not be written", delivery_id=delivery.id, exc_info=True)
        await _not_sent(delivery, owner, fault(error, stage="writing"), with_)
    else:
        await _sent(delivery, with_)


async def _sent(delivery: Delivery, with_: Sending) -> None:
    at = with_.now()
    attempt = Attempt(at, Outcome.ACCEPTED, "accepted by the mail server")
    await _written_down(lambda: accepted(delivery, attempt, store=with_.store))
    failpoint("mail.after_record")
    waited = (at - delivery.queued_at).total_seconds()
    ATTEMPTS.labels(delivery.kind, Outcome.ACCEPTED).inc()
    QUEUED_TO_SENT.observe(waited)
    log.info("mail sent", delivery_id=delivery.id, duration_ms=round(waited * 1000))


async def _not_sent(delivery: Delivery, owner: str, fault: Fault, with_: Sending) -> None:
    at, tries = with_.now(), delivery.tries + 1
    due = None if fault.permanent else next_try(tries=tries, queued_at=delivery.queued_at, now=at)
    if due is not None:
        attempt = Attempt(at, Outcome.DEFERRED, fault.reason)
        await _written_down(lambda: with_.store.leases.retry(delivery, owner, attempt, due=due))
    else:
        reason = fault.reason if fault.permanent else f"{fault.reason}; given up after 24 hours"
        attempt = Attempt(at, Outcome.REFUSED, reason)
        await _written_down(lambda: failed(delivery, owner, attempt, store=with_.store))
    ATTEMPTS.labels(delivery.kind, attempt.outcome).inc()
    log.warning("mail not sent", delivery_id=delivery.id, attempt=tries, reason=attempt.reason)


async def _written_down(write: Callable[[], Awaitable[None]]) -> None:
    """Write again until the database is back: what is not written down is sent a second time."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + WRITE_DOWN_SECONDS
    while True:
        try:
            return await write()
        except Exception as error:
            if not is_infrastructure(error) or clock() > deadline:
                raise
        await asyncio.sleep(AGAIN_SECONDS)
