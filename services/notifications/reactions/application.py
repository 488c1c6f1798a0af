"""An application was initiated, changed or closed."""

from chassis.consumer import Reaction
from chassis.events import Event, now
from chassis.mongo import Transaction
from chassis.reading import data_of, opened
from contracts.events.internal import ApplicationPeople, ApplicationState
from services.notifications.domain.application import Application, Person
from services.notifications.store import Store
from services.notifications.usecases.apply_application import apply_application


def application_announced(store: Store, *, mail_domain: str) -> Reaction:
    async def react(tx: Transaction, event: Event) -> None:
        state = data_of(event, ApplicationState)
        people = opened(state.sealed, event, ApplicationPeople, store.transport)
        await apply_application(
            tx,
            _application(state, people),
            sequence=event.sequence,
            now=now(),
            store=store,
            mail_domain=mail_domain,
        )

    return react


def _application(state: ApplicationState, announced: ApplicationPeople) -> Application:
    """What mails need of it; dates of birth and surnames stay behind."""
    return Application(
        id=state.certification_id,
        practitioner_id=state.practitioner_id,
        status=state.status,
        registration=state.registration,
        valid_until=state.valid_until,
        people=tuple(
            Person(
                id=person.person_id,
                part=person.part,
                first_name=person.first_name,
                email=person.email,
                zip=person.zip,
                language=person.language,
                temporary_email=person.temporary_email,
                minor=person.minor,
            )
            for person in announced.people
        ),
    )
