"""A caregiver named while a certification is in force: what is affirmed of them, and whom a reviewer decides about."""

from typing import Any

import pytest

from services.certification.usecases.decide import facts_from
from tests.certification.conftest import CARED_FOR, LEE, NEVER_CONVICTED, Practice
from tests.certification.test_rules_decisions import QUEUE, review

KIM = LEE | {"firstName": "Kim", "email": "kim.canary@example.com"}
NAMESAKE = LEE | {"firstName": "Dr.", "lastName": "Rivera"}  # as she who signs is called


async def named(practice: Practice, certification: dict[str, Any], **given: Any) -> dict[str, Any]:
    version = (await practice.found(certification["id"])).version
    asked = {"certificationId": certification["id"], "version": version, "attestations": NEVER_CONVICTED}
    return await practice.mutate("designateCaregiver", practice.rivera(), asked | given)


async def proposed(practice: Practice) -> dict[str, Any]:
    certified = await practice.certified(findings=CARED_FOR)
    payload = await named(practice, certified, caregiver=NAMESAKE)
    assert payload["userErrors"] == []
    certification: dict[str, Any] = payload["certification"]
    return certification


async def queue(practice: Practice) -> list[Any]:
    data = await practice.client.data(QUEUE, practice.reviewer(), first=20)
    return [edge["node"] for edge in data["reviewQueue"]["edges"]]


async def seen(practice: Practice, token: str, id: str) -> dict[str, Any]:
    fields = "returnedBecause proposedCaregiver { id } reviewReasons { ruleId }"
    query = f"query($id: ID!) {{ certification(id: $id) {{ {fields} }} }}"
    certification: dict[str, Any] = (await practice.client.data(query, token, id=id))["certification"]
    return certification


async def test_whom_a_rule_gives_to_review_waits_for_a_reviewer_and_serves_nobody(practice: Practice) -> None:
    waiting = await proposed(practice)

    assert (waiting["status"], waiting["caregiver"]) == ("CERTIFIED", None)
    assert waiting["proposedCaregiver"]["firstName"] == "Dr."
    assert [reason["ruleId"] for reason in waiting["reviewReasons"]] == ["CARE-3C"]
    assert [node["id"] for node in await queue(practice)] == [waiting["id"]]
    assert await practice.told(waiting["id"]) == ["certification.certified.v1", "application.initiated.v1"]
    assert await practice.store.mongo["persons"].find_one({"responsibilities": {"$ne": []}}) is None
    stored = str(await practice.store.mongo["certifications"].find_one({"_id": waiting["id"]}))
    assert "CARE-3C" not in stored


async def test_an_approved_caregiver_serves_the_patient_and_the_decision_is_kept(practice: Practice) -> None:
    waiting = await proposed(practice)

    approved = (await review(practice, waiting["id"], approve=True))["certification"]

    assert (approved["caregiver"], approved["proposedCaregiver"]) == (waiting["proposedCaregiver"], None)
    assert (await practice.told(waiting["id"]))[2:] == [
        "certification.caregiver_designated.v1",
        "application.changed.v1",
    ]
    assert await queue(practice) == []
    (decision,) = (await practice.found(waiting["id"])).decided_later
    assert decision.review is not None
    assert (decision.review.approved, decision.review.by) == (True, "account-reviewer")
    caregiver = facts_from(decision).caregiver
    assert caregiver is not None
    assert caregiver.last_name == "Rivera"


async def test_a_refused_caregiver_is_told_to_the_practitioner_alone_and_the_patient_stays_certified(
    practice: Practice,
) -> None:
    waiting = await proposed(practice)
    await practice.hear_that("account-ana", is_patient_of=waiting["id"])

    refused = (await review(practice, waiting["id"], approve=False, reason="She signs"))["certification"]

    assert (refused["status"], refused["caregiver"], refused["proposedCaregiver"]) == (
        "CERTIFIED",
        None,
        None,
    )
    (decision,) = (await practice.found(waiting["id"])).decided_later
    assert decision.review is not None
    assert not decision.review.approved
    by_practitioner = await seen(practice, practice.rivera(), waiting["id"])
    by_patient = await seen(practice, practice.signer.token("account-ana"), waiting["id"])
    assert (by_practitioner["returnedBecause"], by_patient["returnedBecause"]) == ("She signs", None)
    again = await review(practice, waiting["id"], approve=True)
    assert [error["code"] for error in again["userErrors"]] == ["WRONG_STATE"]
    assert (await named(practice, waiting, caregiver=KIM))["certification"]["returnedBecause"] is None


