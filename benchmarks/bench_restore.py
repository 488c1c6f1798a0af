"""How long a back-up of many certifications takes to take, and to restore: `make bench-restore COUNT=100000`.

One patient's whole story is played through the product; everything that it left in the three databases is then copied,
each copy with ids of its own, until there are COUNT of them. Real documents of real size, under all indexes.
"""

import asyncio
import copy
import sys
import time
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

from bson import ObjectId
from pymongo import MongoClient
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from devstack.backup import archive
from devstack.backup.put_back import put_back
from devstack.backup.take import take
from devstack.command import quiet
from devstack.installation import Installation
from devstack.processes import SERVICES
from devstack.servers import Given
from devstack.stack import Devstack
from devstack.story import Story
from devstack.testing import new_root

COUNT = 100_000
ALLOWED_SECONDS = 300
BATCH = 200  # stories copied at a time
PASSING = ("relay_leases", "attempts", "rotations")  # of no certification
Documents = dict[tuple[str, str], list[dict[str, Any]]]
out = Console(highlight=False)


def renamed(value: Any, names: dict[str, str]) -> Any:
    """The same, with other ids, and with blind-index entries that collide with nobody's."""
    if isinstance(value, dict):
        return {key: renamed(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [renamed(each, names) for each in value]
    if isinstance(value, ObjectId):
        return ObjectId()
    if isinstance(value, str):
        if value in names:
            return names[value]
        kid, colon, mac = value.partition(":")
        if colon and len(mac) >= 32 and " " not in value:
            return f"{kid}:{token_hex(len(mac) // 2)}"
    return value


def of_the_story(
    client: MongoClient[Any], databases: dict[str, str], before: set[tuple[str, Any]]
) -> Documents:
    """What playing it once more has added, by service and collection."""
    found: Documents = {}
    for service, database in databases.items():
        for name in client[database].list_collection_names():
            new = [d for d in client[database][name].find() if (f"{service}.{name}", d["_id"]) not in before]
            if new and name not in PASSING:
                found[service, name] = new
    return found


def present(client: MongoClient[Any], databases: dict[str, str]) -> set[tuple[str, Any]]:
    return {
        (f"{service}.{name}", document["_id"])
        for service, database in databases.items()
        for name in client[database].list_collection_names()
        for document in client[database][name].find({}, {"_id": 1})
    }


def multiply(
    client: MongoClient[Any], databases: dict[str, str], story: Documents, count: int, progress: Progress
) -> None:
    ids = {str(d["_id"]) for documents in story.values() for d in documents if isinstance(d["_id"], str)}
    task = progress.add_task("certifications copied", total=count)
    for first in range(0, count, BATCH):
        batches: Documents = {place: [] for place in story}
        for _ in range(min(BATCH, count - first)):
            names = {each: f"{each[:8]}{token_hex(12)}" for each in ids}
            for place, documents in story.items():
                batches[place] += [renamed(copy.copy(document), names) for document in documents]
        for (service, name), documents in batches.items():
            client[databases[service]][name].insert_many(documents, ordered=False)
        progress.advance(task, min(BATCH, count - first))


async def measured(count: int) -> dict[str, float]:
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with Devstack(root=new_root("bench-restore"), given=Given()) as stack:
        installation = Installation.running(stack.rundir)
        databases = {service: stack.database(service) for service in SERVICES}
        await Story(stack.gateway_url, stack.inbox_url, quiet).play()
        with MongoClient[Any](stack.mongodb_url) as client, TemporaryDirectory() as folder:
            before = present(client, databases)
            await Story(stack.gateway_url, stack.inbox_url, quiet).play()
            await asyncio.sleep(2)  # until its last events are consumed
            for name in stack.processes:
                await stack.process(name).stop()
            story = of_the_story(client, databases, before)
            with Progress(*bar, console=out) as progress:
                await asyncio.to_thread(multiply, client, databases, story, count, progress)
                begun = time.monotonic()
                manifest = await asyncio.to_thread(take, installation, Path(folder, "b"), None, progress)
                taken = time.monotonic() - begun
                for database in databases.values():
                    client.drop_database(database)
                begun = time.monotonic()
                await asyncio.to_thread(put_back, installation, Path(folder, "b"), None, progress)
                restored = time.monotonic() - begun
            size = sum(
                archive.path_of(Path(folder, "b"), service, name).stat().st_size
                for service, files in manifest.files.items()
                for name in files
            )
    return {
        "certifications": count,
        "documents": manifest.documents,
        "back-up, MB": size / 1e6,
        "backed up in s": taken,
        "restored in s": restored,
        "documents restored in a second": manifest.documents / restored,
    }


def main() -> None:
    figures = asyncio.run(measured(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT))
    for name, value in figures.items():
        out.print(f"  {name:<32} {value:>12,.0f}")
    if figures["restored in s"] > ALLOWED_SECONDS:
        sys.exit(f"more than {ALLOWED_SECONDS} s")


if __name__ == "__main__":
    main()
