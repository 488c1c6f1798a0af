"""An account proved to be a person of a certification, or has another address."""

from pydantic import ValidationError

from chassis.consumer import Reaction, Unacceptable
from chassis.events import Event, now
from chassis.mongo import Transaction
from chassis.sealed import SealBroken
from contracts.events.internal import AccountChanged, AccountLinked, EmailAddress
from services.certification.store import Store
from services.certification.usecases.follow_account import follow_account


def account_linked(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        try:
            linked = AccountLinked.model_validate(event.data)
        except ValidationError:
            raise Unacceptable("the data does not fit account.linked.v1") from None
        await store.links.apply(tx, event, linked)

    return react


def account_changed(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        try:
            changed = AccountChanged.model_validate(event.data)
            opened = store.transport.open(changed.sealed, (event.id, "sealed"))
            address = EmailAddress.model_validate(opened)
        except (ValidationError, SealBroken):
            raise Unacceptable("the data does not fit account.changed.v1, or its seal is broken") from None
        if await store.links.newest_address(tx, event):
            await follow_account(tx, changed.account_id, address.email, now=now(), store=store)

    return react
