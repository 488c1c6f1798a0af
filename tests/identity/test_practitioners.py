"""The door "I am a physician": proof, profile, binding, and what the registry changes afterwards."""

import base64
from typing import Any

import pytest

from contracts.events.internal import (
    PractitionerChanged,
    PractitionerConfirmed,
    PractitionerContact,
    Standing,
)
from services.identity.store.claims import FIRST_WAIT
from tests.identity.conftest import Office, at_once, errors_of
from tests.identity.operations import mutation
from tests.identity.registry_file import dea_number

ELENA = "elena@example.com"
UNKNOWN = dea_number(999_999)
REPRESENTATION = """query($r: [_Any!]!) { _entities(representations: $r) {
  ... on Practitioner { id lastName confirmed } } }"""


@pytest.fixture
async def elena(office: Office) -> str:
    return await office.session_of_new(ELENA)


async def test_both_numbers_show_the_profile_with_a_masked_dea_number(office: Office, elena: str) -> None:
    payload = await office.identify(elena, " fr 1234563 ", " 6789 ")

    assert payload["userErrors"] == []
    profile = payload["profile"]
    assert profile.pop("practitionerId")
    assert profile == {
        "profession": "PHYSICIAN",
        "firstName": "Elena",
        "lastName": "Rivera-Canary",
        "credential": "MD",
        "license": {"number": "1.012345", "standing": "ACTIVE", "expiresOn": "2027-03-31"},
        "controlledSubstance": {"number": "CSP.0012345", "standing": "ACTIVE", "expiresOn": None},
        "dea": {"number": "FR•••••63", "standing": "ACTIVE", "expiresOn": "2028-01-31"},
        "street": "1 Canary Lane",
        "city": "Hartford",
        "state": "CT",
        "zip": "06103",
        "boardCertifications": ["Pediatrics", "Neurology"],
        "deaFindings": [],
    }
    assert "1234563" not in str(payload)
    assert "6789" not in str(payload)


async def test_an_unknown_number_and_wrong_digits_answer_alike(office: Office, elena: str) -> None:
    wrong = await office.identify(elena, ssn_last4="1111")
    unknown = await office.identify(elena, UNKNOWN)

    assert wrong["profile"] is None
    assert errors_of(wrong) == [("NO_MATCH", "deaNumber")]
    assert wrong == unknown


@pytest.mark.parametrize(
    ("dea_number", "ssn_last4", "paths"),
    [
        ("FR123456", "6789", ["deaNumber"]),
        ("XR1234563", "6789", ["deaNumber"]),
        ("FR1234563-001AB", "6789", ["deaNumber"]),
        ("FR1234563", "678", ["ssnLast4"]),
        ("FR1234563", "0000", ["ssnLast4"]),
        ("FR1234563", "६७८९", ["ssnLast4"]),
        ("", "", ["deaNumber", "ssnLast4"]),
    ],
)
async def test_what_cannot_be_a_number_is_refused_with_its_path_and_is_no_try(
    office: Office, elena: str, dea_number: str, ssn_last4: str, paths: list[str]
) -> None:
    for _ in range(6):
        payload = await office.identify(elena, dea_number, ssn_last4)
        assert errors_of(payload) == [("INVALID", path) for path in paths]

    assert errors_of(await office.identify(elena)) == []


async def test_after_five_failures_even_the_right_numbers_wait_and_other_accounts_do_not(
    office: Office, elena: str
) -> None:
    for _ in range(5):
        await office.identify(elena, ssn_last4="1111")

    sixth = await office.identify(elena)
    another = await office.identify(await office.session_of_new("another@example.com"))
    office.turn_clock(FIRST_WAIT)
    later = await office.identify(elena)

    assert errors_of(sixth) == [("TOO_MANY_ATTEMPTS", "ssnLast4")]
    assert errors_of(another) == errors_of(later) == []


async def test_a_confirmed_profile_is_in_me_and_in_the_next_token(office: Office) -> None:
    await office.new_account(ELENA)
    session = (await office.sign_in(ELENA))["session"]
    practitioner = await office.claimed(session["accessToken"])

    confirmed = await office.confirm(session["accessToken"], practitioner)
    refreshed = await office.mutate("refreshSession", refreshToken=session["refreshToken"])

    told = {"id": practitioner, "lastName": "Rivera-Canary", "confirmed": True}
    assert confirmed["practitioner"] == told | {"profession": "PHYSICIAN", "firstName": "Elena"}
    me = await office.me(refreshed["session"]["accessToken"])
    assert me["practitioner"] == told
    assert me["roles"] == ["PRACTITIONER"]
    assert practitioner in _claims(refreshed["session"]["accessToken"])
    assert practitioner not in _claims(session["accessToken"])


async def test_confirming_twice_binds_and_tells_once(office: Office, elena: str) -> None:
    practitioner = await office.claimed(elena)

    first = await office.confirm(elena, practitioner)
    second = await office.confirm(elena, practitioner)

    assert first == second
    assert len(await office.outbox(PractitionerConfirmed.TYPE)) == 1


