"""A practitioner confirmed their profile, or their standing changed."""

from pydantic import ValidationError

from chassis.consumer import Reaction, Unacceptable
from chassis.events import Event
from chassis.mongo import Transaction
from chassis.sealed import SealBroken
from contracts.events.internal import PractitionerContact, PractitionerState
from services.certification.store import Store


def practitioner_announced(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        try:
            state = PractitionerState.model_validate(event.data)
            opened = store.transport.open(state.sealed, (event.id, "sealed"))
            contact = PractitionerContact.model_validate(opened)
        except (ValidationError, SealBroken):
            raise Unacceptable("the data does not fit practitioner.*.v1, or its seal is broken") from None
        await store.practitioners.apply(tx, event, state, contact)

    return react
