"""An account proved to be a person of a certification, or has another address."""

from chassis.consumer import Reaction
from chassis.events import Event, now
from chassis.mongo import Transaction
from chassis.reading import data_of, opened
from contracts.events.internal import AccountChanged, AccountLinked, EmailAddress
from services.certification.store import Store
from services.certification.usecases.follow_account import follow_account


def account_linked(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        await store.links.apply(tx, event, data_of(event, AccountLinked))

    return react


def account_changed(store: Store) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        changed = data_of(event, AccountChanged)
        address = opened(changed.sealed, event, EmailAddress, store.transport)
        if await store.links.newest_address(tx, event):
            await follow_account(tx, changed.account_id, address.email, now=now(), store=store)

    return react
