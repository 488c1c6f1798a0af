"""`restore`: puts a back-up into an installation that holds nothing, and has it go on from there."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bson.raw_bson import RawBSONDocument
from pymongo import IndexModel, MongoClient
from pymongo.database import Database
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern
from rich.progress import Progress

from chassis.consumer import INBOX
from chassis.outbox.store import ENTRIES
from contracts.events.base import INTERNAL_EXCHANGE
from contracts.events.topology import QUEUES
from devstack.backup import archive, keys
from devstack.backup.archive import Manifest
from devstack.backup.take import databases_of
from devstack.errors import DevstackError
from devstack.installation import INDEXES, Installation
from devstack.mongo import must_answer, told

BATCH = 1000
AT_A_TIME = 4
UNCONFIRMED = WriteConcern(w=1)  # the indexes, which are built afterwards, wait for the majority
Databases = dict[str, Database[Any]]


def put_back(
    installation: Installation, folder: Path, keys_folder: Path | None, progress: Progress
) -> tuple[Manifest, int]:
    """Restore `folder`; what it was, and how many events go out again.

    With `keys_folder` its key files take the place of the installation's. Raises DevstackError, having changed
    nothing, where the back-up is damaged, its keys are missing or the installation is not empty.
    """
    manifest = Manifest.read(folder)
    names, url = databases_of(installation)
    must_answer(url)
    _check(folder, manifest, progress)
    with MongoClient[Any](url) as client:
        databases = {service: client[name] for service, name in names.items()}
        try:
            _must_be_empty(databases)
            if keys_folder is None:
                keys.must_hold(keys.ids_of(installation), manifest.keys)
            else:
                keys.must_hold(keys.ids_in(keys_folder), manifest.keys)
                keys.copy(keys_folder, installation.keys_made_in)
            _fill(databases, folder, manifest, progress)
            _index(databases, progress)
            return manifest, _send_again(databases)
        except PyMongoError as error:
            raise DevstackError(
                f"MongoDB: {told(error)}. Mend that, empty the databases, and restore again"
            ) from None


def _check(folder: Path, manifest: Manifest, progress: Progress) -> None:
    files = [(service, name, file) for service, of in manifest.files.items() for name, file in of.items()]
    for service, name, file in progress.track(files, description="files checked"):
        path = archive.path_of(folder, service, name)
        if not path.exists() or archive.digest(path) != file.sha256:
            raise DevstackError(f"{path} is damaged or missing: take another copy of this back-up")


def _must_be_empty(databases: Databases) -> None:
    held = [
        f"{database.name}.{name}"
        for database in databases.values()
        for name in sorted(database.list_collection_names())
        if database[name].find_one({}, {"_id": 1}) is not None
    ]
    if held:
        raise DevstackError(
            f"this installation is not empty ({', '.join(held[:5])}{', ...' if len(held) > 5 else ''}): "
            "restore into one that never ran"
        )


def _fill(databases: Databases, folder: Path, manifest: Manifest, progress: Progress) -> None:
    task = progress.add_task("documents", total=manifest.documents)

    def fill(place: tuple[str, str]) -> None:
        service, name = place
        collection = databases[service].get_collection(name, write_concern=UNCONFIRMED)
        collection.drop()  # it is empty; its indexes are quicker built afterwards
        for batch in _batched(archive.read(archive.path_of(folder, service, name))):
            collection.insert_many(batch, ordered=False)
            progress.advance(task, len(batch))

    _side_by_side(fill, [(service, name) for service, files in manifest.files.items() for name in files])


def _batched(documents: Iterator[bytes]) -> Iterator[list[RawBSONDocument]]:
    batch: list[RawBSONDocument] = []
    for document in documents:
        batch.append(RawBSONDocument(document))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _index(databases: Databases, progress: Progress) -> None:
    models: dict[tuple[str, str], list[IndexModel]] = {}
    for service, indexes in INDEXES.items():
        for index in indexes:
            model = IndexModel(list(index.keys), **index.options())
            models.setdefault((service, index.collection), []).append(model)
    task = progress.add_task("indexed collections", total=len(models))

    def build(place: tuple[str, str]) -> None:
        service, collection = place
        databases[service][collection].create_indexes(models[place])
        progress.advance(task)

    _side_by_side(build, list(models))


def _side_by_side(work: Callable[[tuple[str, str]], None], places: Sequence[tuple[str, str]]) -> None:
    """One collection each; the first fault ends it once those that run are done."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        for done in [pool.submit(work, place) for place in places]:
            done.result()


def _send_again(databases: Databases) -> int:
    """Internal events that had been published, and not yet consumed, were at a broker that is gone.

    They are published once more, under the ids that they had; what has consumed one takes no notice.
    """
    again = 0
    for database in databases.values():
        sent = {"exchange": INTERNAL_EXCHANGE, "publishedAt": {"$ne": None}}
        entries = list(database[ENTRIES].find(sent, {"type": 1}))
        unread = set()
        for service, bindings in QUEUES.items():
            due = {entry["_id"] for entry in entries if entry["type"] in bindings[INTERNAL_EXCHANGE]}
            known = databases[service][INBOX].find({"_id": {"$in": list(due)}}, {"_id": 1})
            unread |= due - {entry["_id"] for entry in known}
        change: dict[str, Any] = {"$set": {"publishedAt": None}, "$unset": {"expiresAt": ""}}
        again += database[ENTRIES].update_many({"_id": {"$in": list(unread)}}, change).modified_count
    return again
