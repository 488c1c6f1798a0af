"""From a draft to a registered patient, and every way in which it is refused."""

import asyncio
from typing import Any

import pytest

from chassis.consumer import Unacceptable
from chassis.events import Event, new_event_id, now
from chassis.sealed import Seal
from contracts.events.internal import ApplicationPeople, Part, Standing
from contracts.events.public import PUBLIC
from services.certification.domain.registration import STATEMENTS
from tests.certification.conftest import ANA, FIELDS, Practice

ALL_STATEMENTS = [statement.value for statement in STATEMENTS[Part.PATIENT]]
CHECK = """query($id: ID!) { checkCertification(id: $id) {
  blocked rulebookVersion outcomes { rule { id citation } result message paths blocks } } }"""


async def test_a_lawful_draft_is_certified_for_a_year_and_both_kinds_of_events_are_committed_with_it(
    practice: Practice,
) -> None:
    certified = await practice.certified()

    assert certified["status"] == "CERTIFIED"
    assert certified["registration"]["status"] == "AWAITING_PATIENT"
    assert certified["signedOn"] < certified["validUntil"]
    told = [(entry["exchange"], entry["type"], entry["sequence"]) for entry in await practice.outbox()]
    assert told == [
        ("certification.events", "certification.certified.v1", 1),
        ("mmp.internal", "application.initiated.v1", 2),
    ]


async def test_public_events_hold_no_personal_data_and_internal_ones_only_sealed(practice: Practice) -> None:
    certified = await practice.certified()

    public, internal = await practice.outbox()
    assert set(public["payload"]) == {"certificationId", "practitionerId", "status", "registration"} | {
        "signedOn",
        "validUntil",
        "rulebookVersion",
    }
    PUBLIC[0].model_validate(public["payload"])
    assert "anary" not in str(public) + str(internal)
    seal: Seal = practice.store.transport
    people = ApplicationPeople.model_validate(
        seal.open(internal["payload"]["sealed"], (internal["_id"], "sealed"))
    )
    assert people.people[0].email == "ana.canary@example.com"
    assert people.people[0].person_id == (await practice.found(certified["id"])).person_id


async def test_what_identifies_a_patient_is_sealed_in_the_database(practice: Practice) -> None:
    await practice.certified()

    stored = str([document async for document in practice.store.mongo["certifications"].find()])

    assert "anary" not in stored
    assert "1980-05-17" not in stored
    assert "TRAUMATIC" not in stored  # as which PTSD is kept


REFUSED: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "of tomorrow": ({"dateOfBirth": "2099-01-01"}, "AGE-1", ["patient", "dateOfBirth"]),
    "of New York": ({"state": "NY"}, "RES-1", ["patient", "state"]),
    "without an e-mail address": ({"email": None}, "MAIL-1", ["patient", "email"]),
    "without a phone number": ({"phone": None}, "PHN-1", ["patient", "phone"]),
    "of Fishers Island": ({"zip": "06390"}, "ADDR-3", ["patient", "zip"]),
}


@pytest.mark.parametrize("who", REFUSED)
async def test_a_patient_is_refused_with_the_rule_the_field_and_the_law(practice: Practice, who: str) -> None:
    changes, rule, path = REFUSED[who]
    draft = await practice.draft(**changes)

    payload = await practice.submit(draft["id"])

    (error,) = payload["userErrors"]
    assert error["code"] == "RULE_BLOCKS"
    assert error["message"].startswith(f"{rule}: ")
    assert error["path"] == path
    assert payload["certification"]["status"] == "DRAFT"
    assert await practice.outbox() == []


async def test_check_tells_every_rule_at_once(practice: Practice) -> None:
    payload = await practice.mutate("startCertification", practice.rivera(), {})
    draft_id = payload["certification"]["id"]

    checked = (await practice.client.data(CHECK, practice.rivera(), id=draft_id))["checkCertification"]

    results = {outcome["rule"]["id"]: outcome["result"] for outcome in checked["outcomes"]}
    assert checked["blocked"]
    assert results["WHO-1"] == results["PRAC-1"] == "HOLDS"
    assert results["MAIL-1"] == results["AGE-1"] == results["COND-1"] == "MISSING"
    assert all(outcome["rule"]["citation"] for outcome in checked["outcomes"])


async def test_a_suspended_practitioner_cannot_submit_and_what_was_certified_stays(
    practice: Practice,
) -> None:
    certified = await practice.certified()
    draft = await practice.draft()
    await practice.hear_of("rivera", license=Standing.SUSPENDED)

    payload = await practice.submit(draft["id"])

    assert [error["message"][:6] for error in payload["userErrors"]] == ["PRAC-1"]
    query = "query($id: ID!) { certification(id: $id) { status } }"
    kept = await practice.client.data(query, practice.rivera(), id=certified["id"])
    assert kept["certification"]["status"] == "CERTIFIED"


