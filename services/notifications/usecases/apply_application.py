"""An application's newest state: keep it, and have exactly the mails it asks for."""

from dataclasses import replace
from datetime import datetime

from chassis.events import new_event_id
from chassis.mongo import Transaction
from services.notifications.domain.application import Application, Person, wanted
from services.notifications.domain.delivery import (
    REGISTRATIONS,
    Content,
    Delivery,
    Kind,
    State,
    message_id,
)
from services.notifications.store import Store


async def apply_application(
    tx: Transaction, application: Application, *, sequence: int, now: datetime, store: Store, mail_domain: str
) -> None:
    """Late and repeated announcements change nothing: what is to be done follows from the newest state."""
    contact = await store.practitioners.find(application.practitioner_id, tx=tx)
    if contact is not None:
        who = Person(application.practitioner_id, None, contact.name, contact.email, "", contact.language)
        application = replace(application, people=(*application.people, who))
    if not await store.applications.keep(tx, application, sequence):
        return
    mails = wanted(application)
    await store.deliveries.stop_unwanted(tx, application.id, mails)
    for kind, person in mails:
        await queue_for(tx, application, kind, person, now=now, store=store, mail_domain=mail_domain)


async def queue_for(
    tx: Transaction,
    application: Application,
    kind: Kind,
    person: Person,
    *,
    days: int | None = None,
    now: datetime,
    store: Store,
    mail_domain: str,
) -> None:
    """Queue the mail once. At a temporary address nobody reads: its registration mail is the printed hand-out."""
    if person.temporary_email and kind not in REGISTRATIONS:
        return
    delivery = delivery_of(application, kind, person, days=days, now=now, mail_domain=mail_domain)
    if await store.deliveries.queue_for(tx, delivery, person, topic=str(days or 0)):
        store.wake_mailer(tx)


def delivery_of(
    application: Application,
    kind: Kind,
    person: Person,
    *,
    days: int | None = None,
    now: datetime,
    mail_domain: str,
) -> Delivery:
    """A new message to a person of the application."""
    delivery_id = new_event_id()
    return Delivery(
        id=delivery_id,
        kind=kind,
        state=State.HANDED_OUT if person.temporary_email else State.QUEUED,
        language=person.language,
        queued_at=now,
        message_id=message_id(delivery_id, mail_domain),
        certification_id=application.id,
        content=Content(
            email=person.email,
            values={
                "first_name": person.first_name,
                "zip": person.zip,
                "days": "" if days is None else str(days),
            },
            person_id=person.id,
        ),
    )
