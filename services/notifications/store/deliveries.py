"""Deliveries as use cases and resolvers see them: queueing, stopping, listing."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from chassis.mongo import Index, Mongo, Transaction
from chassis.sealed import BlindIndex, Seal
from services.notifications.domain.application import Person, normal
from services.notifications.domain.delivery import FOLLOWING, WAITING, Delivery, Kind, State
from services.notifications.store.documents import COLLECTION, sealed_content, to_delivery, to_document

_WAITING = [state.value for state in WAITING]


class Deliveries:
    """`keys` are unique: a blind index of the certification, the person, the address and the copy's number."""

    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("keys", 1)], unique=True, partial={"keys": {"$exists": True}}),
        Index(COLLECTION, [("state", 1), ("dueAt", 1)]),
        Index(COLLECTION, [("state", 1), ("queuedAt", 1)]),
        Index(COLLECTION, [("certificationId", 1), ("queuedAt", -1)]),
        Index(COLLECTION, [("expiresAt", 1)], expire_after_seconds=0),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._collection, self._seal, self._index = mongo[COLLECTION], seal, index

    async def queue(self, tx: Transaction, delivery: Delivery) -> bool:
        """Queue a mail that another service asked for; whether it was not there yet."""
        document = to_document(delivery, self._seal)
        done = await self._collection.update_one(
            {"_id": delivery.id}, {"$setOnInsert": document}, upsert=True, session=tx.session
        )
        return done.upserted_id is not None

    async def queue_for(
        self, tx: Transaction, delivery: Delivery, person: Person, *, topic: str = "0", copy: int = 0
    ) -> bool:
        """Queue a message to a person of an application once per kind, address and topic; whether it was not there.

        One that had been stopped because it was not wanted for a while waits again.
        """
        assert delivery.certification_id is not None
        assert delivery.content is not None
        addressee = self._addressee(delivery.certification_id, delivery.kind, person)
        address = (delivery.certification_id, person.id, normal(person.email))
        keys = self._index.of("delivery", delivery.kind.value, *address, topic, str(copy))
        document = to_document(delivery, self._seal) | {"addressee": addressee, "keys": keys}
        known = await self._collection.find_one({"keys": {"$in": keys}}, {"state": 1}, session=tx.session)
        if known is None:
            await self._collection.insert_one(document, session=tx.session)
            return True
        if known["state"] != State.STOPPED:
            return False
        again = {name: document[name] for name in ("state", "language", "queuedAt", "dueAt")}
        if delivery.state in WAITING:
            again["sealed"] = sealed_content(known["_id"], delivery.content, self._seal)
        await self._collection.update_one({"_id": known["_id"]}, {"$set": again}, session=tx.session)
        return True

    async def stop_unwanted(
        self, tx: Transaction, certification_id: str, wanted: Sequence[tuple[Kind, Person]]
    ) -> int:
        """Stop those that wait and no longer follow from the state; how many. One being sent is asked about later."""
        kept = [mac for kind, person in wanted for mac in self._addressee(certification_id, kind, person)]
        done = await self._collection.update_many(
            {
                "certificationId": certification_id,
                "kind": {"$in": [kind.value for kind in FOLLOWING]},
                "state": {"$in": _WAITING},
                "addressee": {"$nin": kept},
            },
            {"$set": {"state": State.STOPPED.value}, "$unset": {"sealed": ""}},
            session=tx.session,
        )
        return done.modified_count

    async def bring_forward(self, tx: Transaction, id: str, *, now: datetime) -> None:
        """Let one that waits for its next try be tried at once."""
        await self._collection.update_one(
            {"_id": id, "state": {"$in": _WAITING}}, {"$set": {"dueAt": now}}, session=tx.session
        )

    async def failed_before(self, delivery: Delivery) -> bool:
        """Whether another one about its certification, to the same person, failed for good."""
        if delivery.certification_id is None or delivery.content is None:
            return False
        failed = {
            "certificationId": delivery.certification_id,
            "personId": delivery.content.person_id,
            "state": State.FAILED.value,
        }
        return await self._collection.find_one(failed, {"_id": 1}) is not None

    async def of_certifications(
        self, ids: Sequence[str], *, tx: Transaction | None = None
    ) -> dict[str, list[Delivery]]:
        """Each certification's deliveries, the newest first, without their content, in one read.

        Not those of a kind that only a later version knows: it runs beside this one while it is brought in.
        """
        found: dict[str, list[Delivery]] = {each: [] for each in ids}
        cursor = self._collection.find(
            {"certificationId": {"$in": list(ids)}, "kind": {"$in": [kind.value for kind in Kind]}},
            {"sealed": 0},
            session=tx and tx.session,
        )
        async for document in cursor.sort([("queuedAt", -1), ("_id", 1)]):
            found[document["certificationId"]].append(to_delivery(document))
        return found

    def _addressee(self, certification_id: str, kind: Kind, person: Person) -> list[str]:
        return self._index.of("addressee", certification_id, kind.value, person.id, normal(person.email))
