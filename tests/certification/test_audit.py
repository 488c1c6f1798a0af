"""Who changed and who saw what: asked by the practitioner and the patient, and verified by an operator."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.events import now
from chassis.keys import KeyRing
from chassis.rotation import Reseal
from services.certification.domain.audit import Capacity
from services.certification.store import reads
from services.certification.store.resealed import RESEALED
from services.certification.usecases.read_audit import broken_links
from tests.certification.conftest import CARED_FOR, LEE, Practice
from tests.certification.test_life import days_after, pass_time, state
from tests.certification.test_withdrawal import KIM, withdrawn_with_caregiver

LOG = "{ myAccessLog { certificationId deed capacity accountId } }"
TRAIL = "query($id: ID!) { auditTrail(id: $id) { deed capacity accountId practitioner { id } } }"
READ = "query($id: ID!) { certification(id: $id) { status } }"


async def broken(practice: Practice) -> list[str]:
    return [told async for told in broken_links(practice.store, now=now())]


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


async def test_a_patient_is_told_which_practitioners_those_are(practice: Practice) -> None:
    """Also who only learned from a rule that they are certified (decision 0085)."""
    certified = await practice.certified(lastName="Canary-Asked")
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    await practice.hear_of("osei")
    osei = practice.practitioner("osei")
    await practice.submit((await practice.draft(osei, lastName="Canary-Asked"))["id"], osei)
    await practice.client.data(READ, practice.reviewer(), id=certified["id"])
    asked = "{ myAccessLog { capacity practitioner { id } } }"

    log = (await practice.client.data(asked, practice.signer.token("account-ana")))["myAccessLog"]

    told = [(each["capacity"], each["practitioner"] and each["practitioner"]["id"]) for each in reversed(log)]
    assert told == [
        ("PRACTITIONER", "rivera"),
        ("PRACTITIONER", "rivera"),
        ("OTHER_PRACTITIONER", "osei"),
        ("REVIEWER", None),
    ]


async def test_who_asks_again_every_few_seconds_is_one_read_an_hour(practice: Practice) -> None:
    nine, id_ = datetime(2026, 11, 30, 9, tzinfo=UTC), "of-ana"
    await practice.store.reads.add(
        "account-reviewer", {id_: Capacity.REVIEWER, "of-ben": Capacity.REVIEWER}, at=nine
    )
    polls = [nine + timedelta(minutes=minutes) for minutes in (0, 1, 59, 60)]
    for at in polls:
        await practice.store.reads.add("account-rivera", {id_: Capacity.PRACTITIONER}, at=at)

    found = await practice.store.reads.of([id_], limit=3)

    assert [(each.account_id, each.at) for each in found] == [
        ("account-rivera", polls[3]),
        ("account-rivera", polls[2]),
        ("account-reviewer", nine),
    ]
    assert await practice.store.reads.chain_waiting() == 5, "each is written down"


async def test_no_log_takes_longer_than_an_answer_may_however_often_a_page_asked(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "LOOKED_AT", 2)
    first = datetime(2026, 11, 30, 9, tzinfo=UTC)
    hours = [first + timedelta(hours=hour) for hour in range(3)]
    for at in hours:
        await practice.store.reads.add("account-rivera", {"of-ana": Capacity.PRACTITIONER}, at=at)

    found = await practice.store.reads.of(["of-ana"], limit=10)

    assert [each.at for each in found] == hours[:0:-1], "the newest are looked at"


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
    assert await practice.store.reads.chain_waiting() == 3
    return certified


async def test_untouched_chains_are_whole(practice: Practice) -> None:
    await several(practice)
    await practice.client.data("{ certifications { edges { node { id } } } }", practice.rivera())
    assert await practice.store.reads.chain_waiting() == 1
    assert await practice.store.reads.chain_waiting() == 0

    assert await broken(practice) == []


@pytest.mark.parametrize("change", [{"accountId": "account-eve"}, {"deed": "NONE_OF_OURS"}, {"at": None}])
async def test_a_changed_a_missing_and_a_cut_entry_are_named(
    practice: Practice, change: dict[str, Any]
) -> None:
    changed, missing, cut = [await practice.certified() for _ in range(3)]
    audit = practice.store.mongo["audit"]
    of = [{"certificationId": each["id"]} for each in (changed, missing, cut)]
    await audit.update_one(of[0] | {"number": 2}, {"$set": change})
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


CHANGES: dict[str, dict[str, Any]] = {
    "an open field": {"$set": {"validUntil": "2099-01-01"}},
    "what is within": {"$set": {"registration.status": "REGISTERED"}},
    "a field more": {"$set": {"surplus": 1}},
    "a seal": {"$set": {"sealed": "damaged"}},
    "a content of before": {},
}


@pytest.mark.parametrize("which", CHANGES)
async def test_a_certification_that_was_changed_past_its_audit_is_named(
    practice: Practice, which: str
) -> None:
    draft = await practice.draft()
    collection = practice.store.mongo["certifications"]
    before = await collection.find_one({"_id": draft["id"]})
    await practice.submit(draft["id"])
    await practice.certified()
    assert before is not None
    change = CHANGES[which] or {"$set": {"sealed": before["sealed"]}}

    await collection.update_one({"_id": draft["id"]}, change)

    assert await broken(practice) == [f"certification {draft['id']}: it was changed since its newest entry"]


async def test_a_certification_that_is_gone_and_one_without_audit_are_named(practice: Practice) -> None:
    first, second, third = [await practice.draft() for _ in range(3)]
    await practice.store.mongo["certifications"].delete_one({"_id": first["id"]})
    await practice.store.mongo["audit"].delete_many({"certificationId": second["id"]})
    discard = "mutation($i: DiscardCertificationInput!) { discardCertification(input: $i) { discardedId } }"
    given = {"certificationId": third["id"], "version": third["version"]}
    await practice.client.data(discard, practice.rivera(), i=given)

    told = await broken(practice)

    assert sorted(told) == sorted(
        [
            f"certification {first['id']}: it is missing",
            f"certification {second['id']}: its newest entry is missing or was changed",
        ]
    )


async def test_new_keys_change_nothing_of_what_was_digested(practice: Practice, tmp_path: Path) -> None:
    await practice.certified(caregiver=LEE, findings=CARED_FOR)
    rings = []
    for name in ("certification.seal", "certification.index"):
        added = KeyRing.read(tmp_path, name).with_new_key()
        added.using(list(added.keys)[-1]).write(tmp_path, name)
        rings.append(KeyRing.read(tmp_path, name))
    for each in RESEALED:
        async for _ in Reseal(practice.store.mongo, (rings[0], rings[1])).run(each):
            pass

    assert await broken(practice) == []


async def test_what_time_does_is_digested_as_it_is_kept(practice: Practice) -> None:
    certified = await practice.certified()
    await pass_time(practice, days_after(certified["validUntil"], 1))  # by Connecticut's clock

    assert await state(practice, certified["id"]) == ("EXPIRED", "CLOSED")
    assert await broken(practice) == []


async def test_whose_account_certified_anew_is_not_told_to_the_former_practitioner(
    practice: Practice,
) -> None:
    former = await withdrawn_with_caregiver(practice, "Canary-Private")
    await practice.hear_of("osei")
    osei = practice.practitioner("osei")
    draft = await practice.draft(osei, lastName="Canary-Private", caregiver=KIM, findings=CARED_FOR)
    await practice.submit(draft["id"], osei)

    trail = (await practice.client.data(TRAIL, practice.rivera(), id=former["id"]))["auditTrail"]
    log = (await practice.client.data(LOG, practice.signer.token("account-ana")))["myAccessLog"]

    closed = {"deed": "REGISTRATION_CLOSED", "capacity": "OTHER_PRACTITIONER"}
    assert trail[0] == closed | {"accountId": None, "practitioner": None}
    assert closed | {"certificationId": former["id"], "accountId": "account-osei"} in log


async def test_a_look_beside_traffic_names_nothing(practice: Practice) -> None:
    async def people() -> None:
        for _ in range(5):
            await asyncio.gather(*(practice.certified() for _ in range(4)))

    async def looks() -> list[str]:
        told = []
        while not coming.done():
            told += await broken(practice)
        return told

    coming = asyncio.create_task(people())
    told, _ = await asyncio.gather(looks(), coming)

    assert told == []


@pytest.mark.parametrize(
    ("number", "told"),
    [(2, "reads: entry 2 is missing"), (3, "reads: after entry 2 something is missing: the newest was 3")],
)
async def test_a_read_that_was_taken_out_or_off_the_end_is_named(
    practice: Practice, number: int, told: str
) -> None:
    await several(practice)
    await practice.store.mongo["reads"].delete_one({"number": number})

    assert await broken(practice) == [told]


async def test_reads_cut_together_with_their_head_are_found_out_by_what_was_noted(practice: Practice) -> None:
    certified = await several(practice)
    early, _ = await practice.store.reads.head()
    await practice.client.data(READ, practice.rivera(), id=certified["id"])
    await practice.store.reads.chain_waiting()
    noted, _ = await practice.store.reads.head()
    assert early is not None
    assert noted is not None
    cut = {"number": early.number, "digest": early.digest}
    await practice.store.mongo["reads_head"].update_one({"_id": "head"}, {"$set": cut})
    await practice.store.mongo["reads"].delete_one({"number": noted.number})

    expected = (noted.number, noted.digest)
    told = [each async for each in broken_links(practice.store, now=now(), expected=expected)]

    assert await broken(practice) == []
    assert told == ["reads: entry 4 has not the digest that was expected"]
