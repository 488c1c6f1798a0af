"""Another service asked for a mail."""

from chassis.consumer import NotYet, Reaction, Unacceptable
from chassis.events import Event, now
from chassis.mongo import Transaction
from chassis.reading import data_of, opened
from contracts.events.internal import MailContent, MailKind, MailRequested
from services.notifications.domain.delivery import Kind
from services.notifications.store import Store
from services.notifications.usecases.queue_mail import queue_mail
from services.notifications.usecases.write_mail import REQUIRED

KNOWN = frozenset(kind.value for kind in MailKind)


def mail_requested(store: Store, *, mail_domain: str) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        kind_asked = event.data.get("kind")
        if isinstance(kind_asked, str) and kind_asked not in KNOWN:  # beside a newer version's process
            raise NotYet("a kind of mail that this version does not know: upgrade, then replay")
        request = data_of(event, MailRequested)
        content = opened(request.sealed, event, MailContent, store.transport)
        kind = Kind(request.kind.value)
        missing = REQUIRED[kind] - content.values.keys()
        if missing:
            raise Unacceptable(f"{kind} lacks the values {', '.join(sorted(missing))}")
        await queue_mail(
            tx,
            request.mail_id,
            kind,
            email=content.email,
            language=content.language,
            values=content.values,
            now=now(),
            store=store,
            mail_domain=mail_domain,
        )

    return react
