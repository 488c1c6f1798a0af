"""What a client may send again without harm: the same request under the same key is done once, for a day."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Protocol, TypeVar

import orjson
import strawberry

from chassis.mongo import Document, Index, Mongo, Transaction
from chassis.sealed import BlindIndex
from chassis.user_errors import Refusal, Refused, UserErrorCode

COLLECTION = "requests"
KEPT = timedelta(hours=24)
KEY = re.compile(r"[!-~]{1,128}")


class Made(Protocol):
    """What a request made, or was about."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Made)


@strawberry.input
class Repeatable:
    """What a client may send again when it lost the answer."""

    idempotency_key: str | None = strawberry.field(
        default=None,
        description="A key of your own, 1 to 128 visible ASCII characters, for a request that you may have to send "
        "again: within 24 hours the same request under the same key is done once, and answered by what became of it.",
    )


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks for, under a key of its own. `body` names the mutation and spells its input."""

    key: str
    body: str

    @classmethod
    def of(cls, input: Repeatable) -> "Request | None":
        """None where the client gave no key."""
        if input.idempotency_key is None:
            return None
        body = orjson.dumps([type(input).__name__, asdict(input)], default=str)
        return cls(input.idempotency_key, body.decode())


class Requests:
    """Requests that were done: the key, a blind index of the body, and the id of what was made."""

    INDEXES: ClassVar[tuple[Index, ...]] = (Index(COLLECTION, [("expiresAt", 1)], expire_after_seconds=0),)

    def __init__(self, mongo: Mongo, index: BlindIndex) -> None:
        self._mongo, self._collection, self._index = mongo, mongo[COLLECTION], index

    async def once(
        self,
        request: Request | None,
        work: Callable[[Transaction], Awaitable[T]],
        again: Callable[[Transaction, str], Awaitable[T]],
        *,
        account_id: str,
        now: datetime,
    ) -> T:
        """Commit `work`, unless the account's request was done in the last 24 hours: then `again`, with the id made.

        What was refused was not done, and is tried again. Raises Refused for a key that is none, or that was used
        for something else.
        """
        if request is None:
            return await self._mongo.transaction(work)
        if KEY.fullmatch(request.key) is None:
            raise refused(UserErrorCode.INVALID, "A key has 1 to 128 visible ASCII characters.")
        place = f"{account_id}:{request.key}"

        async def guarded(tx: Transaction) -> T:
            done = await self._collection.find_one(
                {"_id": place, "expiresAt": {"$gt": now}}, session=tx.session
            )
            if done is None:
                made = await work(tx)
                await self._keep(tx, place, request, made.id, now=now)
                return made
            if not self._is_same(done, request):
                raise refused(UserErrorCode.CONFLICT, "This key was used for something else. Take a new one.")
            return await again(tx, done["madeId"])

        return await self._mongo.transaction(guarded)

    def _is_same(self, done: Document, request: Request) -> bool:
        return not set(done["bodyIndex"]).isdisjoint(self._index.of("request", request.body))

    async def _keep(
        self, tx: Transaction, place: str, request: Request, made_id: str, *, now: datetime
    ) -> None:
        """The body as a blind index: it may hold what is known of a patient."""
        document = {
            "bodyIndex": self._index.of("request", request.body),
            "madeId": made_id,
            "expiresAt": now + KEPT,
        }
        await self._collection.replace_one({"_id": place}, document, upsert=True, session=tx.session)


def refused(code: UserErrorCode, message: str) -> Refused:
    return Refused(Refusal(code, message, ("idempotencyKey",)))
