"""An application's newest state: keep it, and have exactly the registration mails it asks for."""

from datetime import datetime

from chassis.events import new_event_id
from chassis.mongo import Transaction
from services.notifications.domain.application import Application, Person, addressees
from services.notifications.domain.delivery import Content, Delivery, Kind, State, message_id
from services.notifications.store import Store


async def apply_application(
    tx: Transaction, application: Application, *, sequence: int, now: datetime, store: Store, mail_domain: str
) -> None:
    """Late and repeated announcements change nothing: what is to be done follows from the newest state."""
    if not await store.applications.keep(tx, application, sequence):
        return
    wanted = addressees(application)
    await store.deliveries.stop_registrations(tx, application.id, except_to=wanted)
    for person in wanted:
        delivery = registration_delivery(application, person, now=now, mail_domain=mail_domain)
        if await store.deliveries.queue_registration(tx, delivery, person):
            store.wake_mailer(tx)


def registration_delivery(
    application: Application, person: Person, *, now: datetime, mail_domain: str
) -> Delivery:
    """A new registration mail to a person of the application."""
    delivery_id = new_event_id()
    return Delivery(
        id=delivery_id,
        kind=Kind.PATIENT_REGISTRATION,
        state=State.QUEUED,
        language=person.language,
        queued_at=now,
        message_id=message_id(delivery_id, mail_domain),
        certification_id=application.id,
        content=Content(
            email=person.email,
            values={"first_name": person.first_name, "zip": person.zip},
            person_id=person.id,
        ),
    )
