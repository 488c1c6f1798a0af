"""Documents that are sent by name: persisted automatically, or trusted ones from a file."""

import hashlib
from pathlib import Path
from typing import Any

import orjson
import pytest

from chassis.process import CannotStart
from gateway import documents
from gateway.documents import read_trusted
from tests.gateway.running import Answer, Running, running
from tests.gateway.worlds.library import LIBRARY

VERSION, AUTHORS = "{ version }", "{ authors { name } }"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def by_hash(gateway: Running, digest: Any, **more: Any) -> Answer:
    body = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}} | more
    return await gateway.send("POST", json=body)


async def test_a_document_that_came_with_its_hash_is_remembered(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        unknown = await by_hash(gateway, sha256(VERSION))
        told = await by_hash(gateway, sha256(VERSION), query=VERSION)
        known = await by_hash(gateway, sha256(VERSION))
        url = (
            "/graphql?extensions="
            + orjson.dumps({"persistedQuery": {"version": 1, "sha256Hash": sha256(VERSION)}}).decode()
        )
        by_get = await gateway.send("GET", url)

    assert (unknown.status, unknown.code) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert unknown.body["errors"][0]["message"] == "PersistedQueryNotFound"
    assert told.body == known.body == by_get.body == {"data": {"version": "1"}}


async def test_a_hash_that_is_not_the_documents_poisons_nothing(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        wrong = await by_hash(gateway, sha256(VERSION), query=AUTHORS)
        after = await by_hash(gateway, sha256(VERSION))

    assert wrong.code == "BAD_REQUEST"
    assert after.code == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "persisted", [1, {}, {"version": 2, "sha256Hash": "x"}, {"version": 1, "sha256Hash": 5}]
)
async def test_what_is_no_persisted_query_is_refused(tmp_path: Path, persisted: Any) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        answer = await gateway.send("POST", json={"extensions": {"persistedQuery": persisted}})
    assert answer.code == "BAD_REQUEST"


async def test_what_is_remembered_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "REMEMBERED", 2)
    texts = [f"{{ v{n}: version }}" for n in range(3)]
    async with running(LIBRARY, tmp_path) as gateway:
        for text in texts:
            await by_hash(gateway, sha256(text), query=text)
        answers = [await by_hash(gateway, sha256(text)) for text in texts]
    assert ["errors" in answer.body for answer in answers] == [True, False, False]


@pytest.mark.parametrize(
    "content",
    [
        {"Version": VERSION},
        {"format": "apollo-persisted-query-manifest", "operations": [{"id": "Version", "body": VERSION}]},
    ],
)
async def test_with_trusted_documents_nothing_else_is_served(tmp_path: Path, content: object) -> None:
    file = tmp_path / "trusted.json"
    file.write_bytes(orjson.dumps(content))
    async with running(LIBRARY, tmp_path, trusted_documents=file) as gateway:
        served = [
            await gateway.send("POST", json={"documentId": "Version"}),
            await by_hash(gateway, "Version"),
            await gateway.post(VERSION),
        ]
        refused = [
            await gateway.post(AUTHORS),
            await gateway.send("POST", json={"documentId": "Authors", "query": VERSION}),
            await by_hash(gateway, sha256(AUTHORS), query=AUTHORS),
        ]
    assert [answer.body for answer in served] == [{"data": {"version": "1"}}] * 3
    assert {answer.code for answer in refused} == {"DOCUMENT_NOT_TRUSTED"}


async def test_a_document_id_means_nothing_where_no_documents_are_trusted(tmp_path: Path) -> None:
    async with running(LIBRARY, tmp_path) as gateway:
        answer = await gateway.send("POST", json={"documentId": "Version", "query": VERSION})
    assert answer.code == "DOCUMENT_NOT_TRUSTED"


@pytest.mark.parametrize("text", ["{", "[]", '{"id": 5}', '{"operations": [{"id": "x"}]}'])
def test_a_file_that_holds_no_documents_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "trusted.json").write_text(text)
    with pytest.raises(CannotStart, match="TRUSTED_DOCUMENTS"):
        read_trusted(tmp_path / "trusted.json")
    with pytest.raises(CannotStart, match="cannot be read"):
        read_trusted(tmp_path / "absent.json")
