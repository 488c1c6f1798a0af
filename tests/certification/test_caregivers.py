"""Caregivers: designated by the practitioner, judged by the rules, registered by themselves."""

import asyncio
from typing import Any

import pytest

from contracts.events.internal import AccountChanged, Part
from services.certification.domain.registration import STATEMENTS
from tests.certification.conftest import CARED_FOR, FIELDS, LEE, MIA, NEVER_CONVICTED, Practice

AFFIRMED = {part: [statement.value for statement in STATEMENTS[part]] for part in Part}
PARENT = LEE | {"relationship": "PARENT"}


async def complete(practice: Practice, id: str, account: str, part: str) -> dict[str, Any]:
    given = {"certificationId": id, "part": part, "affirmed": AFFIRMED[Part(part)]}
    return await practice.mutate("completeRegistration", practice.signer.token(account), given)


async def status_after(practice: Practice, id: str, account: str, part: str) -> str:
    payload = await complete(practice, id, account, part)
    assert payload["userErrors"] == []
    status: str = payload["certification"]["registration"]["status"]
    return status


async def cared_for(practice: Practice, **caregiver: Any) -> dict[str, Any]:
    certified = await practice.certified(caregiver=LEE | caregiver, findings=CARED_FOR)
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    await practice.hear_that_caregiver("account-lee", is_caregiver_in=certified["id"])
    return certified


async def test_a_caregiver_is_announced_with_the_patient_and_both_have_to_register(
    practice: Practice,
) -> None:
    certified = await cared_for(practice)

    assert await practice.told(certified["id"]) == [
        "certification.certified.v1",
        "certification.caregiver_designated.v1",
        "application.initiated.v1",
    ]
    patient, caregiver = await practice.people_told(certified["id"])
    assert (patient.part, caregiver.part) == (Part.PATIENT, Part.CAREGIVER)
    assert caregiver.email == "lee.canary@example.com"
    assert caregiver.person_id != patient.person_id
    assert await status_after(practice, certified["id"], "account-ana", "PATIENT") == "AWAITING_CAREGIVER"
    assert await status_after(practice, certified["id"], "account-lee", "CAREGIVER") == "REGISTERED"
    assert (await practice.told(certified["id"]))[3:] == [
        "application.changed.v1",
        "certification.registered.v1",
        "application.changed.v1",
    ]


async def test_a_caregiver_may_be_the_first_to_register(practice: Practice) -> None:
    certified = await cared_for(practice)

    assert await status_after(practice, certified["id"], "account-lee", "CAREGIVER") == "AWAITING_PATIENT"
    assert await status_after(practice, certified["id"], "account-ana", "PATIENT") == "REGISTERED"


async def test_nobody_affirms_for_the_other(practice: Practice) -> None:
    certified = await cared_for(practice)

    for account, part in (("account-ana", "CAREGIVER"), ("account-lee", "PATIENT")):
        refused = await complete(practice, certified["id"], account, part)
        assert [error["path"] for error in refused["userErrors"]] == [["input", "part"]]


async def test_a_caregiver_sees_whom_they_care_for_and_nothing_of_the_findings(practice: Practice) -> None:
    certified = await cared_for(practice)
    lee = practice.signer.token("account-lee")

    shown = await practice.client.data(
        """{ myApplications { id status patient { firstName street email } caregiver { firstName email }
             conditions { code } findings { examinedOn caregiverNeed } registration { status } } }""",
        lee,
    )

    (application,) = shown["myApplications"]
    assert application == {
        "id": certified["id"],
        "status": "CERTIFIED",
        "patient": {"firstName": "Ana", "street": None, "email": None},
        "caregiver": {"firstName": "Lee", "email": LEE["email"]},
        "conditions": [],
        "findings": {"examinedOn": None, "caregiverNeed": None},
        "registration": {"status": "AWAITING_PATIENT"},
    }


UNLAWFUL: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "who did not agree": ({"undertakesManagement": False}, CARED_FOR, "CARE-1"),
    "of ten": ({"dateOfBirth": MIA["dateOfBirth"]}, CARED_FOR, "CARE-2"),
    "who certifies the patient": ({"isPractitionerOfPatient": True}, CARED_FOR, "CARE-3"),
    "without need": ({}, {"caregiverNeeded": False, "caregiverNeed": "None"}, "CARE-7"),
    "without address": ({"email": None}, CARED_FOR, "CARE-13"),
}


