"""What a mutation answers is no way around what its caller may see."""

from typing import Any

from contracts.events.internal import Part
from tests.certification.conftest import ANA, CARED_FOR, FINDINGS, LEE, NEVER_CONVICTED, Practice
from tests.certification.test_caregivers import AFFIRMED, cared_for, status_after

RECORD = """{ certification { id patient { firstName dateOfBirth street phone email } conditions { code }
  findings { examinedOn } } userErrors { code message path } }"""
FOUND = "query($id: ID!) { certification(id: $id) { id } }"


async def answered(practice: Practice, name: str, token: str, **input: Any) -> dict[str, Any]:
    kind = f"{name[0].upper()}{name[1:]}Input"
    document = f"mutation($input: {kind}!) {{ {name}(input: $input) {RECORD} }}"
    payload: dict[str, Any] = (await practice.client.data(document, token, input=input))[name]
    return payload


async def test_a_caregiver_learns_from_no_answer_what_was_found(practice: Practice) -> None:
    certified = await cared_for(practice)
    lee = practice.signer.token("account-lee")
    about = {"certificationId": certified["id"]}

    told = [
        await answered(practice, "reportChange", lee, **about, text="New phone"),
        await answered(
            practice,
            "completeRegistration",
            lee,
            **about,
            part="CAREGIVER",
            affirmed=AFFIRMED[Part.CAREGIVER],
        ),
    ]

    for payload in told:
        assert payload["userErrors"] == []
        shown = payload["certification"]
        assert shown["patient"]["firstName"] == "Ana"
        assert {shown["patient"][fact] for fact in ("dateOfBirth", "street", "phone", "email")} == {None}
        assert shown["conditions"] == []
        assert shown["findings"]["examinedOn"] is None


async def test_a_removed_caregiver_learns_nothing_by_sending_again(practice: Practice) -> None:
    certified = await cared_for(practice)
    lee = practice.signer.token("account-lee")
    given = {
        "certificationId": certified["id"],
        "part": "CAREGIVER",
        "affirmed": AFFIRMED[Part.CAREGIVER],
        "idempotencyKey": "once",
    }
    first = await answered(practice, "completeRegistration", lee, **given)
    version = (await practice.found(certified["id"])).version
    await practice.done("removeCaregiver", certificationId=certified["id"], version=version)

    again = await answered(practice, "completeRegistration", lee, **given)

    assert first["userErrors"] == []
    assert again == {"certification": None, "userErrors": []}


async def test_a_delegate_does_not_see_what_was_signed_by_sending_the_draft_again(practice: Practice) -> None:
    await practice.appoint("account-sam")
    sam = practice.signer.token("account-sam")
    given = {"patient": ANA, "findings": FINDINGS, "idempotencyKey": "once"}
    draft = (await answered(practice, "startCertification", sam, **given))["certification"]
    await practice.submit(draft["id"])

    again = await answered(practice, "startCertification", sam, **given)

    assert again == {"certification": None, "userErrors": []}
    assert (await practice.client.post(FOUND, sam, id=draft["id"]))["data"]["certification"] is None


async def test_that_a_delegate_saw_a_newer_state_is_written_down(practice: Practice) -> None:
    await practice.appoint("account-sam")
    draft = await practice.draft()
    stale = {"certificationId": draft["id"], "version": 0, "patient": {"state": "CT"}}

    payload = await practice.mutate("updatePatientProfile", practice.signer.token("account-sam"), stale)

    assert [error["code"] for error in payload["userErrors"]] == ["CONFLICT"]
    assert await practice.store.mongo["reads"].count_documents({"accountId": "account-sam"}) == 1


async def test_who_needs_a_caregiver_is_registered_only_with_one(practice: Practice) -> None:
    certified = await practice.certified(findings=CARED_FOR)
    await practice.hear_that("account-ana", is_patient_of=certified["id"])

    alone = await status_after(practice, certified["id"], "account-ana", "PATIENT")
    version = (await practice.found(certified["id"])).version
    given = {"certificationId": certified["id"], "version": version, "caregiver": LEE}
    await practice.done("designateCaregiver", **given, attestations=NEVER_CONVICTED)
    await practice.hear_that_caregiver("account-lee", is_caregiver_in=certified["id"])

    assert alone == "AWAITING_CAREGIVER"
    assert await status_after(practice, certified["id"], "account-lee", "CAREGIVER") == "REGISTERED"


async def test_a_search_for_what_nobody_has_is_refused(practice: Practice) -> None:
    await practice.certified()
    document = (
        "query($f: CertificationFilter!) { certifications(filter: $f, first: 5) { edges { node { id } } } }"
    )
    for patient in ({"phone": "12345"}, {"email": "nonsense"}, {"lastName": "--"}):
        answer = await practice.client.post(document, practice.rivera(), f={"patient": patient})
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
