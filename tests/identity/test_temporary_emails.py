"""Temporary addresses for patients without e-mail: issued, printed, opened by a certification, replaced."""

import base64
from typing import Any

import pytest

from chassis.mongo import Transaction
from contracts.events.internal import EmailAddress, Language, TemporaryEmailIssued
from services.identity.domain.readable import as_typed
from services.identity.domain.temporary_email import new_one_time_password
from services.identity.hand_out import hand_out
from services.identity.store.attempts import LIMIT
from services.identity.usecases.temporary_email import void_temporary_email
from tests.identity.conftest import PASSWORD, Office, at_once, errors_of

REFUSED = [("INVALID_CREDENTIALS", "temporaryPassword")]


async def issued(office: Office, *, certified: bool = True) -> tuple[str, dict[str, Any]]:
    """Dr. Rivera's token, and what she was told."""
    elena = await office.practitioner()
    payload = await office.mutate("createTemporaryEmail", elena, language="ES")
    assert payload["userErrors"] == []
    if certified:
        await office.hear(await application(office, elena, payload["address"]))
    return elena, payload


async def application(office: Office, token: str, email: str) -> Any:
    practitioner = (await office.me(token))["practitioner"]["id"]
    return office.announcement(email=email, practitioner=practitioner, temporary=True)


async def replaced(office: Office, payload: dict[str, Any], password: str = PASSWORD) -> dict[str, Any]:
    return await office.mutate(
        "replaceTemporaryPassword",
        email=payload["address"],
        temporaryPassword=payload["oneTimePassword"],
        newPassword=password,
    )


async def test_a_practitioner_gets_an_address_a_password_and_a_sheet_and_others_hear_of_the_address(
    office: Office,
) -> None:
    _, payload = await issued(office, certified=False)

    (entry,) = await office.outbox(TemporaryEmailIssued.TYPE)
    state = TemporaryEmailIssued.model_validate(entry["payload"])
    opened = office.store.transport.open(state.sealed, (entry["_id"], "sealed"))
    assert payload["address"].endswith("@patients.registry.example")
    assert EmailAddress.model_validate(opened).email == payload["address"]
    assert (state.status, entry["sequence"]) == ("ISSUED", 1)
    sheet = base64.b64decode(payload["handOut"])
    assert sheet.startswith(b"%PDF-")
    assert len(payload["handOut"]) <= 200_000
    kept = await office.store.mongo["temporary_emails"].find_one()
    assert payload["address"] not in str(kept)
    assert payload["oneTimePassword"] not in str(kept)


async def test_nobody_but_a_practitioner_makes_one(office: Office) -> None:
    stranger = await office.session_of_new("stranger@example.com")

    answer = await office.client.post("mutation { createTemporaryEmail(input: {}) { address } }", stranger)

    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_it_opens_when_that_practitioner_s_application_is_certified_and_not_before(
    office: Office,
) -> None:
    elena, payload = await issued(office, certified=False)
    before = await replaced(office, payload)
    signed_in_before = await office.sign_in(payload["address"], payload["oneTimePassword"])
    await office.hear(office.announcement(id="other", email=payload["address"], practitioner="somebody"))
    of_another = await replaced(office, payload)
    await office.hear(await application(office, elena, payload["address"]))

    first = await office.sign_in(payload["address"], payload["oneTimePassword"])
    done = await replaced(office, payload)
    ana = await office.session(payload["address"])
    linked = await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")

    assert errors_of(before) == errors_of(of_another) == REFUSED
    assert errors_of(signed_in_before) == [("INVALID_CREDENTIALS", "password")]
    assert errors_of(first) == [("PASSWORD_CHANGE_REQUIRED", "password")]
    assert first["session"] is None
    assert done["userErrors"] == []
    assert "certification" in {link["certificationId"] for link in linked["links"]}
    assert errors_of(await replaced(office, payload)) == REFUSED


async def test_of_many_who_use_the_one_time_password_at_once_one_gets_in(office: Office) -> None:
    _, payload = await issued(office)

    answers = await at_once(*(replaced(office, payload, f"my very own words {n}") for n in range(5)))

    assert sum(not answer["userErrors"] for answer in answers) == 1


async def test_a_new_password_of_one_s_own_has_to_be_acceptable_and_the_old_one_stays_good(
    office: Office,
) -> None:
    _, payload = await issued(office)

    assert errors_of(await replaced(office, payload, "password")) == [("INVALID", "newPassword")]
    for same in (payload["oneTimePassword"], payload["oneTimePassword"].upper().replace("-", " ")):
        assert errors_of(await replaced(office, payload, same)) == [("INVALID", "newPassword")]
    assert errors_of(await replaced(office, payload)) == []


async def test_who_needs_many_tries_to_find_an_acceptable_password_is_not_shut_out(office: Office) -> None:
    _, payload = await issued(office)
    for n in range(LIMIT + 2):
        office.client.address = f"198.51.100.{n}"
        assert errors_of(await office.sign_in(payload["address"], payload["oneTimePassword"])) == [
            ("PASSWORD_CHANGE_REQUIRED", "password")
        ]
        assert errors_of(await replaced(office, payload, f"password{n}")) == [("INVALID", "newPassword")]

    assert errors_of(await replaced(office, payload)) == []


async def test_a_sheet_issued_anew_voids_the_last_one(office: Office) -> None:
    elena, first = await issued(office)

    second = await office.mutate("reissueTemporaryEmail", elena, address=first["address"], language="EN")

    assert second["address"] == first["address"]
    assert errors_of(await replaced(office, first)) == REFUSED
    assert errors_of(await replaced(office, second)) == []
    assert errors_of(await office.sign_in(first["address"])) == []