@pytest.mark.parametrize("who", UNLAWFUL)
async def test_an_unlawful_caregiver_keeps_the_patient_from_being_certified(
    practice: Practice, who: str
) -> None:
    changes, findings, rule = UNLAWFUL[who]
    draft = await practice.draft(caregiver=LEE | changes, findings=findings)

    payload = await practice.submit(draft["id"])

    assert [error["message"].partition(":")[0] for error in payload["userErrors"]] == [rule]


async def test_the_patient_is_not_their_own_caregiver(practice: Practice) -> None:
    same = {"firstName": "ana", "lastName": "Canary-Same", "dateOfBirth": "1980-05-17"}
    draft = await practice.draft(caregiver=LEE | same, lastName="Canary-Same", findings=CARED_FOR)

    payload = await practice.submit(draft["id"])

    assert [error["message"].partition(":")[0] for error in payload["userErrors"]] == ["CARE-3B"]


async def test_a_second_patient_is_refused_without_telling_who_the_first_is(practice: Practice) -> None:
    await cared_for(practice)
    await practice.hear_of("osei")
    osei = practice.practitioner("osei")
    other = await practice.draft(osei, caregiver=LEE | {"firstName": "LEE"}, findings=CARED_FOR)

    payload = await practice.submit(other["id"], osei)

    (error,) = payload["userErrors"]
    assert error["message"].startswith("CARE-4: This person is already responsible for another patient.")


@pytest.mark.parametrize("relationship", ["PARENT", "GUARDIAN", "CONSERVATOR", "SIBLING", "LEGAL_CUSTODIAN"])
async def test_family_may_care_for_several(practice: Practice, relationship: str) -> None:
    one = await practice.certified(caregiver=LEE | {"relationship": relationship}, findings=CARED_FOR)
    two = await practice.certified(caregiver=PARENT, findings=CARED_FOR)

    assert one["status"] == two["status"] == "CERTIFIED"


async def test_a_daughter_may_care_for_both_her_parents_and_nobody_else(practice: Practice) -> None:
    """CARE-4: caregiver and patient have a parental relationship, whichever of them is the parent."""
    daughter = LEE | {"relationship": "CHILD"}
    parents = [await practice.certified(caregiver=daughter, findings=CARED_FOR) for _ in range(2)]
    neighbour = await practice.draft(caregiver=LEE, findings=CARED_FOR)

    payload = await practice.submit(neighbour["id"])

    assert [each["status"] for each in parents] == ["CERTIFIED"] * 2
    assert [error["message"].partition(":")[0] for error in payload["userErrors"]] == ["CARE-4"]


async def test_each_relationship_has_to_be_of_that_kind(practice: Practice) -> None:
    await practice.certified(caregiver=LEE | {"relationship": "SPOUSE"}, findings=CARED_FOR)
    draft = await practice.draft(caregiver=PARENT, findings=CARED_FOR)

    payload = await practice.submit(draft["id"])

    assert [error["message"].partition(":")[0] for error in payload["userErrors"]] == ["CARE-4"]


async def test_a_caregiver_of_another_name_at_the_same_address_is_reviewed(practice: Practice) -> None:
    await practice.certified(caregiver=LEE, findings=CARED_FOR)
    draft = await practice.draft(caregiver=LEE | {"firstName": "Leo"}, findings=CARED_FOR)

    payload = await practice.submit(draft["id"])

    assert payload["userErrors"] == []
    assert payload["certification"]["status"] == "IN_REVIEW"


async def test_so_is_one_at_the_address_to_which_a_caregiver_moved(practice: Practice) -> None:
    await cared_for(practice)
    sealed = practice.store.transport.seal({"email": "lee.new@example.com"}, ("event-moved", "sealed"))
    moved = AccountChanged(account_id="account-lee", sealed=sealed)
    await practice.hear(moved, subject="account-lee", id="event-moved")
    leo = LEE | {"firstName": "Leo", "email": "lee.new@example.com"}
    draft = await practice.draft(caregiver=leo, findings=CARED_FOR)

    reasons = (await practice.submit(draft["id"]))["certification"]["reviewReasons"]

    assert [reason["ruleId"] for reason in reasons] == ["CARE-14"]


