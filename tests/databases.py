"""Databases whose indexes are built once per run: building them anew takes longer than most tests."""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from pymongo import MongoClient

from chassis.mongo import Index, Mongo


class Databases:
    """One for each service, used by one test at a time. Dropped by `close`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = MongoClient[dict[str, Any]](url)
        self._run = token_hex(6)
        self._built: set[str] = set()

    async def emptied(self, service: str, indexes: Sequence[Index]) -> str:
        """The name of the service's database: with these indexes, and without a document."""
        name = f"test_{self._run}_{service}"
        if name in self._built:
            self._empty(name)
        else:
            mongo = Mongo(self._url, name)
            await mongo.build(indexes)
            mongo.close()
            self._built.add(name)
        return name

    def _empty(self, name: str) -> None:
        database = self._client[name]
        for collection in database.list_collection_names():
            if collection == "system.profile":  # of a test that counted reads
                database.drop_collection(collection)
            else:
                database[collection].delete_many({})

    def close(self) -> None:
        for name in self._built:
            self._client.drop_database(name)
        self._client.close()
