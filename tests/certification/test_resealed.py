"""Certifications are sealed and indexed anew when certification's keys rotate."""

from pathlib import Path

from chassis.keys import KeyRing
from chassis.rotation import Reseal
from services.certification.store.resealed import RESEALED
from tests.certification.conftest import CARED_FOR, LEE, Practice


async def test_a_certification_is_readable_and_recognised_under_the_new_keys_alone(
    practice: Practice, tmp_path: Path
) -> None:
    await practice.certified(caregiver=LEE, findings=CARED_FOR)
    await practice.appoint("account-sam")
    old = {name: KeyRing.read(tmp_path, f"certification.{name}") for name in ("seal", "index")}
    for name, ring in old.items():
        added = ring.with_new_key()
        added.using(list(added.keys)[-1]).write(tmp_path, f"certification.{name}")
    new = {name: KeyRing.read(tmp_path, f"certification.{name}") for name in ("seal", "index")}

    for each in RESEALED:
        async for _ in Reseal(practice.store.mongo, (new["seal"], new["index"])).run(each):
            pass

    for collection, field in (
        ("certifications", "patientIndex"),
        ("delegates", "emailIndex"),
        ("persons", "index"),
        ("persons", "emailIndex"),
    ):
        async for document in practice.store.mongo[collection].find({field: {"$ne": []}}):
            assert document["sealed"].startswith(new["seal"].current)
            assert {entry.partition(":")[0] for entry in document[field]} == set(new["index"].keys)
    again = await practice.draft(
        lastName="Canary-Torres 1"
    )  # the person is recognised: no second in one year
    refused = await practice.submit(again["id"])
    assert [error["message"][:7] for error in refused["userErrors"]] == ["CERT-6:"]
