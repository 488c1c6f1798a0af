"""Who may see which certification's deliveries: its practitioner, and reviewers."""

from collections.abc import Sequence

from chassis.tokens import Session
from services.notifications.domain.delivery import Delivery
from services.notifications.store import Store

REVIEWER = "REVIEWER"


def may_see(session: Session, practitioner_id: str) -> bool:
    return session.practitioner_id == practitioner_id or REVIEWER in session.roles


async def visible_deliveries(
    certification_ids: Sequence[str], session: Session, store: Store
) -> dict[str, list[Delivery]]:
    """The newest first, of those certifications that the session may see, in at most two reads."""
    owners = await store.applications.practitioners_of(certification_ids)
    visible = [each for each, practitioner_id in owners.items() if may_see(session, practitioner_id)]
    return await store.deliveries.of_certifications(visible) if visible else {}
