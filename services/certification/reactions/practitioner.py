"""A practitioner confirmed their profile, or their standing, or whose account has them, changed."""

from chassis.consumer import Reaction
from chassis.events import Event, now
from chassis.mongo import Transaction
from chassis.reading import data_of, opened
from contracts.events.internal import PractitionerContact, PractitionerState
from services.certification.store import Store
from services.certification.usecases.follow_practitioner import follow_practitioner


def practitioner_announced(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        state = data_of(event, PractitionerState)
        contact = opened(state.sealed, event, PractitionerContact, store.transport)
        await follow_practitioner(tx, event, state, contact, now=now(), store=store)

    return react
