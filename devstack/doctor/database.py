"""MongoDB: a primary, a healthy replica set, the indexes, and a clock that agrees."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure, PyMongoError

from chassis.mongo import Index
from devstack.doctor.finding import Finding
from devstack.installation import INDEXES, Installation
from devstack.mongo import CURE, MILLISECONDS, told, try_connection

CLOCKS_DIFFER_AT_MOST = timedelta(seconds=2)


async def mongodb(installation: Installation) -> AsyncIterator[Finding]:
    looked_at = set[str]()
    for service, settings in installation.all_settings().items():
        try:
            # Asked in a thread first: where nobody listens, the asynchronous client leaves its sockets open.
            await asyncio.to_thread(try_connection, settings.mongodb_url)
            async with AsyncMongoClient[dict[str, Any]](
                settings.mongodb_url, serverSelectionTimeoutMS=MILLISECONDS, timeoutMS=MILLISECONDS
            ) as client:
                if settings.mongodb_url not in looked_at:
                    looked_at.add(settings.mongodb_url)
                    async for finding in _server(client):
                        yield finding
                async for finding in _indexes(client[settings.mongodb_database], service):
                    yield finding
        except PyMongoError as error:
            yield Finding(f"MongoDB for {service}", told(error), CURE)


async def _server(client: AsyncMongoClient[dict[str, Any]]) -> AsyncIterator[Finding]:
    before = datetime.now(UTC)
    hello = await client.admin.command("hello")
    at = before + (datetime.now(UTC) - before) / 2
    if not hello.get("setName"):
        yield Finding("MongoDB", "is no replica set", "start mongod with --replSet, then rs.initiate()")
        return
    yield Finding("MongoDB", note=f"replica set {hello['setName']}, a primary answers")
    async for finding in _members(client):
        yield finding
    apart = abs(hello["localTime"].replace(tzinfo=UTC) - at)
    wrong = (
        f"differs from MongoDB's by {apart.total_seconds():.1f} s" if apart > CLOCKS_DIFFER_AT_MOST else ""
    )
    yield Finding(
        "clock", wrong, "set both by NTP", note=f"within {CLOCKS_DIFFER_AT_MOST.seconds} s of MongoDB's"
    )


async def _members(client: AsyncMongoClient[dict[str, Any]]) -> AsyncIterator[Finding]:
    try:
        status = await client.admin.command("replSetGetStatus")
    except OperationFailure:
        yield Finding("replica set", note="its members are not shown to this user")
        return
    ill = [
        each["name"] for each in status["members"] if each["health"] != 1 or each["state"] not in (1, 2, 7)
    ]
    yield Finding(
        "replica set",
        f"{', '.join(ill)} of {len(status['members'])} members do not follow" if ill else "",
        "start them; their logs say what they lack",
        note=f"{len(status['members'])} members, all well",
    )


async def _indexes(database: AsyncDatabase[dict[str, Any]], service: str) -> AsyncIterator[Finding]:
    missing = []
    for collection in sorted({index.collection for index in INDEXES[service]}):
        there = [_shape(each) async for each in await database[collection].list_indexes()]
        wanted = [index for index in INDEXES[service] if index.collection == collection]
        missing += [f"{collection} {_named(index)}" for index in wanted if _wanted(index) not in there]
    yield Finding(
        f"indexes of {service}",
        f"{len(missing)} missing or other than declared: {'; '.join(missing[:3])}" if missing else "",
        f"python -m services.{service} migrate",
        note=f"{len(INDEXES[service])} as declared",
    )


def _shape(index: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        tuple(index["key"].items()),
        bool(index.get("unique")),
        dict(index["partialFilterExpression"]) if "partialFilterExpression" in index else None,
        index.get("expireAfterSeconds"),
    )


def _wanted(index: Index) -> tuple[Any, ...]:
    partial = None if index.partial is None else dict(index.partial)
    return tuple(index.keys), index.unique, partial, index.expire_after_seconds


def _named(index: Index) -> str:
    return "+".join(field for field, _ in index.keys)
