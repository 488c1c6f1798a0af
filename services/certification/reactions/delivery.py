"""A mail about a certification will not arrive."""

from pydantic import ValidationError

from chassis.consumer import Reaction, Unacceptable
from chassis.events import Event, now
from chassis.mongo import Transaction
from contracts.events.internal import DeliveryFailed
from services.certification.store import Store
from services.certification.usecases.follow_account import note_failed_delivery


def delivery_failed(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        try:
            failed = DeliveryFailed.model_validate(event.data)
        except ValidationError:
            raise Unacceptable("the data does not fit delivery.failed.v1") from None
        await note_failed_delivery(tx, failed.certification_id, failed.person_id, now=now(), store=store)

    return react