async def test_the_patient_is_not_shown_who_waits(practice: Practice) -> None:
    waiting = await proposed(practice)
    await practice.hear_that("account-ana", is_patient_of=waiting["id"])

    by_patient = await seen(practice, practice.signer.token("account-ana"), waiting["id"])

    assert (by_patient["proposedCaregiver"], by_patient["reviewReasons"]) == (None, [])


async def test_what_blocks_on_the_day_of_the_review_blocks(practice: Practice) -> None:
    waiting = await proposed(practice)
    await practice.hear_of("osei")
    osei = practice.practitioner("osei")
    await practice.certified(osei, caregiver=NAMESAKE, findings=CARED_FOR)

    payload = await review(practice, waiting["id"], approve=True)

    (error,) = payload["userErrors"]
    assert (error["message"].partition(":")[0], error["path"]) == ("CARE-4", ["input", "certificationId"])
    assert (await practice.found(waiting["id"])).caregiver is None


async def test_a_reviewer_who_is_the_proposed_caregiver_does_not_decide(practice: Practice) -> None:
    await practice.hear_of("osei")
    sister = NAMESAKE | {"relationship": "SIBLING"}
    other = await practice.certified(practice.practitioner("osei"), caregiver=sister, findings=CARED_FOR)
    await practice.hear_that_caregiver("account-reviewer", is_caregiver_in=other["id"])
    waiting = await practice.certified(findings=CARED_FOR)
    await named(practice, waiting, caregiver=sister)

    payload = await review(practice, waiting["id"], approve=True)

    assert [error["code"] for error in payload["userErrors"]] == ["WRONG_STATE"]


async def test_another_takes_the_place_of_who_waits_or_nobody_does(practice: Practice) -> None:
    waiting = await proposed(practice)
    instead = (await named(practice, waiting, caregiver=KIM))["certification"]
    assert (instead["caregiver"]["firstName"], instead["proposedCaregiver"]) == ("Kim", None)
    assert await queue(practice) == []

    second = await proposed(practice)
    removed = await practice.done("removeCaregiver", certificationId=second["id"], version=second["version"])
    assert removed["proposedCaregiver"] is None
    assert await queue(practice) == []


async def test_who_waits_waits_no_longer_than_the_certification_lasts(practice: Practice) -> None:
    waiting = await proposed(practice)

    ended = await practice.done("withdrawCertification", certificationId=waiting["id"], reason="Moved")

    assert (ended["proposedCaregiver"], await queue(practice)) == (None, [])


@pytest.mark.parametrize("signed_for", [None, LEE], ids=["nobody", "another"])
async def test_what_was_affirmed_of_another_says_nothing_of_the_next(
    practice: Practice, signed_for: dict[str, Any] | None
) -> None:
    """CARE-8 is about one person. The practitioner affirms it with the caregiver, and of that one alone."""
    changes: dict[str, Any] = {"findings": CARED_FOR} | ({"caregiver": signed_for} if signed_for else {})
    certified = await practice.certified(**changes)
    if signed_for:
        version = certified["version"]
        await practice.done("removeCaregiver", certificationId=certified["id"], version=version)

    unsaid = await named(practice, certified, caregiver=KIM, attestations=None)
    unfit = await named(practice, certified, caregiver=KIM, attestations=["RISKS_EXPLAINED"])
    said = await named(practice, certified, caregiver=KIM)

    (error,) = unsaid["userErrors"]
    assert (error["message"].partition(":")[0], error["path"]) == ("CARE-8", ["input", "attestations"])
    assert [(e["code"], e["path"]) for e in unfit["userErrors"]] == [("INVALID", ["input", "attestations"])]
    assert said["userErrors"] == []


async def test_a_draft_takes_what_is_affirmed_with_its_caregiver(practice: Practice) -> None:
    draft = await practice.draft(findings=CARED_FOR | {"attestations": ["RISKS_EXPLAINED"]})

    first = await named(practice, draft, caregiver=LEE)
    kept = await named(practice, draft, caregiver=LEE, attestations=None)
    cleared = await named(practice, draft, caregiver=KIM, attestations=[])

    assert [first["userErrors"], kept["userErrors"], cleared["userErrors"]] == [[], [], []]
    found = await practice.found(draft["id"])
    assert [each.value for each in found.findings.attestations] == ["RISKS_EXPLAINED"]


async def test_without_a_documented_need_it_is_said_what_to_do(practice: Practice) -> None:
    payload = await named(practice, await practice.certified(), caregiver=LEE)

    (error,) = payload["userErrors"]
    assert error["message"].startswith("CARE-7: What was signed documents no need")
    assert error["path"] == ["input", "certificationId"]
