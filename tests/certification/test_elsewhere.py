"""That a patient is certified elsewhere is told to few askers, never to delegates, and to the patient who was told."""

import asyncio
from typing import Any

import pytest

from services.certification.store import told_elsewhere
from tests.certification.conftest import CARED_FOR, LEE, NEVER_CONVICTED, Practice

CHECK = "query($id: ID!) { checkCertification(id: $id) { outcomes { rule { id } result } } }"
LOG = "{ myAccessLog { deed capacity accountId } }"
TRAIL = "query($id: ID!) { auditTrail(id: $id) { deed capacity } }"
NAMES = [f"Canary-Elsewhere {n}" for n in range(4)]
CARERS = [LEE | {"lastName": f"Canary-Carer {n}", "email": f"carer{n}.canary@example.com"} for n in range(4)]


@pytest.fixture
async def osei(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> str:
    """Another practitioner, who may be told of two persons."""
    monkeypatch.setattr(told_elsewhere, "LIMIT", 2)
    await practice.hear_of("osei")
    return practice.practitioner("osei")


async def check(practice: Practice, token: str, id: str, rule: str = "CERT-6") -> str:
    """What a rule found, or the code of the refusal."""
    body = await practice.client.post(CHECK, token, id=id)
    if body.get("errors"):
        return str(body["errors"][0]["extensions"]["code"])
    outcomes = body["data"]["checkCertification"]["outcomes"]
    return str(next(each["result"] for each in outcomes if each["rule"]["id"] == rule))


async def carers_checked(
    practice: Practice, token: str, carers: list[dict[str, Any]], rule: str
) -> list[str]:
    """What a rule found of each as the caregiver of a patient whom nobody knows."""
    ids = [(await practice.draft(token, caregiver=each, findings=CARED_FOR))["id"] for each in carers]
    return [await check(practice, token, id_, rule) for id_ in ids]


async def drafts(practice: Practice, token: str, names: list[str] = NAMES) -> list[str]:
    return [(await practice.draft(token, lastName=name))["id"] for name in names]


async def test_who_was_told_of_so_many_persons_is_told_nothing_of_any_other(
    practice: Practice, osei: str
) -> None:
    for name in NAMES[:3]:
        await practice.certified(lastName=name)
    first, second, third, stranger = await drafts(practice, osei)

    told = [await check(practice, osei, id_) for id_ in (stranger, first, first, second, third, stranger)]
    submitted = await practice.refused("submitCertification", osei, certificationId=third, version=1)
    again = await check(practice, osei, first)

    # Whether somebody is certified does not show in the refusal: the stranger is not.
    assert told == [
        "NOT_APPLICABLE",
        *["FAILS"] * 3,
        *["TOO_MANY_REQUESTS"] * 2,
    ]
    assert submitted == "TOO_MANY_REQUESTS"
    assert again == "FAILS"


async def test_own_patients_can_be_asked_about_as_often_as_one_likes(practice: Practice, osei: str) -> None:
    rivera = practice.rivera()
    for name in NAMES:
        await practice.certified(lastName=name)

    assert [await check(practice, rivera, id_) for id_ in await drafts(practice, rivera)] == ["FAILS"] * 4


async def test_of_many_asked_about_at_once_no_more_get_through(practice: Practice, osei: str) -> None:
    for name in NAMES:
        await practice.certified(lastName=name)
    ids = await drafts(practice, osei)

    told = await asyncio.gather(*(check(practice, osei, id_) for id_ in ids))

    assert sorted(told) == ["FAILS", "FAILS", "TOO_MANY_REQUESTS", "TOO_MANY_REQUESTS"]


async def test_a_submission_that_is_refused_for_something_else_counts_too(
    practice: Practice, osei: str
) -> None:
    for name in NAMES[:3]:
        await practice.certified(lastName=name)
    ids = [
        (await practice.draft(osei, lastName=name, phone=None))["id"] for name in NAMES
    ]  # never to be certified

    answers: list[Any] = [await practice.submit(id_, osei) for id_ in ids[:2]]

    assert all(len(answer["userErrors"]) == 2 for answer in answers)
    assert await check(practice, osei, ids[2]) == "TOO_MANY_REQUESTS"


async def test_that_somebody_is_a_caregiver_elsewhere_is_told_of_as_few_persons(
    practice: Practice, osei: str
) -> None:
    """CARE-4 tells that a person cares for somebody's patient, which is nobody's to look up."""
    for carer in CARERS[:3]:
        await practice.certified(caregiver=carer, findings=CARED_FOR)
    stranger = CARERS[3]

    told = await carers_checked(practice, osei, [stranger, *CARERS[:3], stranger, CARERS[0]], "CARE-4")
    alone = (await practice.draft(osei, caregiver=CARERS[2], findings=CARED_FOR))["id"]
    submitted = await practice.refused("submitCertification", osei, certificationId=alone, version=1)

    assert told == [
        "HOLDS",
        "FAILS",
        "FAILS",
        *["TOO_MANY_REQUESTS"] * 3,
    ]  # the patients are strangers as well
    assert submitted == "TOO_MANY_REQUESTS"
    assert await carers_checked(practice, practice.rivera(), CARERS[:3], "CARE-4") == ["FAILS"] * 3


async def test_so_it_is_where_a_caregiver_is_known_by_the_address(practice: Practice, osei: str) -> None:
    for carer in CARERS[:3]:
        await practice.certified(caregiver=carer, findings=CARED_FOR)
    others = [carer | {"firstName": "Another"} for carer in CARERS[:3]]

    assert await carers_checked(practice, osei, others, "CARE-14") == ["FAILS", "FAILS", "TOO_MANY_REQUESTS"]


async def test_so_it_is_where_a_caregiver_is_designated_in_force(practice: Practice, osei: str) -> None:
    for carer in CARERS[:2]:
        await practice.certified(caregiver=carer, findings=CARED_FOR)
    certified = await practice.certified(token=osei, findings=CARED_FOR)
    given = {
        "certificationId": certified["id"],
        "version": certified["version"],
        "attestations": NEVER_CONVICTED,
    }
    for carer in CARERS[:2]:
        payload = await practice.mutate("designateCaregiver", osei, given | {"caregiver": carer})
        assert [error["message"].partition(":")[0] for error in payload["userErrors"]] == ["CARE-4"]

    assert (
        await practice.refused("designateCaregiver", osei, **given, caregiver=CARERS[3])
        == "TOO_MANY_REQUESTS"
    )


async def test_a_patient_sees_who_was_told_that_they_have_a_caregiver(practice: Practice, osei: str) -> None:
    certified = await practice.certified(caregiver=CARERS[0], findings=CARED_FOR)
    await practice.hear_that("account-ana", is_patient_of=certified["id"])

    await carers_checked(practice, osei, CARERS[:1] * 2, "CARE-4")

    log = (await practice.client.data(LOG, practice.signer.token("account-ana")))["myAccessLog"]
    assert [each["accountId"] for each in log if each["capacity"] == "OTHER_PRACTITIONER"] == ["account-osei"]


async def test_a_delegate_is_not_told_of_caregivers_either(practice: Practice, osei: str) -> None:
    await practice.certified(caregiver=CARERS[0], findings=CARED_FOR)
    await practice.appoint("account-kim", by="osei")
    draft = (await practice.draft(osei, caregiver=CARERS[0], findings=CARED_FOR))["id"]

    by_delegate = await check(practice, practice.signer.token("account-kim"), draft, "CARE-4")

    assert (by_delegate, await check(practice, osei, draft, "CARE-4")) == ("HOLDS", "FAILS")


async def test_a_delegate_is_not_told(practice: Practice, osei: str) -> None:
    await practice.certified(lastName=NAMES[0])
    await practice.appoint("account-kim", by="osei")
    (draft,) = await drafts(practice, osei, NAMES[:1])

    by_delegate = await check(practice, practice.signer.token("account-kim"), draft)

    assert (by_delegate, await check(practice, osei, draft)) == ("NOT_APPLICABLE", "FAILS")


async def test_the_patient_sees_who_was_told_and_their_practitioner_does_not(
    practice: Practice, osei: str
) -> None:
    certified = await practice.certified(lastName=NAMES[0])
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    (draft,) = await drafts(practice, osei, NAMES[:1])
    for _ in range(2):
        await check(practice, osei, draft)

    log = (await practice.client.data(LOG, practice.signer.token("account-ana")))["myAccessLog"]
    trail = (await practice.client.data(TRAIL, practice.rivera(), id=certified["id"]))["auditTrail"]

    assert log[0] == {"deed": None, "capacity": "OTHER_PRACTITIONER", "accountId": "account-osei"}
    assert [each["capacity"] for each in log].count("OTHER_PRACTITIONER") == 1
    assert "OTHER_PRACTITIONER" not in {each["capacity"] for each in trail}
