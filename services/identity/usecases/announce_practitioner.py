"""What the other services are told of a practitioner."""

from chassis.events import Event, event_of, new_event_id
from contracts.events.internal import PractitionerChanged, PractitionerConfirmed, PractitionerContact
from services.identity.domain.account import Account
from services.identity.domain.practitioner import Practitioner
from services.identity.store import Store


def announced(
    kind: type[PractitionerConfirmed | PractitionerChanged],
    practitioner: Practitioner,
    account: Account | None,
    store: Store,
) -> Event:
    """The event that tells of the practitioner's present state; without an account that of one who was released."""
    event_id = new_event_id()
    registered = practitioner.registered
    contact = PractitionerContact(name=registered.name, email="")
    if account is not None:
        contact = PractitionerContact(name=registered.name, email=account.email, language=account.language)
    state = kind(
        practitioner_id=practitioner.id,
        account_id=None if account is None else account.id,
        profession=registered.profession,
        confirmed=practitioner.confirmed,
        license=registered.license,
        controlled_substance=registered.controlled_substance,
        dea=registered.dea,
        dea_state=registered.dea_state,
        practice_state=registered.state,
        board_certifications=registered.board_certifications,
        sealed=store.transport.seal(contact.model_dump(mode="json", by_alias=True), (event_id, "sealed")),
    )
    return event_of(state, subject=practitioner.id, sequence=practitioner.sequence, id=event_id)
