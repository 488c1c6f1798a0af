"""What identity announces of a practitioner: who they are, how they stand, and whose account has them."""

from datetime import datetime

from chassis.events import Event
from chassis.mongo import Transaction
from contracts.events.internal import PractitionerContact, PractitionerState
from services.certification.store import Store


async def follow_practitioner(
    tx: Transaction,
    event: Event,
    state: PractitionerState,
    contact: PractitionerContact,
    *,
    now: datetime,
    store: Store,
) -> None:
    """Delegates are the account's that appointed them: who has the practitioner after a release appoints their own."""
    former = await store.practitioners.find(event.subject, tx=tx)
    is_newer = await store.practitioners.apply(tx, event, state, contact)
    if is_newer and former is not None and former.account_id not in (None, state.account_id):
        await store.delegates.end_all_of(tx, event.subject, at=now)
