"""A back-up is of one moment and comes back as it was; what cannot be restored is refused before anything changes."""

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from pymongo import MongoClient
from rich.console import Console
from rich.progress import Progress

from contracts.events.base import INTERNAL_EXCHANGE, PUBLIC_EXCHANGE
from contracts.events.internal import ApplicationInitiated, PractitionerChanged
from contracts.events.public import CertificationCertified
from devstack import mongo
from devstack.backup.archive import MANIFEST, Manifest
from devstack.backup.put_back import put_back
from devstack.backup.take import take
from devstack.errors import DevstackError
from devstack.installation import INDEXES, Installation
from devstack.ports import free_port
from devstack.processes import SERVICES
from tests.support import keys_in

Databases = dict[str, Any]


def silent() -> Progress:
    return Progress(console=Console(quiet=True))


@pytest.fixture
def client(mongodb_url: str) -> Iterator[MongoClient[Any]]:
    with MongoClient[Any](mongodb_url) as opened:
        before = set(opened.list_database_names())
        yield opened
        for name in set(opened.list_database_names()) - before:
            if name.startswith("backup_"):
                opened.drop_database(name)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return keys_in(tmp_path / "keys")


def installation(mongodb_url: str, keys: Path) -> Installation:
    told = {"MONGODB_URL": mongodb_url, "KEYS_DIR": str(keys)}
    return Installation.told(told | {"MONGODB_DATABASE": f"backup_{token_hex(4)}_{{service}}"})


def database(client: MongoClient[Any], of: Installation, service: str) -> Any:
    return client[of.settings(service).mongodb_database]


def entry(id_: str, type_: str, exchange: str, *, published: bool) -> dict[str, Any]:
    at = "2026-11-25" if published else None
    return {"_id": id_, "type": type_, "exchange": exchange, "publishedAt": at, "expiresAt": at}


@pytest.fixture
def filled(client: MongoClient[Any], mongodb_url: str, keys: Path) -> Installation:
    """Some documents, and events in every state."""
    made = installation(mongodb_url, keys)
    certification = database(client, made, "certification")
    certification["certifications"].insert_many([{"_id": f"c{n}", "sealed": "x" * n} for n in range(2500)])
    initiated, certified = ApplicationInitiated.TYPE, CertificationCertified.TYPE
    certification["outbox"].insert_many(
        [
            entry("read by both", initiated, INTERNAL_EXCHANGE, published=True),
            entry("read by one", initiated, INTERNAL_EXCHANGE, published=True),
            entry("waits", initiated, INTERNAL_EXCHANGE, published=False),
            entry("public", certified, PUBLIC_EXCHANGE, published=True),
        ]
    )
    changed = PractitionerChanged.TYPE
    identity = database(client, made, "identity")
    identity["outbox"].insert_one(entry("read by nobody", changed, INTERNAL_EXCHANGE, published=True))
    identity["inbox"].insert_many([{"_id": "read by both"}])
    notifications = database(client, made, "notifications")
    notifications["inbox"].insert_many([{"_id": "read by both"}, {"_id": "read by one"}])
    return made


def held(client: MongoClient[Any], of: Installation) -> dict[str, list[Any]]:
    return {
        f"{service}.{name}": list(database(client, of, service)[name].find().sort("_id", 1))
        for service in SERVICES
        for name in sorted(database(client, of, service).list_collection_names())
        if name != "outbox" and database(client, of, service)[name].find_one()
    }


