"""Idempotency keys: a mobile client that lost an answer sends the same again."""

import asyncio
from typing import Any

import pytest

from tests.certification.conftest import ANA, CARED_FOR, LEE, Practice

START = {"patient": ANA, "idempotencyKey": "start-1"}


async def start(practice: Practice, token: str | None = None, **changes: Any) -> dict[str, Any]:
    return await practice.mutate("startCertification", token or practice.rivera(), START | changes)


async def test_the_same_request_is_done_once(practice: Practice) -> None:
    first = await start(practice)
    again = await start(practice)

    assert first["userErrors"] == []
    assert again == first
    assert await practice.store.mongo["certifications"].count_documents({}) == 1


async def test_of_twenty_at_once_one_is_done(practice: Practice) -> None:
    answers = await asyncio.gather(*(start(practice) for _ in range(20)))

    assert len({answer["certification"]["id"] for answer in answers}) == 1
    assert await practice.store.mongo["certifications"].count_documents({}) == 1


async def test_another_body_under_the_same_key_is_a_conflict(practice: Practice) -> None:
    await start(practice)

    other = await start(practice, patient=ANA | {"firstName": "Bea"})

    assert [(e["code"], e["path"]) for e in other["userErrors"]] == [
        ("CONFLICT", ["input", "idempotencyKey"])
    ]


async def test_another_mutation_under_the_same_key_is_a_conflict(practice: Practice) -> None:
    draft = (await start(practice))["certification"]

    other = await practice.mutate(
        "submitCertification",
        practice.rivera(),
        {
            "certificationId": draft["id"],
            "version": draft["version"],
            "idempotencyKey": START["idempotencyKey"],
        },
    )

    assert [error["code"] for error in other["userErrors"]] == ["CONFLICT"]


async def test_keys_belong_to_an_account(practice: Practice) -> None:
    await practice.hear_of("osei")
    mine, others = await start(practice), await start(practice, practice.practitioner("osei"))

    assert mine["certification"]["id"] != others["certification"]["id"]


@pytest.mark.parametrize("key", ["", " ", "x" * 129, "ключ", "a b"])
async def test_a_key_that_is_none_is_refused(practice: Practice, key: str) -> None:
    refused = await start(practice, idempotencyKey=key)

    assert [(e["code"], e["path"]) for e in refused["userErrors"]] == [
        ("INVALID", ["input", "idempotencyKey"])
    ]


async def test_a_submission_whose_answer_was_lost_is_answered_again(practice: Practice) -> None:
    draft = await practice.draft()
    given = {"certificationId": draft["id"], "version": draft["version"], "idempotencyKey": "submit-1"}

    answers = await asyncio.gather(
        *(practice.mutate("submitCertification", practice.rivera(), given) for _ in range(10))
    )

    assert all(answer["userErrors"] == [] for answer in answers)
    assert {answer["certification"]["status"] for answer in answers} == {"CERTIFIED"}
    assert len(await practice.outbox()) == 2


async def test_who_submits_again_is_told_again_what_the_rules_said(practice: Practice) -> None:
    draft = await practice.draft(findings={"modality": "TELEHEALTH"})
    given = {"certificationId": draft["id"], "version": draft["version"], "idempotencyKey": "submit-3"}
    submit = """mutation($input: SubmitCertificationInput!) { submitCertification(input: $input) {
      certification { status } userErrors { code }
      assessment { needsReview outcomes { rule { id } result message paths } } } }"""

    first = await practice.client.data(submit, practice.rivera(), input=given)
    again = await practice.client.data(submit, practice.rivera(), input=given)

    assert first["submitCertification"]["assessment"]["needsReview"]
    assert again == first


async def test_an_edit_whose_answer_was_lost_is_no_stale_one(practice: Practice) -> None:
    draft = await practice.draft()
    about = {"certificationId": draft["id"], "version": draft["version"]}
    edit: dict[str, Any] = about | {"patient": {"city": "Mystic"}, "idempotencyKey": "edit-1"}

    first = await practice.mutate("updatePatientProfile", practice.rivera(), edit)
    again = await practice.mutate("updatePatientProfile", practice.rivera(), edit)
    stale = await practice.mutate("updatePatientProfile", practice.rivera(), edit | {"idempotencyKey": None})

    assert first["userErrors"] == []
    assert again == first
    assert [error["path"] for error in stale["userErrors"]] == [["input", "version"]]


async def test_a_caregiver_is_removed_once(practice: Practice) -> None:
    certified = await practice.certified(caregiver=LEE, findings=CARED_FOR)
    given = {
        "certificationId": certified["id"],
        "version": certified["version"],
        "idempotencyKey": "remove-1",
    }

    answers = [await practice.mutate("removeCaregiver", practice.rivera(), given) for _ in range(2)]

    assert answers[0]["userErrors"] == []
    assert answers[0]["certification"]["caregiver"] is None
    assert answers[1] == answers[0]


async def test_what_was_refused_was_not_done_and_is_tried_again(practice: Practice) -> None:
    draft = await practice.draft(phone=None)
    given = {"certificationId": draft["id"], "version": draft["version"], "idempotencyKey": "submit-2"}

    refused = await practice.mutate("submitCertification", practice.rivera(), given)
    mended = await practice.done(
        "updatePatientProfile",
        certificationId=draft["id"],
        version=draft["version"],
        patient={"phone": "860-555-0123"},
    )
    given["version"] = mended["version"]
    done = await practice.mutate("submitCertification", practice.rivera(), given)

    assert [error["code"] for error in refused["userErrors"]] == ["RULE_BLOCKS"]
    assert done["certification"]["status"] == "CERTIFIED"


async def test_after_a_day_the_key_is_free(practice: Practice) -> None:
    first = await start(practice)
    requests = practice.store.mongo["requests"]
    document = await requests.find_one()
    assert document is not None
    await requests.update_one({}, {"$set": {"expiresAt": document["expiresAt"].replace(year=2020)}})

    again = await start(practice)

    assert again["certification"]["id"] != first["certification"]["id"]


async def test_what_was_asked_for_cannot_be_read_in_the_database(practice: Practice) -> None:
    await start(practice)

    stored = str([document async for document in practice.store.mongo["requests"].find()])

    assert "anary" not in stored
