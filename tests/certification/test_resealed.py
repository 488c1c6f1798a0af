"""Certifications are sealed and indexed anew when certification's keys rotate."""

from pathlib import Path

from chassis.keys import KeyRing
from chassis.rotation import Reseal
from services.certification.store.resealed import RESEALED
from tests.certification.conftest import Practice


async def test_a_certification_is_readable_and_recognised_under_the_new_keys_alone(
    practice: Practice, tmp_path: Path
) -> None:
    certified = await practice.certified()
    old = {name: KeyRing.read(tmp_path, f"certification.{name}") for name in ("seal", "index")}
    for name, ring in old.items():
        added = ring.with_new_key()
        added.using(list(added.keys)[-1]).write(tmp_path, f"certification.{name}")
    new = {name: KeyRing.read(tmp_path, f"certification.{name}") for name in ("seal", "index")}

    for each in RESEALED:
        async for _ in Reseal(practice.store.mongo, (new["seal"], new["index"])).run(each):
            pass

    documents = practice.store.mongo["certifications"]
    document = await documents.find_one({"_id": certified["id"]})
    assert document is not None
    assert document["sealed"].startswith(new["seal"].current)
    assert {entry.partition(":")[0] for entry in document["personIndex"]} == set(new["index"].keys)