async def test_the_event_fits_its_model_carries_a_sequence_and_names_nobody(
    office: Office, elena: str
) -> None:
    practitioner = await office.claimed(elena)
    await office.confirm(elena, practitioner)

    (entry,) = await office.outbox()
    state = PractitionerConfirmed.model_validate(entry["payload"])
    assert (entry["type"], entry["aggregateid"], entry["sequence"]) == (state.TYPE, practitioner, 1)
    assert state.confirmed
    assert state.account_id == (await office.me(elena))["id"]
    assert state.license.standing is state.dea.standing is Standing.ACTIVE
    assert state.board_certifications == ("Pediatrics", "Neurology")
    assert (state.dea_state, state.practice_state) == ("CT", "CT")
    opened = office.store.transport.open(state.sealed, (entry["_id"], "sealed"))
    assert PractitionerContact.model_validate(opened).name == "Elena Rivera-Canary, MD"
    assert "anary" not in str(entry)


async def test_nobody_confirms_or_reports_what_they_have_not_proved(office: Office, elena: str) -> None:
    practitioner = await office.claimed(elena)
    stranger = await office.session_of_new("stranger@example.com")

    for each in (practitioner, "absent", ""):
        assert errors_of(await office.confirm(stranger, each)) == [("NOT_FOUND", "practitionerId")]
        assert errors_of(await office.report(stranger, each)) == [("NOT_FOUND", "practitionerId")]
    assert await office.outbox() == []


async def test_of_fifty_simultaneous_claims_of_different_accounts_exactly_one_wins(office: Office) -> None:
    tokens = [await office.session_of_new(f"claimant{n}@example.com") for n in range(50)]
    practitioner = await office.claimed(tokens[0])
    for token in tokens[1:]:
        await office.claimed(token)

    payloads = await at_once(*(office.confirm(token, practitioner) for token in tokens))

    assert sum(not payload["userErrors"] for payload in payloads) == 1
    lost = [payload for payload in payloads if payload["userErrors"]]
    assert {tuple(errors_of(payload)) for payload in lost} == {(("CONFLICT", "practitionerId"),)}
    bound = await office.store.mongo["accounts"].find({"practitionerId": practitioner}).to_list(None)
    assert len(bound) == 1
    (told,) = await office.outbox()
    assert told["payload"]["accountId"] == bound[0]["_id"]


async def test_a_practitioner_who_is_taken_is_refused_to_who_knows_the_numbers_too(
    office: Office, elena: str
) -> None:
    late = await office.session_of_new("late@example.com")
    practitioner = await office.claimed(late)
    await office.confirm(elena, await office.claimed(elena))

    for told, field in (
        (await office.identify(late), "deaNumber"),
        (await office.confirm(late, practitioner), "practitionerId"),
    ):
        assert errors_of(told) == [("CONFLICT", field)]
        assert "write to review@registry.example" in told["userErrors"][0]["message"]


async def test_who_only_claimed_cannot_stop_the_practitioner_who_confirmed(
    office: Office, elena: str
) -> None:
    late = await office.session_of_new("late@example.com")
    practitioner = await office.claimed(late)
    await office.confirm(elena, await office.claimed(elena))

    payload = await office.report(late, practitioner)

    assert errors_of(payload) == [("CONFLICT", "practitionerId")]
    assert (await office.me(elena))["practitioner"]["confirmed"]
    assert await office.outbox(PractitionerChanged.TYPE) == []


async def test_one_account_is_one_practitioner(office: Office, elena: str) -> None:
    other = dea_number(7, "MO")
    await office.imported(dea_number=other, profession="NURSE_PRACTITIONER", credential="APRN")
    await office.confirm(elena, await office.claimed(elena))

    payload = await office.confirm(elena, await office.claimed(elena, dea_number=other))

    assert errors_of(payload) == [("NOT_FOUND", "practitionerId")]
    assert len(await office.outbox()) == 1


async def test_a_nurse_practitioner_comes_through_the_same_door(office: Office, elena: str) -> None:
    await office.imported(dea_number=dea_number(7, "MO"), profession="NURSE_PRACTITIONER", credential="APRN")

    practitioner = await office.claimed(elena, dea_number=dea_number(7, "MO"))

    assert (await office.confirm(elena, practitioner))["practitioner"]["profession"] == "NURSE_PRACTITIONER"


async def test_a_reported_problem_takes_the_confirmation_and_a_new_import_does_not_give_it_back(
    office: Office, elena: str
) -> None:
    practitioner = await office.claimed(elena)
    await office.confirm(elena, practitioner)

    reported = await office.report(elena, practitioner)
    await office.imported(last_name="Rivera")
    again = await office.confirm(elena, practitioner)

    assert reported["practitioner"]["confirmed"] is False
    assert errors_of(again) == [("WRONG_STATE", "practitionerId")]
    assert (await office.me(elena))["practitioner"]["confirmed"] is False
    assert [
        (entry["type"], entry["sequence"], entry["payload"]["confirmed"]) for entry in await office.outbox()
    ] == [
        ("practitioner.confirmed.v1", 1, True),
        ("practitioner.changed.v1", 2, False),
        ("practitioner.changed.v1", 3, False),
    ]
    (kept,) = await office.store.mongo["practitioners"].find().to_list(None)
    assert "problem" in kept


