"""`python -m services.X keys reseal`, as an operator runs it."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from chassis.keys import KeyRing
from chassis.mongo import Mongo
from chassis.sealed import BlindIndex, Seal
from tests.support import keys_in

SECONDS = 120
# For each service a collection, its sealed field and the last part of its place.
SEALED = {
    "identity": ("accounts", "sealed", "content"),
    "certification": ("certifications", "sealed", "content"),
    "notifications": ("practitioners", "sealed", "contact"),
}


@pytest.mark.parametrize("service", SEALED)
async def test_what_lies_under_an_older_key_is_sealed_anew_once(
    service: str, mongodb_url: str, database_name: str, tmp_path: Path
) -> None:
    keys, mongo = keys_in(tmp_path), Mongo(mongodb_url, database_name)
    collection, field, part = SEALED[service]
    old = KeyRing.read(keys, f"{service}.seal")
    content = {"email": "ana@example.com"}
    sealed = Seal(old).seal(content, (collection, "1", part))
    index = BlindIndex(KeyRing.read(keys, f"{service}.index")).of("email", "ana@example.com")
    await mongo[collection].insert_one({"_id": "1", field: sealed, "emailIndex": index})
    added = old.with_new_key()
    added.using(list(added.keys)[-1]).write(keys, f"{service}.seal")

    first = await _reseals(service, mongodb_url, database_name, keys)
    second = await _reseals(service, mongodb_url, database_name, keys)
    document = await mongo[collection].find_one({"_id": "1"})
    mongo.close()

    assert "1 documents sealed anew" in first
    assert "0 documents sealed anew" in second
    assert document is not None
    only_new = KeyRing.read(keys, f"{service}.seal").without(old.current)
    assert Seal(only_new).open(document[field], (collection, "1", part)) == content
    assert document["emailIndex"] == index


async def _reseals(service: str, mongodb_url: str, database: str, keys: Path) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"services.{service}", "keys", "reseal"),
        env=os.environ | {"MONGODB_URL": mongodb_url, "MONGODB_DATABASE": database, "KEYS_DIR": str(keys)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode == 0, printed.decode()
    return printed.decode()