async def test_once_the_patient_chose_a_password_the_practitioner_cannot_take_the_account_over(
    office: Office,
) -> None:
    elena, sheet = await issued(office)
    await replaced(office, sheet)
    session = (await office.sign_in(sheet["address"]))["session"]

    again = await office.mutate("reissueTemporaryEmail", elena, address=sheet["address"])

    assert errors_of(again) == [("WRONG_STATE", "address")]
    assert (again["oneTimePassword"], again["handOut"]) == (None, None)
    assert errors_of(await replaced(office, sheet)) == REFUSED
    kept = await office.mutate("refreshSession", refreshToken=session["refreshToken"])
    assert kept["userErrors"] == []
    assert errors_of(await office.sign_in(sheet["address"])) == []


async def test_a_patient_and_a_reissue_at_the_same_time_never_leave_both_with_access(office: Office) -> None:
    elena, sheet = await issued(office)

    by_patient, by_practitioner = await at_once(
        replaced(office, sheet),
        office.mutate("reissueTemporaryEmail", elena, address=sheet["address"]),
    )

    assert bool(by_patient["userErrors"]) != bool(by_practitioner["userErrors"])


async def test_once_a_real_address_replaced_it_the_temporary_one_is_void_for_everybody(
    office: Office,
) -> None:
    elena, payload = await issued(office)

    async def work(tx: Transaction) -> None:
        await void_temporary_email(tx, payload["address"], office.store)

    for _ in range(2):
        await office.store.transaction(work)

    again = await office.mutate("reissueTemporaryEmail", elena, address=payload["address"])
    assert errors_of(again) == [("NOT_FOUND", "address")]
    assert errors_of(await replaced(office, payload)) == REFUSED
    entries = await office.outbox(TemporaryEmailIssued.TYPE)
    assert [(e["sequence"], e["payload"]["status"]) for e in entries] == [(1, "ISSUED"), (2, "VOID")]
    assert len({entry["aggregateid"] for entry in entries}) == 1


async def test_another_practitioner_s_address_cannot_be_issued_anew(office: Office) -> None:
    _, payload = await issued(office)
    patient = await office.session_of_new("patient@example.com")
    asked = "mutation($a: String!) { reissueTemporaryEmail(input: {address: $a}) { address } }"

    answer = await office.client.post(asked, patient, a=payload["address"])

    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("language", Language)
def test_the_sheet_fits_one_page_in_each_language_and_its_code_is_the_same_for_everybody(
    language: Language,
) -> None:
    sheets = [
        hand_out(
            email=email, one_time_password=password, language=language, public_url="https://registry.example"
        )
        for email, password in (("p-a@x.example", "aaaa-bbbb"), ("p-c@x.example", "cccc-dddd"))
    ]

    images = [sheet.partition(b"/Subtype /Image")[2].partition(b"endstream")[0] for sheet in sheets]
    assert images[0] == images[1] != b""
    assert all(sheet.count(b"/Type /Page\n") == 1 for sheet in sheets)


def test_a_one_time_password_may_be_typed_as_people_type() -> None:
    password = new_one_time_password()

    assert as_typed(password.upper().replace("-", " ")) == password
    assert as_typed(f" {password.replace('-', '')} ") == password


async def test_a_lost_answer_is_asked_for_again_and_gives_the_same_address(office: Office) -> None:
    """The one-time password is told once: the second answer brings another, and voids the first."""
    elena = await office.practitioner()
    first = await office.mutate("createTemporaryEmail", elena, idempotencyKey="sheet-1")
    second = await office.mutate("createTemporaryEmail", elena, idempotencyKey="sheet-1")
    await office.hear(await application(office, elena, first["address"]))

    assert second["userErrors"] == []
    assert second["address"] == first["address"]
    assert errors_of(await replaced(office, first)) == REFUSED
    assert errors_of(await replaced(office, second)) == []
    assert await office.store.mongo["temporary_emails"].count_documents({}) == 1
    assert len(await office.outbox(TemporaryEmailIssued.TYPE)) == 1


async def test_many_at_once_under_one_key_make_one_address(office: Office) -> None:
    elena = await office.practitioner()

    answers = await at_once(
        *(office.mutate("createTemporaryEmail", elena, idempotencyKey="sheet-2") for _ in range(8))
    )

    assert len({answer["address"] for answer in answers}) == 1
    assert await office.store.mongo["temporary_emails"].count_documents({}) == 1


async def test_a_key_of_something_else_and_one_whose_address_is_the_patients_are_refused(
    office: Office,
) -> None:
    elena = await office.practitioner()
    made = await office.mutate("createTemporaryEmail", elena, idempotencyKey="sheet-3")
    other = await office.mutate("createTemporaryEmail", elena, idempotencyKey="sheet-3", language="ES")
    await office.hear(await application(office, elena, made["address"]))
    await replaced(office, made)

    again = await office.mutate("createTemporaryEmail", elena, idempotencyKey="sheet-3")

    assert errors_of(other) == [("CONFLICT", "idempotencyKey")]
    assert errors_of(again) == [("WRONG_STATE", "idempotencyKey")]


async def test_no_secret_is_kept_for_a_repeated_request(office: Office) -> None:
    elena = await office.practitioner()
    made = await office.mutate("createTemporaryEmail", elena, idempotencyKey="sheet-4")

    kept = str([document async for document in office.store.mongo["requests"].find()])

    assert "sheet-4" in kept
    assert made["address"] not in kept
    assert made["oneTimePassword"] not in kept
