"""The worker: consumes what other services announce, and sends the mails that follow."""

from chassis.consumer import Consumer
from chassis.events import now
from chassis.metrics import measuring
from chassis.process import run
from services.notifications.mailer import Mailer
from services.notifications.mails.writer import Writer
from services.notifications.reactions import reactions
from services.notifications.service import NAME, TOPOLOGY, opened
from services.notifications.settings import NotificationsSettings
from services.notifications.smtp.postbox import Postbox
from services.notifications.store import Store
from services.notifications.usecases.deliver import Sending
from services.notifications.usecases.write_mail import Links


async def worker(settings: NotificationsSettings) -> None:
    async with opened(settings, "worker") as (parts, store):
        consumer = Consumer(
            settings.amqp_url,
            TOPOLOGY,
            NAME,
            mongo=parts.mongo,
            reactions=reactions(store, mail_domain=settings.mail_domain),
        )
        parts.health.add("consumer", consumer.check)
        mailer = Mailer(sending(settings, store))
        await run(parts, consumer.run, mailer.run, measuring(mailer.measure))


def sending(settings: NotificationsSettings, store: Store) -> Sending:
    """What the mailer sends with. The mail server does not have to be there yet."""
    return Sending(
        store=store,
        postbox=Postbox(settings.smtp_server, settings.mail_domain),
        writer=Writer(),
        sender=settings.mail_from,
        links=Links(registration=settings.registration_link, site=settings.public_url),
        now=now,
    )
