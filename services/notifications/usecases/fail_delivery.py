"""A delivery failed for good: that is written down, and told to certification, in one transaction."""

from chassis.events import event_of
from chassis.mongo import Transaction
from contracts.events.internal import DeliveryFailed
from services.notifications.domain.delivery import Attempt, Delivery
from services.notifications.store import Store


async def fail(delivery: Delivery, owner: str, attempt: Attempt, *, store: Store) -> None:
    """Nothing is told of a delivery that somebody else holds by now, or that is about no certification."""

    async def work(tx: Transaction) -> None:
        settled = await store.leases.failed(tx, delivery, owner, attempt)
        if not settled or delivery.certification_id is None:
            return
        told = DeliveryFailed(
            delivery_id=delivery.id,
            certification_id=delivery.certification_id,
            person_id=None if delivery.content is None else delivery.content.person_id,
            reason=attempt.reason,
        )
        await store.outbox.add(tx, [event_of(told, subject=delivery.id, sequence=1)])

    await store.transaction(work)
