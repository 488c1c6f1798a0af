"""Events in: one file per subject that matters to identity."""

from collections.abc import Mapping

from chassis.consumer import Reaction
from contracts.events.internal import ApplicationChanged, ApplicationClosed, ApplicationInitiated
from services.identity.reactions.application import application_announced
from services.identity.store import Store


def reactions(store: Store, public_url: str) -> Mapping[str, Reaction]:
    """Who handles what."""
    react = application_announced(store, public_url)
    return {kind.TYPE: react for kind in (ApplicationInitiated, ApplicationChanged, ApplicationClosed)}