@pytest.mark.parametrize(("relationship", "lawful"), [("OTHER", 1), ("SIBLING", 50)])
async def test_when_fifty_practitioners_designate_one_person_at_once_exactly_the_lawful_ones_succeed(
    practice: Practice, relationship: str, lawful: int
) -> None:
    drafts = []
    for number in range(50):
        await practice.hear_of(f"p{number}")
        token = practice.practitioner(f"p{number}")
        caregiver = LEE | {"relationship": relationship}
        drafts.append((token, (await practice.draft(token, caregiver=caregiver, findings=CARED_FOR))["id"]))

    answers = await asyncio.gather(*(practice.submit(draft, token) for token, draft in drafts))

    assert sum(not answer["userErrors"] for answer in answers) == lawful
    person = await practice.store.mongo["persons"].find_one({"responsibilities": {"$ne": []}})
    assert person is not None
    assert len(person["responsibilities"]) == lawful


async def test_of_many_names_at_one_address_at_once_all_but_the_first_are_reviewed(
    practice: Practice,
) -> None:
    drafts = [
        (await practice.draft(caregiver=LEE | {"firstName": f"Lee {number}"}, findings=CARED_FOR))["id"]
        for number in range(8)
    ]

    answers = await asyncio.gather(*map(practice.submit, drafts))

    assert sorted(answer["certification"]["status"] for answer in answers) == [
        "CERTIFIED",
        *["IN_REVIEW"] * 7,
    ]


async def test_the_end_of_a_certification_frees_its_caregiver(practice: Practice) -> None:
    former = await cared_for(practice)
    await practice.done("withdrawCertification", certificationId=former["id"], reason="Moved")

    anew = await practice.certified(caregiver=LEE, findings=CARED_FOR)

    assert anew["status"] == "CERTIFIED"


async def test_a_caregiver_is_designated_and_removed_while_the_certification_is_in_force(
    practice: Practice,
) -> None:
    certified = await practice.certified(findings=CARED_FOR)
    await practice.hear_that("account-ana", is_patient_of=certified["id"])
    await status_after(practice, certified["id"], "account-ana", "PATIENT")
    version = (await practice.found(certified["id"])).version

    named = await practice.done(
        "designateCaregiver",
        certificationId=certified["id"],
        version=version,
        caregiver=LEE,
        attestations=NEVER_CONVICTED,
    )
    assert named["registration"]["status"] == "AWAITING_CAREGIVER"
    second = {"certificationId": certified["id"], "version": named["version"], "caregiver": PARENT}
    refused = await practice.mutate("designateCaregiver", practice.rivera(), second)
    assert [error["code"] for error in refused["userErrors"]] == ["WRONG_STATE"]
    removed = await practice.done(
        "removeCaregiver", certificationId=certified["id"], version=named["version"]
    )

    assert removed["caregiver"] is None
    # Her need is documented: she is registered again with the next caregiver.
    assert removed["registration"]["status"] == "AWAITING_CAREGIVER"
    assert [person.part for person in await practice.people_told(certified["id"])] == [Part.PATIENT]
    person = await practice.store.mongo["persons"].find_one({"responsibilities": {"$ne": []}})
    assert person is None


async def test_who_is_no_longer_caregiver_sees_nothing_more(practice: Practice) -> None:
    certified = await cared_for(practice)
    version = (await practice.found(certified["id"])).version
    await practice.done("removeCaregiver", certificationId=certified["id"], version=version)

    lee = practice.signer.token("account-lee")
    assert await practice.client.data("{ myApplications { id } }", lee) == {"myApplications": []}


async def test_a_caregiver_who_is_named_later_is_judged_at_once(practice: Practice) -> None:
    certified = await practice.certified()  # no need was documented
    given = {"certificationId": certified["id"], "version": certified["version"], "caregiver": LEE}

    payload = await practice.mutate("designateCaregiver", practice.rivera(), given)

    assert [error["message"].partition(":")[0] for error in payload["userErrors"]] == ["CARE-7"]
    assert (await practice.found(certified["id"])).caregiver is None


async def test_an_adult_without_legal_capacity_keeps_the_guardian(practice: Practice) -> None:
    certified = await practice.certified(
        caregiver=LEE | {"relationship": "GUARDIAN"}, findings=CARED_FOR, lacksLegalCapacity=True
    )
    given = {"certificationId": certified["id"], "version": certified["version"]}

    payload = await practice.mutate("removeCaregiver", practice.rivera(), given)

    assert [error["code"] for error in payload["userErrors"]] == ["WRONG_STATE"]


