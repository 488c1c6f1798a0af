"""A projection keeps the newest state that another service announced of each subject."""

from chassis.events import Event
from chassis.mongo import Collection, Document, Transaction


async def keep_newest(collection: Collection, tx: Transaction, event: Event, state: Document) -> bool:
    """Store `state` under the event's subject unless a later one is there; says whether it was stored."""
    known = await collection.find_one({"_id": event.subject}, {"sequence": 1}, session=tx.session)
    document = state | {"_id": event.subject, "sequence": event.sequence}
    if known is None:
        await collection.insert_one(document, session=tx.session)
        return True
    if known["sequence"] >= event.sequence:
        return False
    await collection.replace_one({"_id": event.subject}, document, session=tx.session)
    return True