async def test_who_reports_a_problem_before_confirming_cannot_confirm(office: Office, elena: str) -> None:
    practitioner = await office.claimed(elena)

    reported = await office.report(elena, practitioner)
    confirmed = await office.confirm(elena, practitioner)

    assert reported["practitioner"]["confirmed"] is False
    assert errors_of(confirmed) == [("WRONG_STATE", "practitionerId")]
    assert (await office.me(elena))["practitioner"] is None
    assert await office.outbox() == []


@pytest.mark.parametrize("message", ["", "  ", "x" * 1001])
async def test_a_problem_has_to_be_told_in_some_words(office: Office, elena: str, message: str) -> None:
    practitioner = await office.claimed(elena)

    payload = await office.report(elena, practitioner, message)

    assert errors_of(payload) == [("INVALID", "message")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"dea_status": "SUSPENDED"}, {"dea": {"standing": "SUSPENDED"}}),
        ({"dea_expires_on": "2026-01-31"}, {"dea": {"expiresOn": "2026-01-31"}}),
        ({"dea_state": "NY"}, {"deaState": "NY"}),
        ({"state": "MA"}, {"practiceState": "MA"}),
    ],
)
async def test_an_import_that_changes_the_dea_registration_tells_so(
    office: Office, elena: str, row: dict[str, str], told: dict[str, Any]
) -> None:
    await office.confirm(elena, await office.claimed(elena))

    await office.imported(**row)

    _, after = await office.outbox()
    for name, value in told.items():
        payload = after["payload"][name]
        assert payload == value if isinstance(value, str) else payload | value == payload


async def test_an_import_that_suspends_the_licence_tells_so_with_a_higher_sequence(
    office: Office, elena: str
) -> None:
    await office.confirm(elena, await office.claimed(elena))

    same = await office.imported()
    changed = await office.imported(license_status="SUSPENDED")
    repeated = await office.imported(license_status="SUSPENDED")

    assert (same, changed, repeated) == ("unchanged", "changed", "unchanged")
    before, after = await office.outbox()
    state = PractitionerChanged.model_validate(after["payload"])
    assert after["type"] == state.TYPE
    assert after["sequence"] > before["sequence"]
    assert after["aggregateid"] == before["aggregateid"]
    assert state.license.standing is Standing.SUSPENDED
    assert state.confirmed


async def test_what_changes_for_somebody_nobody_knows_yet_is_not_told(office: Office) -> None:
    assert await office.imported(license_status="LAPSED") == "changed"
    assert await office.imported(dea_number=UNKNOWN) == "added"

    assert await office.outbox() == []


async def test_a_new_import_may_change_the_digits_and_keeps_the_binding(office: Office, elena: str) -> None:
    practitioner = await office.claimed(elena)
    await office.confirm(elena, practitioner)

    assert await office.imported(ssn_last4="4321") == "changed"

    assert errors_of(await office.identify(elena)) == [("NO_MATCH", "deaNumber")]
    assert await office.claimed(elena, ssn_last4="4321") == practitioner
    assert (await office.me(elena))["practitioner"]["id"] == practitioner


async def test_only_confirmed_practitioners_are_shown_and_only_to_who_signed_in(
    office: Office, elena: str
) -> None:
    practitioner = await office.claimed(elena)
    references = [{"__typename": "Practitioner", "id": each} for each in (practitioner, "absent")]

    async def shown(token: str | None) -> list[Any]:
        data = await office.client.data(REPRESENTATION, token, r=references)
        entities: list[Any] = data["_entities"]
        return entities

    before = await shown(elena)
    await office.confirm(elena, practitioner)

    assert before == await shown(None) == [None, None]
    patient = await office.session_of_new("ana@example.com")
    assert (await shown(patient))[0]["lastName"] == "Rivera-Canary"


@pytest.mark.parametrize(
    ("name", "input"),
    [
        ("identifyAsPractitioner", {"deaNumber": "FR1234563", "ssnLast4": "6789"}),
        ("confirmPractitionerProfile", {"practitionerId": "x"}),
        ("reportProfileProblem", {"practitionerId": "x", "message": "x"}),
        ("identifyAsPatient", {"dateOfBirth": "1980-05-17"}),
    ],
)
async def test_nobody_is_told_to_sign_in(office: Office, name: str, input: dict[str, str]) -> None:
    body = await office.client.post(mutation(name), input=input)

    assert body["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


def _claims(token: str) -> str:
    payload = token.split(".")[1]
    return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)).decode()