def test_a_back_up_comes_back_as_it_was(
    client: MongoClient[Any], filled: Installation, mongodb_url: str, keys: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    manifest = take(filled, folder, None, silent())
    assert manifest.documents == 2508
    other = installation(mongodb_url, keys)
    put_back(other, folder, None, silent())
    assert held(client, other) == held(client, filled)
    for service, indexes in INDEXES.items():
        for collection in {index.collection for index in indexes}:
            there = len(database(client, other, service)[collection].index_information())
            assert there == 1 + sum(index.collection == collection for index in indexes), collection


def test_events_that_somebody_has_not_consumed_go_out_once_more(
    client: MongoClient[Any], filled: Installation, mongodb_url: str, keys: Path, tmp_path: Path
) -> None:
    take(filled, tmp_path / "backup", None, silent())
    other = installation(mongodb_url, keys)
    _, again = put_back(other, tmp_path / "backup", None, silent())
    waiting = {
        entry["_id"]
        for service in SERVICES
        for entry in database(client, other, service)["outbox"].find({"publishedAt": None})
    }
    assert again == 2
    assert waiting == {"read by one", "read by nobody", "waits"}
    assert "expiresAt" not in database(client, other, "identity")["outbox"].find_one()


def test_what_is_written_meanwhile_is_not_in_it(
    client: MongoClient[Any], filled: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Collections are read one after another; all of them as they were when the first was begun."""
    certification, notifications = (
        database(client, filled, name) for name in ("certification", "notifications")
    )
    progress = silent()
    advance = progress.advance
    written: list[Any] = []

    def writing(task: Any, number: float = 1) -> None:
        if not written:
            written.append(certification["certifications"].insert_one({"_id": "late"}))
            written.append(notifications["inbox"].insert_one({"_id": "late"}))
        advance(task, number)

    monkeypatch.setattr(progress, "advance", writing)
    manifest = take(filled, tmp_path / "backup", None, progress)
    assert written
    assert manifest.files["notifications"]["inbox"].documents == 2
    assert manifest.files["certification"]["certifications"].documents == 2500


def test_an_installation_that_holds_anything_is_left_alone(
    client: MongoClient[Any], filled: Installation, tmp_path: Path
) -> None:
    take(filled, tmp_path / "backup", None, silent())
    before = held(client, filled)
    with pytest.raises(DevstackError, match="not empty"):
        put_back(filled, tmp_path / "backup", None, silent())
    assert held(client, filled) == before


def test_a_damaged_file_is_refused_before_anything_is_changed(
    client: MongoClient[Any], filled: Installation, mongodb_url: str, keys: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    take(filled, folder, None, silent())
    file = folder / "certification" / "certifications.bson.gz"
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes())[:-1] + b"\1"))
    other = installation(mongodb_url, keys)
    with pytest.raises(DevstackError, match=r"certifications\.bson\.gz is damaged or missing"):
        put_back(other, folder, None, silent())
    assert held(client, other) == {}


def test_without_its_keys_it_is_refused_and_with_them_restored(
    client: MongoClient[Any], filled: Installation, mongodb_url: str, tmp_path: Path
) -> None:
    copied = tmp_path / "elsewhere"
    take(filled, tmp_path / "backup", copied, silent())
    assert all(path.stat().st_mode & 0o077 == 0 for path in copied.iterdir())
    others = keys_in(tmp_path / "other keys")
    other = installation(mongodb_url, others)
    with pytest.raises(DevstackError, match=r"without these keys: .*certification\.seal"):
        put_back(other, tmp_path / "backup", None, silent())
    assert held(client, other) == {}
    put_back(other, tmp_path / "backup", copied, silent())
    assert held(client, other) == held(client, filled)
    assert (others / "certification.seal.json").read_text() == (
        copied / "certification.seal.json"
    ).read_text()


def test_no_key_is_in_the_back_up_nor_may_lie_in_its_folder(
    filled: Installation, keys: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    with pytest.raises(DevstackError, match="must not find its keys"):
        take(filled, folder, folder / "keys", silent())
    take(filled, folder, None, silent())
    ring = json.loads((keys / "certification.seal.json").read_text())
    assert list(ring["keys"]) == Manifest.read(folder).keys["certification.seal"]
    assert not any(
        key.encode() in path.read_bytes() for key in ring["keys"].values() for path in folder.rglob("*.*")
    )


def test_a_folder_that_is_taken_is_not_written_into(filled: Installation, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "mine").touch()
    with pytest.raises(DevstackError, match="is not empty"):
        take(filled, tmp_path / "backup", None, silent())


def test_what_was_broken_off_leaves_nothing(
    filled: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    progress = silent()
    monkeypatch.setattr(progress, "advance", interrupted)
    with pytest.raises(KeyboardInterrupt):
        take(filled, tmp_path / "backup", None, progress)
    assert not (tmp_path / "backup").exists()
    assert list(tmp_path.glob("*.partial")) == []


def test_what_is_no_back_up_or_of_another_format_is_told(
    filled: Installation, mongodb_url: str, keys: Path, tmp_path: Path
) -> None:
    other = installation(mongodb_url, keys)
    with pytest.raises(DevstackError, match="holds no whole back-up"):
        put_back(other, tmp_path, None, silent())
    take(filled, tmp_path / "backup", None, silent())
    shutil.copytree(tmp_path / "backup", tmp_path / "later")
    manifest = json.loads((tmp_path / "later" / MANIFEST).read_text())
    (tmp_path / "later" / MANIFEST).write_text(json.dumps(manifest | {"format": 2}))
    with pytest.raises(DevstackError, match="has format 2, this version reads 1"):
        put_back(other, tmp_path / "later", None, silent())


def test_a_database_that_is_away_is_told_with_what_to_do_and_nothing_is_changed(
    filled: Installation, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(filled, tmp_path / "backup", None, silent())
    monkeypatch.setattr(mongo, "MILLISECONDS", 300)
    away = installation(f"mongodb://u:secret@127.0.0.1:{free_port()}/?replicaSet=rs0", keys)
    other_keys = tmp_path / "other keys"
    for work in (
        lambda: take(away, tmp_path / "another", other_keys, silent()),
        lambda: put_back(away, tmp_path / "backup", keys_in(tmp_path / "copied"), silent()),
    ):
        with pytest.raises(
            DevstackError, match=r"no primary answers\. Start it, .* correct MONGODB_URL"
        ) as told:
            work()
        assert "secret" not in str(told.value)
    assert not other_keys.exists()
    assert [path.name for path in tmp_path.glob("another*")] == []
