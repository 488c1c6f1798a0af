"""A mail about a certification will not arrive, or one arrived after that."""

from pydantic import ValidationError

from chassis.consumer import Reaction, Unacceptable
from chassis.events import Event
from chassis.mongo import Transaction
from contracts.events.internal import DeliveryAccepted, DeliveryFailed
from services.certification.store import Store
from services.certification.usecases.follow_account import note_mail_outcome


def delivery_ended(model: type[DeliveryAccepted] | type[DeliveryFailed], store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        try:
            told = model.model_validate(event.data)
        except ValidationError:
            raise Unacceptable(f"the data does not fit {event.type}") from None
        await note_mail_outcome(
            tx,
            told.certification_id,
            told.person_id,
            failed=model is DeliveryFailed,
            at=event.time,
            store=store,
        )

    return react
