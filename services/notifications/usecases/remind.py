"""Certification says that a reminder is due. Whether it still holds is this service's own knowledge."""

from datetime import datetime

from chassis.mongo import Transaction
from services.notifications.domain.application import addressees
from services.notifications.domain.delivery import Kind
from services.notifications.store import Store
from services.notifications.usecases.apply_application import queue_for


async def remind(
    tx: Transaction,
    certification_id: str,
    kind: Kind,
    days: int,
    *,
    now: datetime,
    store: Store,
    mail_domain: str,
) -> None:
    """Queue the reminder to whom it still concerns; looked at again when it is sent."""
    application = await store.applications.find(certification_id, tx=tx)
    if application is None:
        return
    for person in addressees(application, kind):
        await queue_for(
            tx, application, kind, person, days=days, now=now, store=store, mail_domain=mail_domain
        )
