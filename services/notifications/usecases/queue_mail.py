"""Another service asked for a mail: queue it once."""

from collections.abc import Mapping
from datetime import datetime

from chassis.mongo import Transaction
from contracts.events.internal import Language
from services.notifications.domain.delivery import Content, Delivery, Kind, State, message_id
from services.notifications.store import Store


async def queue_mail(
    tx: Transaction,
    mail_id: str,
    kind: Kind,
    *,
    email: str,
    language: Language,
    values: Mapping[str, str],
    now: datetime,
    store: Store,
    mail_domain: str,
) -> None:
    """`mail_id` becomes the delivery's id, so that a repeated request is the same delivery."""
    delivery = Delivery(
        id=mail_id,
        kind=kind,
        state=State.QUEUED,
        language=language,
        queued_at=now,
        message_id=message_id(mail_id, mail_domain),
        content=Content(email=email, values=values),
    )
    if await store.deliveries.queue(tx, delivery):
        store.wake_mailer(tx)
