"""Identity issued a temporary address to a practitioner, or made it void."""

from pydantic import ValidationError

from chassis.consumer import Reaction, Unacceptable
from chassis.events import Event
from chassis.mongo import Transaction
from chassis.sealed import SealBroken
from contracts.events.internal import EmailAddress, TemporaryEmailIssued
from services.certification.store import Store


def temporary_email_issued(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        try:
            issued = TemporaryEmailIssued.model_validate(event.data)
            address = EmailAddress.model_validate(store.transport.open(issued.sealed, (event.id, "sealed")))
        except (ValidationError, SealBroken):
            raise Unacceptable(
                "the data does not fit temporary_email.issued.v1, or its seal is broken"
            ) from None
        await store.temporary_emails.apply(tx, event, issued, address.email)

    return react
