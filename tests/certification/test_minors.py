"""A minor: two physicians sign, the guardian is the caregiver and does both parts of the registration."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from contracts.events.internal import Part, Profession
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.life import starting
from services.certification.domain.people import Attestation
from services.certification.domain.registration import STATEMENTS
from services.certification.usecases.sweep import CAME_OF_AGE, sweep
from tests.certification.conftest import FIELDS, MIA, SIGNS, Practice
from tests.certification.test_desk import hear_of_temporary
from tests.certification.test_life import days_after
from tests.certification.test_rules_decisions import review

READ = "query($r: String!) { certificationToCosign(reference: $r) { id patient { firstName } } }"


async def waiting(practice: Practice, **changes: Any) -> dict[str, Any]:
    await practice.hear_of("rivera", board_certifications=("Neurology",))
    await practice.hear_of("osei")
    payload = await practice.submit((await practice.draft(**MIA | changes))["id"])
    assert payload["userErrors"] == []
    certification: dict[str, Any] = payload["certification"]
    assert certification["status"] == "AWAITING_COSIGNATURE"
    return certification


async def cosign(practice: Practice, reference: str, who: str = "osei", **given: Any) -> dict[str, Any]:
    sent = SIGNS | {"reference": reference} | given
    return await practice.mutate("cosignCertification", practice.practitioner(who), sent)


async def test_nothing_is_certified_until_both_physicians_have_signed(practice: Practice) -> None:
    first = await waiting(practice)
    assert await practice.outbox() == []
    assert first["registration"] is None
    reference = first["cosignature"]["reference"]

    shown = await practice.client.data(READ, practice.practitioner("osei"), r=reference)
    done = await cosign(practice, f" {reference[:8].lower()}-{reference[8:]} ")

    assert shown["certificationToCosign"] == {"id": first["id"], "patient": {"firstName": "Mia"}}
    assert done["userErrors"] == []
    certified = done["certification"]
    assert certified["status"] == "CERTIFIED"
    assert certified["cosignature"] == {
        "reference": None,
        "role": "PRIMARY_CARE",
        "signedOn": certified["signedOn"],
    }
    assert await practice.told(first["id"]) == [
        "certification.certified.v1",
        "certification.caregiver_designated.v1",
        "application.initiated.v1",
    ]
    patient, guardian = await practice.people_told(first["id"])
    assert patient.minor
    assert patient.email == guardian.email == "eva.canary@example.com"


async def test_a_client_is_told_when_only_the_second_signature_is_missing(practice: Practice) -> None:
    check = "query($id: ID!) { checkCertification(id: $id) { blocked awaitsCosignature } }"
    rivera = practice.practitioner("rivera")
    await practice.hear_of("rivera", board_certifications=("Neurology",))
    whole = await practice.draft(**MIA)
    open_too = await practice.draft(**MIA | {"findings": MIA["findings"] | {"dosageForms": []}})

    told = [
        (await practice.client.data(check, rivera, id=draft["id"]))["checkCertification"]
        for draft in (whole, open_too)
    ]

    assert [each["awaitsCosignature"] for each in told] == [True, False]
    assert all(each["blocked"] for each in told)


async def test_the_guardian_completes_both_parts_with_one_account(practice: Practice) -> None:
    first = await waiting(practice)
    await cosign(practice, first["cosignature"]["reference"])
    eva = practice.signer.token("account-eva")
    await practice.hear_that("account-eva", is_patient_of=first["id"])
    await practice.hear_that_caregiver("account-eva", is_caregiver_in=first["id"])

    statuses = []
    for part in (Part.PATIENT, Part.CAREGIVER):
        affirmed = [statement.value for statement in STATEMENTS[part]]
        done = await practice.done(
            "completeRegistration", eva, certificationId=first["id"], part=part.value, affirmed=affirmed
        )
        statuses.append(done["registration"]["status"])

    assert statuses == ["AWAITING_CAREGIVER", "REGISTERED"]


async def test_a_guardian_without_an_address_has_the_minors_temporary_one(practice: Practice) -> None:
    temporary = "p-mia@patients.registry.example"
    await hear_of_temporary(practice, temporary)
    first = await waiting(practice, email=temporary, caregiver=MIA["caregiver"] | {"email": temporary})

    await cosign(practice, first["cosignature"]["reference"])

    told = await practice.people_told(first["id"])
    assert [(each.email, each.temporary_email) for each in told] == [(temporary, True)] * 2


async def test_who_is_known_as_the_caregiver_alone_sees_no_second_physician(practice: Practice) -> None:
    first = await waiting(practice)
    await cosign(practice, first["cosignature"]["reference"])
    await practice.hear_that_caregiver("account-eva", is_caregiver_in=first["id"])

    query = "query($id: ID!) { certification(id: $id) { status cosignature { role practitioner { id } } } }"
    shown = await practice.client.data(query, practice.signer.token("account-eva"), id=first["id"])

    assert shown["certification"] == {"status": "CERTIFIED", "cosignature": None}


async def test_a_minors_caregiver_cannot_be_removed(practice: Practice) -> None:
    first = await waiting(practice)
    certified = (await cosign(practice, first["cosignature"]["reference"]))["certification"]
    given = {"certificationId": first["id"], "version": certified["version"]}

    payload = await practice.mutate("removeCaregiver", practice.rivera(), given)

    assert [error["code"] for error in payload["userErrors"]] == ["WRONG_STATE"]


async def test_the_second_physician_refuses_with_a_reason_which_the_first_reads(practice: Practice) -> None:
    first = await waiting(practice)
    reference = first["cosignature"]["reference"]

    unexplained = await cosign(practice, reference, approve=False)
    refused = await cosign(practice, reference, approve=False, reason="Not in her best interest")

    assert [error["path"] for error in unexplained["userErrors"]] == [["input", "reason"]]
    assert refused["userErrors"] == []
    draft = await practice.found(first["id"])
    assert (draft.status, draft.returned_because) == ("DRAFT", "Not in her best interest")
    body = await practice.client.post(READ, practice.practitioner("osei"), r=reference)
    assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_what_a_reviewer_refused_is_kept_where_the_second_physician_refuses_next(
    practice: Practice,
) -> None:
    first = await waiting(practice)
    await practice.hear_of("rivera")  # without a board certification, which is reviewed
    await cosign(practice, first["cosignature"]["reference"])
    await review(practice, first["id"], approve=False, reason="No neurologist")

    again = (await practice.submit(first["id"]))["certification"]
    await cosign(practice, again["cosignature"]["reference"], approve=False, reason="Not now")

    decision = (await practice.found(first["id"])).decision
    assert decision is not None
    assert decision.review is not None
    assert decision.review.reason == "No neurologist"


async def test_a_refusal_whose_answer_was_lost_is_answered_again(practice: Practice) -> None:
    reference = (await waiting(practice))["cosignature"]["reference"]
    given: dict[str, Any] = {"approve": False, "reason": "Not now", "idempotencyKey": "refuse-1"}

    answers = [await cosign(practice, reference, **given) for _ in range(2)]

    assert [answer["userErrors"] for answer in answers] == [[], []]


async def test_the_same_physician_cannot_sign_twice_nor_both_in_one_role(practice: Practice) -> None:
    first = await waiting(practice)
    reference = first["cosignature"]["reference"]

    alone = await cosign(practice, reference, who="rivera")
    same_role = await cosign(practice, reference, role="BOARD_CERTIFIED")
    unsaid = await cosign(practice, reference, role=None)

    assert "MIN-1" in {error["message"].partition(":")[0] for error in alone["userErrors"]}
    for answer in (same_role, unsaid):
        assert "MIN-1B" in {error["message"].partition(":")[0] for error in answer["userErrors"]}
        assert answer["certification"] is None, "who has not signed it has it by its reference alone"
    assert alone["certification"] == first, "nothing is told of a signature that does not count"
    assert (await practice.found(first["id"])).status == "AWAITING_COSIGNATURE"


async def test_the_second_physician_affirms_the_minors_best_interest_and_nothing_of_the_first_s(
    practice: Practice,
) -> None:
    first = await waiting(practice)
    reference = first["cosignature"]["reference"]

    silent = await cosign(practice, reference, attestations=None)
    too_much = await cosign(practice, reference, attestations=["ONGOING_CARE"])
    signed = await cosign(practice, reference)

    assert [error["message"].partition(":")[0] for error in silent["userErrors"]] == ["MIN-2B"]
    assert silent["userErrors"][0]["path"] == ["cosigner", "attestations"]
    assert [(error["code"], error["path"]) for error in too_much["userErrors"]] == [
        ("INVALID", ["input", "attestations"])
    ]
    assert signed["certification"]["status"] == "CERTIFIED"
    cosignature = (await practice.found(first["id"])).cosignature
    assert cosignature is not None
    assert cosignature.attestations == (Attestation.IN_MINORS_BEST_INTEREST,)


async def test_a_nurse_practitioner_is_no_second_physician(practice: Practice) -> None:
    first = await waiting(practice)
    await practice.hear_of("nurse", profession=Profession.NURSE_PRACTITIONER)

    payload = await cosign(practice, first["cosignature"]["reference"], who="nurse")

    assert [error["message"].partition(":")[0] for error in payload["userErrors"]] == ["MIN-1"]


async def test_who_is_nobody_cannot_read_it_by_its_reference(practice: Practice) -> None:
    first = await waiting(practice)
    body = await practice.client.post(
        READ, practice.signer.token("account-new"), r=first["cosignature"]["reference"]
    )
    assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_the_first_physician_takes_it_back_and_it_is_a_draft_again(practice: Practice) -> None:
    first = await waiting(practice)
    back = await practice.done("withdrawCertification", certificationId=first["id"], reason="A slip")

    assert (back["status"], back["cosignature"], back["signedOn"]) == ("DRAFT", None, None)
    payload = await practice.client.post(
        f"mutation($input: CosignCertificationInput!) {{ cosignCertification(input: $input) {FIELDS} }}",
        practice.practitioner("osei"),
        input=SIGNS | {"reference": first["cosignature"]["reference"]},
    )
    assert payload["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_after_thirty_days_without_the_second_signature_it_is_a_draft_again(practice: Practice) -> None:
    first = await waiting(practice)

    await sweep(starting_on(first["signedOn"], 30), practice.store)
    assert (await practice.found(first["id"])).status == "AWAITING_COSIGNATURE"
    await sweep(starting_on(first["signedOn"], 31), practice.store)

    draft = await practice.found(first["id"])
    assert draft.status == "DRAFT"
    assert draft.returned_because is not None


async def test_who_comes_of_age_before_the_second_signature_is_a_draft_again_on_that_day(
    practice: Practice,
) -> None:
    """AGE-2 tells the second physician; the first finds it among the drafts, and why."""
    today = connecticut_date(datetime.now(UTC))
    birthday = today + timedelta(days=10)
    if (birthday.month, birthday.day) == (2, 29):
        birthday += timedelta(days=1)  # eighteen years before there was none
    born = str(birthday.replace(year=birthday.year - 18))
    first = await waiting(practice, dateOfBirth=born)

    await sweep(starting(birthday) - timedelta(seconds=1), practice.store)
    assert (await practice.found(first["id"])).status == "AWAITING_COSIGNATURE"
    await sweep(starting(birthday), practice.store)

    draft = await practice.found(first["id"])
    assert (draft.status, draft.returned_because) == ("DRAFT", CAME_OF_AGE)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"caregiver": None}, "MIN-7"),
        ({"findings": MIA["findings"] | {"conditions": ["PTSD"]}}, "MIN-6"),
        ({"findings": MIA["findings"] | {"dosageForms": ["SMOKABLE"]}}, "MIN-5"),
    ],
)
async def test_what_a_minor_needs_is_asked_before_anybody_signs(
    practice: Practice, changes: dict[str, Any], rule: str
) -> None:
    await practice.hear_of("rivera", board_certifications=("Neurology",))
    draft = await practice.draft(**MIA | changes)

    payload = await practice.submit(draft["id"])

    assert rule in {error["message"].partition(":")[0] for error in payload["userErrors"]}


def starting_on(day: str, later: int) -> datetime:
    return starting(date.fromisoformat(days_after(day, later)))