async def test_a_late_or_repeated_announcement_changes_nothing(practice: Practice) -> None:
    await practice.hear_of("rivera", license=Standing.SUSPENDED, sequence=10)
    for standing, sequence in ((Standing.ACTIVE, 9), (Standing.SUSPENDED, 10), (Standing.ACTIVE, 8)):
        await practice.hear_of("rivera", license=standing, sequence=sequence)

        practitioner = await practice.store.practitioners.find("rivera")
        assert practitioner is not None
        assert practitioner.license is not None
        assert practitioner.license.standing is Standing.SUSPENDED


async def test_a_draft_is_edited_by_parts_and_a_stale_edit_shows_the_newer_state(practice: Practice) -> None:
    draft = await practice.draft()
    edit = {"certificationId": draft["id"], "version": draft["version"]}

    first = await practice.mutate(
        "updatePatientProfile", practice.rivera(), edit | {"patient": {"firstName": "Anna", "email": None}}
    )
    second = await practice.mutate(
        "recordFindings", practice.rivera(), edit | {"findings": {"conditions": ["ALS"]}}
    )

    assert first["certification"]["patient"] == draft["patient"] | {"firstName": "Anna", "email": None}
    assert second["userErrors"][0]["code"] == "CONFLICT"
    assert second["certification"] == first["certification"]


async def test_texts_that_no_form_would_send_are_refused_with_their_path(practice: Practice) -> None:
    patient = ANA | {"firstName": "A\r\nBcc: eve@example.com", "city": "x" * 201}
    payload = await practice.mutate(
        "startCertification",
        practice.rivera(),
        {"patient": patient, "findings": {"conditions": ["PTSD", "A COLD"]}},
    )

    assert [error["path"] for error in payload["userErrors"]] == [
        ["input", "patient", "firstName"],
        ["input", "patient", "city"],
        ["input", "findings", "conditions", "1"],
    ]


async def test_the_patient_sees_the_application_affirms_everything_and_is_registered_once(
    practice: Practice,
) -> None:
    certified = await practice.certified()
    ana = practice.signer.token("account-ana")
    await practice.hear_that("account-ana", is_patient_of=certified["id"])

    shown = await practice.client.data("{ myApplications { id patient { firstName } } }", ana)
    half = await practice.mutate(
        "completeRegistration", ana, {"certificationId": certified["id"], "affirmed": ALL_STATEMENTS[:-1]}
    )
    done = await practice.mutate(
        "completeRegistration", ana, {"certificationId": certified["id"], "affirmed": ALL_STATEMENTS}
    )
    again = await practice.mutate(
        "completeRegistration", ana, {"certificationId": certified["id"], "affirmed": ALL_STATEMENTS}
    )

    assert shown["myApplications"] == [{"id": certified["id"], "patient": {"firstName": "Ana"}}]
    assert [error["code"] for error in half["userErrors"]] == ["REQUIRED"]
    assert done["certification"]["registration"]["status"] == "REGISTERED"
    assert again == done
    assert [entry["type"] for entry in await practice.outbox()] == [
        "certification.certified.v1",
        "application.initiated.v1",
        "certification.registered.v1",
        "application.changed.v1",
    ]


async def test_twenty_simultaneous_submissions_certify_once(practice: Practice) -> None:
    draft = await practice.draft()
    submit = {"certificationId": draft["id"], "version": draft["version"]}

    answers = await asyncio.gather(
        *(practice.mutate("submitCertification", practice.rivera(), submit) for _ in range(20))
    )

    assert sum(not answer["userErrors"] for answer in answers) == 1
    assert {error["code"] for answer in answers for error in answer["userErrors"]} == {"WRONG_STATE"}
    assert len(await practice.outbox()) == 2


STRANGERS: dict[str, dict[str, Any]] = {
    "another practitioner": {"account": "account-osei", "practitioner": "osei", "roles": ("PRACTITIONER",)},
    "a patient of somebody else": {"account": "account-ben"},
}
READ = "query($id: ID!) { certification(id: $id) { id } }"
ENTITY = """query($r: [_Any!]!) { _entities(representations: $r) {
  ... on Certification { status } ... on Patient { firstName } } }"""


