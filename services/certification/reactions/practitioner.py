"""A practitioner confirmed their profile, or their standing changed."""

from pydantic import ValidationError

from chassis.consumer import Reaction, Unacceptable
from chassis.events import Event
from chassis.mongo import Transaction
from contracts.events.internal import PractitionerState
from services.certification.store import Store


def practitioner_announced(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        try:
            state = PractitionerState.model_validate(event.data)
        except ValidationError:
            raise Unacceptable("the data does not fit practitioner.*.v1") from None
        await store.practitioners.apply(tx, event, state)

    return react
