"""A delivery came to its end: that is written down, with what certification has to know of it in one transaction."""

from chassis.events import event_of
from chassis.mongo import Transaction
from contracts.events.internal import DeliveryAccepted, DeliveryFailed
from services.notifications.domain.delivery import Attempt, Delivery
from services.notifications.store import Store


async def accepted(delivery: Delivery, attempt: Attempt, *, store: Store) -> None:
    """Told only where an earlier one to the same person had failed: so it no longer holds that nothing arrives."""
    if not await store.deliveries.failed_before(delivery):
        await store.leases.sent(delivery, attempt)
        return

    async def work(tx: Transaction) -> None:
        await store.leases.sent(delivery, attempt, tx=tx)
        assert delivery.certification_id is not None
        assert delivery.content is not None
        told = DeliveryAccepted(
            delivery_id=delivery.id,
            certification_id=delivery.certification_id,
            person_id=delivery.content.person_id,
        )
        await store.outbox.add(tx, [event_of(told, subject=delivery.id, sequence=1)])

    await store.transaction(work)


async def failed(delivery: Delivery, owner: str, attempt: Attempt, *, store: Store) -> None:
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
