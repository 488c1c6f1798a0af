"""The one module that speaks Motor.

Motor is past its end of life (critical fixes until May 2027, see docs/decisions/0002-motor.md): everything
else uses the names exported here, so that a change of driver is a change of this file.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import pymongo
from bson.codec_options import CodecOptions
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
)
from pymongo import IndexModel, ReadPreference
from pymongo.errors import (
    ConnectionFailure,
    DuplicateKeyError,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    WTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

__all__ = [
    "TEXT",
    "Collection",
    "Document",
    "DuplicateKeyError",
    "Index",
    "Mongo",
    "Transaction",
    "exactly",
    "is_infrastructure",
    "take_turn",
]

T = TypeVar("T")
Document: TypeAlias = dict[str, Any]
Collection: TypeAlias = AsyncIOMotorCollection[Document]

TEXT: Document = {"$type": "string"}  # the condition of partial indexes over what may be absent
OPERATION_SECONDS = 5
BUILD_SECONDS = 3600
TRANSACTION_SECONDS = 10
# Fewer than connections in the driver's pool: a rush waits here, not with open transactions and their locks.
TRANSACTIONS_AT_A_TIME = 32
_MAJORITY = WriteConcern(w="majority", j=True)


def exactly(text: str) -> Document:
    """Equal to the text, and said so that a partial index over TEXT serves it: for the text alone it does not."""
    return {"$eq": text} | TEXT


def is_infrastructure(error: BaseException) -> bool:
    """Whether the database, not the request, is at fault, so that trying again can help."""
    if isinstance(error, ConnectionFailure | NetworkTimeout | WTimeoutError):
        return True
    if isinstance(error, PyMongoError):
        return error.timeout or error.has_error_label("TransientTransactionError")
    return False


@dataclass
class Transaction:
    """What is written under it commits as one. `after_commit` runs once it has."""

    session: AsyncIOMotorClientSession
    after_commit: list[Callable[[], None]] = field(default_factory=list)


async def take_turn(turns: Collection, tx: Transaction, id: str) -> None:
    """Hold a place of that name in `turns`: whoever else wants it, and reads under it, waits for this transaction."""
    await turns.update_one({"_id": id}, {"$inc": {"turns": 1}}, upsert=True, session=tx.session)


@dataclass(frozen=True)
class Index:
    """An index of `collection` over `keys`, e.g. ("practitioner", 1)."""

    collection: str
    keys: Sequence[tuple[str, int]]
    unique: bool = False
    partial: Mapping[str, Any] | None = None
    expire_after_seconds: int | None = None

    def options(self) -> dict[str, Any]:
        options: dict[str, Any] = {"unique": self.unique}
        if self.partial is not None:
            options["partialFilterExpression"] = dict(self.partial)
        if self.expire_after_seconds is not None:
            options["expireAfterSeconds"] = self.expire_after_seconds
        return options


class Mongo:
    """One service's database."""

    def __init__(self, url: str, database: str) -> None:
        self._turns = asyncio.Semaphore(TRANSACTIONS_AT_A_TIME)
        self._line = asyncio.Lock()
        self._collections: dict[str, Collection] = {}
        self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
            url,
            timeoutMS=OPERATION_SECONDS * 1000,
            serverSelectionTimeoutMS=OPERATION_SECONDS * 1000,
            tz_aware=True,
            appname=database,
        )
        self._database: AsyncIOMotorDatabase[Document] = self._client.get_database(
            database,
            codec_options=CodecOptions(tz_aware=True),
            read_preference=ReadPreference.PRIMARY,
            write_concern=_MAJORITY,
            read_concern=ReadConcern("majority"),
        )

    def __getitem__(self, collection: str) -> Collection:
        found = self._collections.get(collection)
        if found is None:  # the driver would make a new one each time
            found = self._collections[collection] = self._database[collection]
        return found

    def close(self) -> None:
        self._client.close()

    async def ping(self) -> None:
        """Raises where no primary answers."""
        await self._client.admin.command("hello")
        await self._database.command("ping")

    async def build(self, indexes: Sequence[Index]) -> None:
        """Create the collections and indexes that are declared, side by side: the work of `migrate`, repeatable.

        An index of millions of documents is not built in an operation's time.
        """
        by_collection: dict[str, list[IndexModel]] = {}
        for index in indexes:
            model = IndexModel(list(index.keys), **index.options())
            by_collection.setdefault(index.collection, []).append(model)
        await self.ping()  # a server that is away is told at once
        with pymongo.timeout(BUILD_SECONDS):  # over many documents it takes its time
            await asyncio.gather(
                *(self[collection].create_indexes(models) for collection, models in by_collection.items())
            )

    async def transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run `work` and commit it, again from the start when the server asks for that.

        `work` may run several times: it must do nothing but speak to this database. Gives up with the
        server's own error after TRANSACTION_SECONDS.
        """
        async with self._turns:
            return await self._in_turn(work)

    async def _in_turn(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """The first attempt runs beside all others; who met a conflict stands in line with those who did.

        Where many want one document, only one can commit: were all to try again beside each other, their attempts
        would take the time that the winner needs, and under load some would never get through.
        """
        deadline = asyncio.get_running_loop().time() + TRANSACTION_SECONDS
        try:
            return await self._attempt(work, deadline)
        except PyMongoError as error:
            if not error.has_error_label("TransientTransactionError"):
                raise
            try:
                async with asyncio.timeout_at(deadline):
                    await self._line.acquire()
            except TimeoutError:
                raise error from None
        try:
            return await self._again(work, deadline)
        finally:
            self._line.release()

    async def _again(self, work: Callable[[Transaction], Awaitable[T]], deadline: float) -> T:
        """Until it commits. What it conflicts with now is a first attempt, or another process."""
        pause = 0.002
        while True:
            try:
                return await self._attempt(work, deadline)
            except PyMongoError as error:
                late = asyncio.get_running_loop().time() + pause > deadline
                if late or not error.has_error_label("TransientTransactionError"):
                    raise
            await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311
            pause = min(pause * 2, 0.25)

    async def _attempt(self, work: Callable[[Transaction], Awaitable[T]], deadline: float) -> T:
        async with await self._client.start_session() as session:
            session.start_transaction(
                read_concern=ReadConcern("snapshot"),
                write_concern=_MAJORITY,
                read_preference=ReadPreference.PRIMARY,
            )
            transaction = Transaction(session)
            try:
                result = await work(transaction)
            except BaseException:
                await _abort(session)
                raise
            await self._commit(session, deadline)
        for callback in transaction.after_commit:
            callback()
        return result

    async def _commit(self, session: AsyncIOMotorClientSession, deadline: float) -> None:
        while True:
            try:
                await session.commit_transaction()
                return
            except PyMongoError as error:
                late = asyncio.get_running_loop().time() > deadline
                if late or not error.has_error_label("UnknownTransactionCommitResult"):
                    raise
                await asyncio.sleep(0.05)


async def _abort(session: AsyncIOMotorClientSession) -> None:
    """The server drops an unfinished transaction by itself; asking only frees its locks sooner."""
    try:
        await session.abort_transaction()
    except (PyMongoError, OperationFailure):
        return