@pytest.mark.parametrize("who", STRANGERS)
async def test_a_stranger_learns_nothing_not_even_whether_it_exists(practice: Practice, who: str) -> None:
    certified = await practice.certified()
    await practice.hear_of("osei")
    token = practice.signer.token(**STRANGERS[who])

    async def told(id: str, patient: str) -> list[Any]:
        affirm = {"certificationId": id, "affirmed": ALL_STATEMENTS}
        complete = (
            f"mutation($input: CompleteRegistrationInput!) {{ completeRegistration(input: $input) {FIELDS} }}"
        )
        submit = (
            f"mutation($input: SubmitCertificationInput!) {{ submitCertification(input: $input) {FIELDS} }}"
        )
        references = [{"__typename": "Certification", "id": id}, {"__typename": "Patient", "id": patient}]
        return [
            await practice.client.post(READ, token, id=id),
            await practice.client.post(CHECK, token, id=id),
            await practice.client.post(submit, token, input={"certificationId": id, "version": 1}),
            await practice.client.post(complete, token, input=affirm),
            await practice.client.post(ENTITY, token, r=references),
        ]

    others, absent = await told(certified["id"], certified["patient"]["id"]), await told("absent", "absent")
    assert others == absent
    assert "Ana" not in str(others)
    entities = others[-1]["data"]["_entities"]
    assert entities == [None, None]


async def test_a_patient_whose_link_has_not_arrived_yet_is_told_to_try_again(practice: Practice) -> None:
    certified = await practice.certified()
    ana = practice.signer.token("account-ana", roles=("PATIENT",))

    early = await practice.client.post("{ myApplications { id } }", ana)
    await practice.hear_that("account-ana", is_patient_of=certified["id"])

    assert early["errors"][0]["extensions"]["code"] == "SERVICE_UNAVAILABLE"
    assert await practice.client.data("{ myApplications { id } }", ana) == {
        "myApplications": [{"id": certified["id"]}]
    }


@pytest.mark.parametrize(
    "operation", [READ, CHECK, "{ certifications { edges { cursor } } }", "{ myApplications { id } }"]
)
async def test_nobody_is_told_to_sign_in(practice: Practice, operation: str) -> None:
    body = await practice.client.post(operation, id="x")
    forged = await practice.client.post(operation, "not.a.token", id="x")

    assert body["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}
    assert forged["errors"] == body["errors"]


async def test_an_account_that_proved_nothing_is_told_how_to(practice: Practice) -> None:
    token = practice.signer.token("account-new")

    body = await practice.client.post("{ certifications { edges { cursor } } }", token)

    assert body["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
    assert "identifyAsPractitioner" in body["errors"][0]["message"]


async def test_a_practitioner_we_have_not_heard_of_yet_is_asked_to_try_again(practice: Practice) -> None:
    token = practice.signer.token("account-new", practitioner="new")
    query = f"mutation {{ startCertification(input: {{}}) {FIELDS} }}"

    body = await practice.client.post(query, token)

    assert body["errors"][0]["extensions"] == {"code": "SERVICE_UNAVAILABLE"}


async def test_the_list_is_paged_newest_first_and_filtered(practice: Practice) -> None:
    made = [(await practice.draft())["id"] for _ in range(3)]
    certified = await practice.certified()
    query = """query($first: Int!, $after: String, $filter: CertificationFilter) {
      certifications(first: $first, after: $after, filter: $filter) {
        edges { node { id } } pageInfo { hasNextPage endCursor } } }"""
    rivera = practice.rivera()

    first = (await practice.client.data(query, rivera, first=3))["certifications"]
    second = (await practice.client.data(query, rivera, first=3, after=first["pageInfo"]["endCursor"]))[
        "certifications"
    ]
    drafts = (await practice.client.data(query, rivera, first=9, filter={"status": "DRAFT"}))[
        "certifications"
    ]

    ids = [edge["node"]["id"] for page in (first, second) for edge in page["edges"]]
    assert sorted(ids) == sorted([*made, certified["id"]])
    assert ids[0] == certified["id"]
    assert first["pageInfo"]["hasNextPage"]
    assert not second["pageInfo"]["hasNextPage"]
    assert len(drafts["edges"]) == 3


@pytest.mark.parametrize("page", [{"first": 0}, {"first": 101}, {"first": 5, "after": "nonsense"}])
async def test_a_page_that_cannot_be_is_refused(practice: Practice, page: dict[str, Any]) -> None:
    query = "query($first: Int!, $after: String) { certifications(first: $first, after: $after) { edges { cursor } } }"

    body = await practice.client.post(query, practice.rivera(), **page)

    assert body["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


async def test_events_of_another_shape_are_refused_for_good(practice: Practice) -> None:
    event = Event(
        "mmp.internal", "account.linked.v1", "account_link", "x", 1, {"accountId": 7}, new_event_id(), now()
    )
    with pytest.raises(Unacceptable):
        await practice.apply(event)
