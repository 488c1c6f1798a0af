"""Somebody is to be reminded of a registration or of its end."""

from chassis.consumer import Reaction
from chassis.events import Event, now
from chassis.mongo import Transaction
from chassis.reading import data_of
from contracts.events.internal import ReminderDue
from services.notifications.domain.delivery import Kind
from services.notifications.store import Store
from services.notifications.usecases.remind import remind


def reminder_due(store: Store, *, mail_domain: str) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        due = data_of(event, ReminderDue)
        await remind(
            tx,
            due.certification_id,
            Kind(due.kind.value),
            due.days,
            now=now(),
            store=store,
            mail_domain=mail_domain,
        )

    return react
