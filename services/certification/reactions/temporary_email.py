"""Identity issued a temporary address to a practitioner, or made it void."""

from chassis.consumer import Reaction
from chassis.events import Event
from chassis.mongo import Transaction
from chassis.reading import data_of, opened
from contracts.events.internal import EmailAddress, TemporaryEmailIssued
from services.certification.store import Store


def temporary_email_issued(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        issued = data_of(event, TemporaryEmailIssued)
        address = opened(issued.sealed, event, EmailAddress, store.transport)
        await store.temporary_emails.apply(tx, event, issued, address.email)

    return react