async def test_who_needs_a_caregiver_no_longer_is_registered_without_one(practice: Practice) -> None:
    """RCSA 21a-408-7(a)(8): who needs one is registered only with one, and the need may end."""
    certified = await cared_for(practice)
    await status_after(practice, certified["id"], "account-ana", "PATIENT")
    version = (await practice.found(certified["id"])).version
    given = {"certificationId": certified["id"], "version": version}

    unsaid = await practice.mutate("removeCaregiver", practice.rivera(), given | {"needEndedBecause": " "})
    removed = await practice.done("removeCaregiver", **given, needEndedBecause="The tremor is gone")

    assert [error["path"] for error in unsaid["userErrors"]] == [["input", "needEndedBecause"]]
    assert removed["registration"]["status"] == "REGISTERED"
    assert (await practice.told(certified["id"]))[-2:] == [
        "certification.registered.v1",
        "application.changed.v1",
    ]
    after = await practice.found(certified["id"])
    assert after.need_ended_because == "The tremor is gone"
    assert after.decision is not None
    assert after.decision.facts["findings"]["caregiver_need"] == CARED_FOR["caregiverNeed"]
    again = {"certificationId": certified["id"], "version": removed["version"], "caregiver": LEE}
    refused = await practice.mutate("designateCaregiver", practice.rivera(), again)
    assert [error["message"].partition(":")[0] for error in refused["userErrors"]] == ["CARE-7"]


async def test_the_need_may_end_after_the_caregiver_is_gone_and_only_once(practice: Practice) -> None:
    certified = await practice.certified(findings=CARED_FOR)
    given = {"certificationId": certified["id"], "needEndedBecause": "The tremor is gone"}

    ended = await practice.done("removeCaregiver", **given, version=certified["version"])
    again = await practice.mutate("removeCaregiver", practice.rivera(), given | {"version": ended["version"]})

    assert not (await practice.found(certified["id"])).with_caregiver
    assert [error["code"] for error in again["userErrors"]] == ["WRONG_STATE"]


async def test_a_drafts_caregiver_is_named_changed_and_removed_with_a_version(practice: Practice) -> None:
    draft = await practice.draft()
    named = await practice.done(
        "designateCaregiver", certificationId=draft["id"], version=draft["version"], caregiver={}
    )
    stale = {"certificationId": draft["id"], "version": draft["version"], "caregiver": LEE}
    conflict = await practice.mutate("designateCaregiver", practice.rivera(), stale)
    known_as = named["caregiver"]["id"]
    named = await practice.done(
        "designateCaregiver", certificationId=draft["id"], version=named["version"], caregiver=LEE
    )
    of_draft = {"certificationId": draft["id"], "version": named["version"], "needEndedBecause": "Well"}
    elsewhere = await practice.mutate("removeCaregiver", practice.rivera(), of_draft)
    removed = await practice.done("removeCaregiver", certificationId=draft["id"], version=named["version"])

    assert [error["code"] for error in conflict["userErrors"]] == ["CONFLICT"]
    assert [error["path"] for error in elsewhere["userErrors"]] == [["input", "needEndedBecause"]]
    assert conflict["certification"]["caregiver"] == {"id": known_as, "firstName": None}
    assert named["caregiver"] == {"id": known_as, "firstName": "Lee"}
    assert removed["caregiver"] is None


async def test_a_caregiver_is_an_entity_for_those_who_may_see_them(practice: Practice) -> None:
    certified = await cared_for(practice)
    query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Caregiver { firstName } } }"
    reference = [{"__typename": "Caregiver", "id": certified["caregiver"]["id"]}]

    own = await practice.client.data(query, practice.rivera(), r=reference)
    await practice.hear_of("osei")
    others = await practice.client.data(query, practice.practitioner("osei"), r=reference)

    assert own["_entities"] == [{"firstName": "Lee"}]
    assert others["_entities"] == [None]


async def test_a_field_of_the_caregiver_that_no_form_would_send_is_refused_with_its_path(
    practice: Practice,
) -> None:
    draft = await practice.draft()
    bad = {
        "certificationId": draft["id"],
        "version": draft["version"],
        "caregiver": LEE | {"firstName": "x" * 201},
    }
    query = f"mutation($input: DesignateCaregiverInput!) {{ designateCaregiver(input: $input) {FIELDS} }}"

    payload = (await practice.client.data(query, practice.rivera(), input=bad))["designateCaregiver"]

    assert [error["path"] for error in payload["userErrors"]] == [["input", "caregiver", "firstName"]]
