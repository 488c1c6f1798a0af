"""A mail about a certification will not arrive, or one arrived after that."""

from chassis.consumer import Reaction
from chassis.events import Event
from chassis.mongo import Transaction
from chassis.reading import data_of
from contracts.events.internal import DeliveryAccepted, DeliveryFailed
from services.certification.store import Store
from services.certification.usecases.follow_account import note_mail_outcome


def delivery_ended(model: type[DeliveryAccepted] | type[DeliveryFailed], store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        told = data_of(event, model)
        await note_mail_outcome(
            tx,
            told.certification_id,
            told.person_id,
            failed=model is DeliveryFailed,
            at=event.time,
            store=store,
        )

    return react
