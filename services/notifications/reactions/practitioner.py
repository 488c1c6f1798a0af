"""A practitioner confirmed their profile, or it changed."""

from chassis.consumer import Reaction
from chassis.events import Event
from chassis.mongo import Transaction
from chassis.reading import data_of, opened
from contracts.events.internal import PractitionerContact, PractitionerState
from services.notifications.store import Store


def practitioner_announced(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        state = data_of(event, PractitionerState)
        contact = opened(state.sealed, event, PractitionerContact, store.transport)
        await store.practitioners.keep(tx, state.practitioner_id, contact, sequence=event.sequence)

    return react
