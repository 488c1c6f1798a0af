"""How often the numbers of practitioners were tried: by an account, and of one DEA number by anybody.

A try is counted before it is made: however many arrive at once, no more than the limit get through.
"""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from pymongo import ReturnDocument

from chassis.mongo import DuplicateKeyError, Index, Mongo, Transaction
from chassis.sealed import BlindIndex, Seal

BY_ACCOUNT, OF_NUMBER = "claim_tries", "claim_numbers"
ACCOUNT_TRIES = 5
NUMBER_TRIES = 15
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=1)
REMEMBERED = timedelta(days=7)  # after the last try of an account


class Claims:
    INDEXES: ClassVar[tuple[Index, ...]] = (
        Index(BY_ACCOUNT, [("expiresAt", 1)], expire_after_seconds=0),
        Index(OF_NUMBER, [("deaIndex", 1)], unique=True),
    )

    def __init__(self, mongo: Mongo, seal: Seal, index: BlindIndex) -> None:
        self._accounts, self._numbers = mongo[BY_ACCOUNT], mongo[OF_NUMBER]
        self._seal, self._index = seal, index

    async def wait_of(self, account_id: str, *, now: datetime) -> timedelta | None:
        """Count a try of the account. None lets it through; else how long to wait.

        After each ACCOUNT_TRIES the account waits, at first FIRST_WAIT, then twice as long each time.
        """
        count = {"$add": [{"$ifNull": ["$count", 0]}, 1]}
        wait_ms = {
            "$min": [
                _ms(LONGEST_WAIT),
                {
                    "$multiply": [
                        _ms(FIRST_WAIT),
                        {"$pow": [2, {"$subtract": [{"$divide": ["$count", ACCOUNT_TRIES]}, 1]}]},
                    ]
                },
            ]
        }
        waits = {"$eq": [{"$mod": ["$count", ACCOUNT_TRIES]}, 0]}
        until = {"$cond": [waits, {"$add": [now, {"$toLong": wait_ms}]}, now]}
        try:
            await self._accounts.update_one(
                {"_id": account_id, "until": {"$lte": now}},
                [{"$set": {"count": count, "expiresAt": now + REMEMBERED}}, {"$set": {"until": until}}],
                upsert=True,
            )
        except DuplicateKeyError:
            known = await self._accounts.find_one({"_id": account_id})
            if known is None or known["until"] <= now:  # it waited out, or succeeded, in the meantime
                return await self.wait_of(account_id, now=now)
            wait: timedelta = known["until"] - now
            return wait
        return None

    async def count_number(self, dea_number: str) -> int:
        """Count a try of the number, whether or not anybody has it; how many there were."""
        macs = self._index.of("claim", dea_number)
        id_ = str(uuid4())
        try:
            counted = await self._numbers.find_one_and_update(
                {"deaIndex": {"$in": macs}},
                {
                    "$inc": {"count": 1},
                    "$setOnInsert": {
                        "_id": id_,
                        "deaIndex": macs,
                        "sealed": self._seal.seal(dea_number, (OF_NUMBER, id_, "content")),
                    },
                },
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except DuplicateKeyError:  # another try was the number's first
            return await self.count_number(dea_number)
        return int(counted["count"])

    async def succeeded(self, account_id: str, dea_number: str, *, now: datetime) -> None:
        """The account's last try was none, and the number is found: else who knows one pair could guess on for ever."""
        await self._accounts.update_one(
            {"_id": account_id, "count": {"$gt": 0}}, {"$inc": {"count": -1}, "$set": {"until": now}}
        )
        await self._numbers.delete_one({"deaIndex": {"$in": self._index.of("claim", dea_number)}})

    async def id_of_number(self, dea_number: str, *, tx: Transaction) -> str:
        """The opaque id under which a number's tries are counted, once it has some."""
        query = {"deaIndex": {"$in": self._index.of("claim", dea_number)}}
        found = await self._numbers.find_one(query, {"_id": 1}, session=tx.session)
        return "" if found is None else str(found["_id"])

    async def free_number(self, tx: Transaction, dea_number: str) -> None:
        """A reviewer allows the number to be tried again."""
        query = {"deaIndex": {"$in": self._index.of("claim", dea_number)}}
        await self._numbers.delete_one(query, session=tx.session)


def _ms(duration: timedelta) -> int:
    return int(duration.total_seconds() * 1000)
