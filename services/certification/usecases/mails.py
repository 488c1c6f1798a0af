"""Mails that certification asks for by itself: whom they go to, and what they say, leave sealed."""

from uuid import uuid4

from chassis.events import event_of, new_event_id
from chassis.mongo import Transaction
from contracts.events.internal import MailContent, MailKind, MailRequested
from services.certification.store import Store


async def request_mail(tx: Transaction, kind: MailKind, content: MailContent, store: Store) -> None:
    mail_id, event_id = str(uuid4()), new_event_id()
    sealed = store.transport.seal(content.model_dump(mode="json", by_alias=True), (event_id, "sealed"))
    request = MailRequested(mail_id=mail_id, kind=kind, sealed=sealed)
    await store.outbox.add(tx, [event_of(request, subject=mail_id, sequence=1, id=event_id)])
