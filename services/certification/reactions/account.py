"""An account proved to be a person of a certification."""

from pydantic import ValidationError

from chassis.consumer import Reaction, Unacceptable
from chassis.events import Event
from chassis.mongo import Transaction
from contracts.events.internal import AccountLinked
from services.certification.store import Store


def account_linked(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        try:
            linked = AccountLinked.model_validate(event.data)
        except ValidationError:
            raise Unacceptable("the data does not fit account.linked.v1") from None
        await store.links.apply(tx, event, linked)

    return react
