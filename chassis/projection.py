"""A projection keeps the newest state that another service announced of each subject."""

from chassis.mongo import Collection, Document, Transaction


async def keep_newest(
    collection: Collection, tx: Transaction, subject: str, sequence: int, state: Document
) -> bool:
    """Store `state` under the subject unless one as new is there; says whether it was stored."""
    known = await collection.find_one({"_id": subject}, {"sequence": 1}, session=tx.session)
    document = state | {"_id": subject, "sequence": sequence}
    if known is None:
        await collection.insert_one(document, session=tx.session)
        return True
    if known["sequence"] >= sequence:
        return False
    await collection.replace_one({"_id": subject}, document, session=tx.session)
    return True
