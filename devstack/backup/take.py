"""`backup`: reads all three databases as they were at one moment, beside whatever else goes on."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import OperationFailure, PyMongoError
from rich.progress import Progress

from devstack.backup import archive, keys
from devstack.backup.archive import File, Manifest
from devstack.errors import DevstackError
from devstack.installation import Installation
from devstack.mongo import must_answer, told

BATCH = 1000
SNAPSHOT_TOO_OLD = 239
RAW = CodecOptions(document_class=RawBSONDocument)
TOO_OLD = (
    "the server no longer knows the moment that this back-up began with: raise its "
    "minSnapshotHistoryWindowInSeconds, or back up while less is written"
)


def take(installation: Installation, folder: Path, keys_folder: Path | None, progress: Progress) -> Manifest:
    """Write a back-up into `folder`, which must not be there yet; what was broken off leaves nothing there.

    With `keys_folder` the key files are copied into that. Raises DevstackError.
    """
    if folder.exists() and any(folder.iterdir()):
        raise DevstackError(f"{folder} is not empty: name a new folder for each back-up")
    keys.must_be_apart(folder, keys_folder)
    databases, url = databases_of(installation)
    must_answer(url)
    part = folder.with_name(folder.name + ".partial")
    try:
        part.mkdir(parents=True, mode=0o700)
        with MongoClient[Any](url, document_class=RawBSONDocument) as client:
            manifest = _read_all(client, databases, part, progress, keys.ids_of(installation))
        manifest.write(part)
        if keys_folder is not None:
            keys.copy(installation.keys_made_in, keys_folder)
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
    except FileExistsError:
        raise DevstackError(f"{part} is in the way: another back-up runs, or remove it") from None
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        raise DevstackError(f"{error.filename}: {error.strerror}") from None
    except PyMongoError as error:
        shutil.rmtree(part, ignore_errors=True)
        if isinstance(error, OperationFailure) and error.code == SNAPSHOT_TOO_OLD:
            raise DevstackError(TOO_OLD) from None
        raise DevstackError(f"MongoDB: {told(error)}. Mend that, and back up again") from None
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return manifest


def databases_of(installation: Installation) -> tuple[dict[str, str], str]:
    """The databases by service, and where they are. Raises DevstackError where that is not one place."""
    settings = installation.all_settings()
    urls = {each.mongodb_url for each in settings.values()}
    if len(urls) != 1:
        raise DevstackError(
            "the three databases are read as one: give one MONGODB_URL whose user may read all of them"
        )
    return {service: each.mongodb_database for service, each in settings.items()}, urls.pop()


def _read_all(
    client: MongoClient[Any],
    databases: dict[str, str],
    folder: Path,
    progress: Progress,
    key_ids: dict[str, list[str]],
) -> Manifest:
    wanted = [
        (service, client.get_database(database, codec_options=RAW)[name])
        for service, database in databases.items()
        for name in sorted(client[database].list_collection_names())
        if not name.startswith("system.")
    ]
    total = sum(collection.estimated_document_count() for _, collection in wanted)
    task = progress.add_task("documents", total=total)
    files: dict[str, dict[str, File]] = {service: {} for service in databases}
    with client.start_session(snapshot=True) as session:
        for service, collection in wanted:
            batches = _batches(collection, session, progress, task)
            path = archive.path_of(folder, service, collection.name)
            files[service][collection.name] = archive.write(path, batches)
        at = session._snapshot_time  # not public yet; it is only written down
    assert at is not None, "every installation has collections"
    return Manifest(datetime.now(UTC).isoformat(timespec="seconds"), (at.time, at.inc), files, key_ids)


def _batches(
    collection: Collection[Any], session: ClientSession, progress: Progress, task: Any
) -> Iterator[tuple[bytes, int]]:
    for batch in collection.find_raw_batches({}, session=session, batch_size=BATCH):
        number = archive.count(batch)
        progress.advance(task, number)
        yield batch, number
