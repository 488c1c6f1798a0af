"""The gate: an application that was certified lets its people's waiting sign-ups get their mail."""

from chassis.consumer import Reaction
from chassis.events import Event, now
from chassis.mongo import Transaction
from chassis.reading import data_of, opened
from contracts.events.internal import ApplicationPeople, ApplicationState
from services.identity.domain.account import SignUpKind
from services.identity.store import Store
from services.identity.usecases.link_persons import link_known
from services.identity.usecases.sign_up import mail_verification


def application_announced(store: Store, public_url: str) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        state = data_of(event, ApplicationState)
        people = opened(state.sealed, event, ApplicationPeople, store.transport)
        for person in people.people:
            await store.gates.enter(tx, person.email, now=now())
        if not await store.applications.apply(tx, event, state, people):
            return
        for person in people.people:
            await store.temporary_emails.open(tx, person.email, state.practitioner_id)
            await link_known(tx, event.subject, person, store)
            kind = SignUpKind(person.part.value)
            if await store.sign_ups.release(tx, person.email, kind, at=now()):
                await mail_verification(
                    tx,
                    person.email,
                    language=person.language,
                    now=now(),
                    store=store,
                    public_url=public_url,
                    throttled=False,
                )

    return react
