"""Who changed and who saw what: asked by the practitioner and the patient, and verified by an operator."""

from typing import Any

from services.certification.usecases.read_audit import broken_links, chain_reads
from tests.certification.conftest import Practice

LOG = "{ myAccessLog { certificationId deed capacity accountId } }"
TRAIL = "query($id: ID!) { auditTrail(id: $id) { deed capacity accountId } }"
READ = "query($id: ID!) { certification(id: $id) { status } }"


async def broken(practice: Practice) -> list[str]:
    return [told async for told in broken_links(practice.store)]


async def test_the_patient_sees_who_read_and_who_changed_the_record(practice: Practice) -> None:
    certified = await practice.certified()
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    ana = practice.signer.token("account-ana")
    await practice.client.data(READ, practice.rivera(), id=certified["id"])
    await practice.client.data(READ, ana, id=certified["id"])
    await practice.client.data(READ, practice.reviewer(), id=certified["id"])

    log = (await practice.client.data(LOG, ana))["myAccessLog"]

    seen = [(each["deed"], each["capacity"], each["accountId"]) for each in reversed(log)]
    assert seen == [
        ("STARTED", "PRACTITIONER", "account-rivera"),
        ("CERTIFIED", "PRACTITIONER", "account-rivera"),
        (None, "PRACTITIONER", "account-rivera"),
        (None, "PATIENT", "account-ana"),
        (None, "REVIEWER", "account-reviewer"),
    ]
    assert {each["certificationId"] for each in log} == {certified["id"]}


async def test_a_list_of_twenty_is_one_record(practice: Practice) -> None:
    drafts = {(await practice.draft())["id"] for _ in range(20)}

    await practice.client.data("{ certifications { edges { node { id } } } }", practice.rivera())

    records = [document async for document in practice.store.mongo["reads"].find()]
    assert len(records) == 1
    assert {each["certificationId"] for each in records[0]["shown"]} == drafts


async def test_the_trail_is_the_practitioners_alone(practice: Practice) -> None:
    certified = await practice.certified()
    await practice.hear_of("osei")

    own = await practice.client.data(TRAIL, practice.rivera(), id=certified["id"])
    others = await practice.client.post(TRAIL, practice.practitioner("osei"), id=certified["id"])

    assert [each["deed"] for each in own["auditTrail"]] == ["CERTIFIED", "STARTED"]
    assert others["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_what_was_refused_is_no_read(practice: Practice) -> None:
    certified = await practice.certified()
    await practice.client.post(READ, practice.signer.token("account-eve"), id=certified["id"])

    assert await practice.store.mongo["reads"].count_documents({}) == 0


async def several(practice: Practice) -> dict[str, Any]:
    certified = await practice.certified()
    for _ in range(3):
        await practice.client.data(READ, practice.rivera(), id=certified["id"])
    assert await chain_reads(practice.store) == 3
    return certified


async def test_untouched_chains_are_whole(practice: Practice) -> None:
    await several(practice)
    await practice.client.data("{ certifications { edges { node { id } } } }", practice.rivera())
    assert await chain_reads(practice.store) == 1
    assert await chain_reads(practice.store) == 0

    assert await broken(practice) == []


async def test_a_changed_a_missing_and_a_cut_entry_are_named(practice: Practice) -> None:
    changed, missing, cut = [await practice.certified() for _ in range(3)]
    audit = practice.store.mongo["audit"]
    of = [{"certificationId": each["id"]} for each in (changed, missing, cut)]
    await audit.update_one(of[0] | {"number": 2}, {"$set": {"accountId": "account-eve"}})
    await audit.delete_one(of[1] | {"number": 1})
    await audit.delete_one(of[2] | {"number": 2})

    told = await broken(practice)

    assert sorted(told) == sorted(
        [
            f"certification {changed['id']}: entry 2 is missing or was changed",
            f"certification {missing['id']}: entry 1 is missing or was changed",
            f"certification {cut['id']}: its newest entry is missing or was changed",
        ]
    )


async def test_a_read_that_was_taken_out_is_named(practice: Practice) -> None:
    await several(practice)
    await practice.store.mongo["reads"].delete_one({"number": 2})

    assert await broken(practice) == ["reads: entry 2 is missing or was changed"]
