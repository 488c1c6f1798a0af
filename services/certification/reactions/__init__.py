"""Events in: one file per subject that matters to certification."""

from collections.abc import Mapping

from chassis.consumer import Reaction
from contracts.events.internal import (
    AccountChanged,
    AccountLinked,
    DeliveryAccepted,
    DeliveryFailed,
    PractitionerChanged,
    PractitionerConfirmed,
    TemporaryEmailIssued,
)
from services.certification.reactions.account import account_changed, account_linked
from services.certification.reactions.delivery import delivery_ended
from services.certification.reactions.practitioner import practitioner_announced
from services.certification.reactions.temporary_email import temporary_email_issued
from services.certification.store import Store


def reactions(store: Store) -> Mapping[str, Reaction]:
    """Who handles what."""
    return {
        PractitionerConfirmed.TYPE: practitioner_announced(store),
        PractitionerChanged.TYPE: practitioner_announced(store),
        AccountLinked.TYPE: account_linked(store),
        AccountChanged.TYPE: account_changed(store),
        DeliveryFailed.TYPE: delivery_ended(DeliveryFailed, store),
        DeliveryAccepted.TYPE: delivery_ended(DeliveryAccepted, store),
        TemporaryEmailIssued.TYPE: temporary_email_issued(store),
    }
