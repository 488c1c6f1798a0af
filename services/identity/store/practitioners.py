"""The practitioner registry, found by the blind index of the DEA number."""

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from pymongo import ReturnDocument, UpdateOne

from chassis.mongo import TEXT, Document, Index, Mongo, Transaction, exactly
from chassis.sealed import BlindIndex, Seal
from contracts.events.internal import Credential, Profession
from services.identity.domain.practitioner import Practitioner, Registered

COLLECTION = "practitioners"


@dataclass(frozen=True, slots=True)
class Entry:
    """A practitioner as a row of the registry has them, with what of the row only we may know."""

    practitioner: Practitioner
    ssn_last4: str
    row_digest: bytes


class Practitioners:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(COLLECTION, [("deaIndex", 1)], unique=True),
        Index(COLLECTION, [("accountId", 1)], unique=True, partial={"accountId": TEXT}),
        Index(COLLECTION, [("releasedFrom", 1)], partial={"releasedFrom": TEXT}),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex, pepper: bytes) -> None:
        self._collection = mongo[COLLECTION]
        self._seal, self._index, self._pepper = seal, index, pepper

    async def find(self, id: str, *, tx: Transaction | None = None) -> Practitioner | None:
        document = await self._collection.find_one({"_id": id}, session=tx and tx.session)
        return None if document is None else self._read(document)

    async def find_many(self, ids: list[str], *, tx: Transaction | None = None) -> dict[str, Practitioner]:
        """One read for any number of ids."""
        cursor = self._collection.find({"_id": {"$in": ids}}, session=tx and tx.session)
        found = [self._read(d) async for d in cursor]
        return {practitioner.id: practitioner for practitioner in found}

    async def matching(self, dea_number: str, ssn_last4: str) -> Practitioner | None:
        """The practitioner with both numbers. An unknown one costs the same work as wrong digits."""
        document = await self._collection.find_one({"deaIndex": {"$in": self._index.of("dea", dea_number)}})
        content = self._open(document or self._nobody())
        whose = "nobody" if document is None else document["_id"]
        matches = hmac.compare_digest(content["verifier"], self._verifier(whose, ssn_last4))
        return self._read(document) if document is not None and matches else None

    async def of_deas(
        self, dea_numbers: Collection[str], *, tx: Transaction | None = None
    ) -> dict[str, tuple[Practitioner, bytes]]:
        """Those of the numbers that are registered, each with the digest of what the registry said last."""
        macs = {mac: number for number in dea_numbers for mac in self._index.of("dea", number)}
        cursor = self._collection.find({"deaIndex": {"$in": list(macs)}}, session=tx and tx.session)
        found = {}
        async for d in cursor:
            number = next(macs[mac] for mac in d["deaIndex"] if mac in macs)
            found[number] = (self._read(d), d["rowDigest"])
        return found

    async def put_many(self, tx: Transaction, entries: Sequence[Entry]) -> None:
        """Write what rows of the registry say, in one round trip. A reported problem stays."""
        if entries:
            await self._collection.bulk_write(
                [
                    UpdateOne({"_id": e.practitioner.id}, {"$set": self._document(e)}, upsert=True)
                    for e in entries
                ],
                ordered=False,
                session=tx.session,
            )

    def _document(self, entry: Entry) -> Document:
        practitioner = entry.practitioner
        content = {
            "registered": _plain(practitioner.registered),
            "verifier": self._verifier(practitioner.id, entry.ssn_last4),
        }
        return {
            "deaIndex": self._index.of("dea", practitioner.registered.dea_number),
            "sealed": self._seal.seal(content, (COLLECTION, practitioner.id, "content")),
            "accountId": practitioner.account_id,
            "confirmed": practitioner.confirmed,
            "sequence": practitioner.sequence,
            "rowDigest": entry.row_digest,
        }

    async def bind(
        self, tx: Transaction, id: str, account_id: str, *, confirmed: bool
    ) -> Practitioner | None:
        """Give the practitioner to the account, if nobody has it, no problem is open, and it was not taken from it.

        One guarded update decides.
        """
        bound = await self._collection.update_one(
            {"_id": id, "accountId": None, "problem": None, "releasedFrom": {"$ne": account_id}},
            {"$set": {"accountId": account_id, "confirmed": confirmed}, "$inc": {"sequence": 1}},
            session=tx.session,
        )
        return await self.find(id, tx=tx) if bound.modified_count else None

    async def release(self, tx: Transaction, id: str, account_id: str) -> Practitioner | None:
        """Take the practitioner from the account, which cannot have it again; None where it does not have it.

        What a reviewer accepted of the number is asked anew of the next account. A reported problem stays.
        """
        released = await self._collection.update_one(
            {"_id": id, "accountId": account_id},
            {
                "$set": {"accountId": None, "confirmed": False},
                "$unset": {"deaAccepted": ""},
                "$addToSet": {"releasedFrom": account_id},
                "$inc": {"sequence": 1},
            },
            session=tx.session,
        )
        return await self.find(id, tx=tx) if released.modified_count else None

    async def allow(self, tx: Transaction, account_id: str) -> list[str]:
        """Let the account have again what was taken from it; the practitioners' ids."""
        query = {"releasedFrom": exactly(account_id)}
        ids = [d["_id"] async for d in self._collection.find(query, {"_id": 1}, session=tx.session)]
        change = {"$pull": {"releasedFrom": account_id}}
        await self._collection.update_many({"_id": {"$in": ids}}, change, session=tx.session)
        return ids

    async def again(self, tx: Transaction, id: str) -> Practitioner:
        """Its state is to be told once more, as one that follows: what others are told beside it has changed."""
        document = await self._collection.find_one_and_update(
            {"_id": id}, {"$inc": {"sequence": 1}}, return_document=ReturnDocument.AFTER, session=tx.session
        )
        return self._read(document)

    async def dispute(self, tx: Transaction, id: str, problem: str) -> Practitioner:
        """The practitioner says the profile is wrong: they cannot certify until a reviewer decides."""
        document = await self._collection.find_one_and_update(
            {"_id": id},
            {
                "$set": {
                    "confirmed": False,
                    "problem": self._seal.seal(problem, (COLLECTION, id, "problem")),
                },
                "$inc": {"sequence": 1},
            },
            return_document=ReturnDocument.AFTER,
            session=tx.session,
        )
        return self._read(document)

    async def settle(
        self, tx: Transaction, id: str, *, problem_solved: bool = False, dea_accepted: bool = False
    ) -> Practitioner:
        """A reviewer accepted the profile or the number; who is bound and free of both is confirmed again."""
        change: Document = {"$inc": {"sequence": 1}}
        if dea_accepted:
            change["$set"] = {"deaAccepted": True}
        if problem_solved:
            change["$unset"] = {"problem": ""}
        document = await self._collection.find_one_and_update(
            {"_id": id}, change, return_document=ReturnDocument.AFTER, session=tx.session
        )
        settled = self._read(document)
        confirmed = settled.account_id is not None and not settled.disputed and not settled.needs_dea_review
        await self._collection.update_one({"_id": id}, {"$set": {"confirmed": confirmed}}, session=tx.session)
        return replace(settled, confirmed=confirmed)

    def row_digest(self, registered: Registered, ssn_last4: str) -> bytes:
        """Tells whether a row says anything new, without keeping what it said."""
        text = repr((asdict(registered), ssn_last4)).encode()
        return hmac.new(self._pepper, b"row\x1f" + text, hashlib.sha256).digest()

    def _verifier(self, id: str, ssn_last4: str) -> str:
        """Four digits have ten thousand values: only the pepper and the practitioner's id keep them secret."""
        return hmac.new(self._pepper, f"ssn\x1f{id}\x1f{ssn_last4}".encode(), hashlib.sha256).hexdigest()

    def _nobody(self) -> Document:
        """What is opened for an unknown number, so that it takes as long as a known one."""
        sealed = self._seal.seal({"registered": "-" * 500, "verifier": ""}, (COLLECTION, "nobody", "content"))
        return {"_id": "nobody", "sealed": sealed}

    def _open(self, d: Document) -> dict[str, Any]:
        content: dict[str, Any] = self._seal.open(d["sealed"], (COLLECTION, d["_id"], "content"))
        return content

    def _read(self, d: Document) -> Practitioner:
        return Practitioner(
            id=d["_id"],
            registered=_registered(self._open(d)["registered"]),
            account_id=d["accountId"],
            confirmed=d["confirmed"],
            sequence=d["sequence"],
            disputed=d.get("problem") is not None,
            dea_accepted=d.get("deaAccepted", False),
            released_from=frozenset(d.get("releasedFrom", ())),
        )


_CREDENTIALS = ("license", "controlled_substance", "dea")


def _plain(registered: Registered) -> dict[str, Any]:
    values = {name: getattr(registered, name) for name in registered.__dataclass_fields__}
    return values | {name: values[name].model_dump(mode="json") for name in _CREDENTIALS}


def _registered(values: dict[str, Any]) -> Registered:
    read = values | {name: Credential.model_validate(values[name]) for name in _CREDENTIALS}
    return Registered(
        **read
        | {
            "profession": Profession(values["profession"]),
            "board_certifications": tuple(values["board_certifications"]),
        }
    )
