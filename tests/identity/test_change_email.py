"""Another address for an account: the password asks for it, the new address's mail proves it."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.events.internal import (
    AccountChanged,
    EmailAddress,
    MailContent,
    MailKind,
    PractitionerChanged,
    PractitionerContact,
    TemporaryEmailIssued,
)
from tests.identity.conftest import ANA, PASSWORD, PUBLIC_URL, Office, errors_of, token_of

ELENA, NEW = "elena@example.com", "elena.new@example.com"
BORN = "1980-05-17"


async def signed_in(office: Office, email: str = ELENA, password: str = PASSWORD) -> str:
    token: str = (await office.sign_in(email, password))["session"]["accessToken"]
    return token


@pytest.fixture
async def elena(office: Office) -> str:
    await office.new_account(ELENA)
    return await signed_in(office)


async def ask(office: Office, token: str, new: str = NEW, password: str = PASSWORD) -> dict[str, Any]:
    return await office.mutate("requestEmailChange", token, newEmail=new, password=password)


async def confirm(office: Office, session: str, /, **proof: str) -> dict[str, Any]:
    return await office.mutate("confirmEmailChange", session, **proof)


async def mailed(office: Office) -> list[MailContent]:
    return await office.mails(MailKind.EMAIL_CHANGE)


@pytest.mark.parametrize("by", ["link", "code"])
async def test_the_new_address_holds_once_its_mail_was_read_and_the_old_one_is_told(
    office: Office, elena: str, by: str
) -> None:
    asked = await ask(office, elena, " Elena.New@Example.com ")
    (mail,) = await mailed(office)
    before = await office.me(elena)
    proof = {"token": token_of(mail)} if by == "link" else {"code": mail.values["code"].replace("-", "")}

    payload = await confirm(office, elena, **proof)

    assert asked["userErrors"] == payload["userErrors"] == []
    assert mail.email == NEW
    assert mail.values["link"].startswith(f"{PUBLIC_URL}/confirm-email?token=")
    assert mail.values["hours"] == "24"
    assert before["email"] == ELENA
    assert payload["account"] == {"email": NEW}
    assert errors_of(await office.sign_in(NEW)) == []
    assert errors_of(await office.sign_in(ELENA)) == [("INVALID_CREDENTIALS", "password")]
    (notice,) = await office.mails(MailKind.SECURITY_NOTICE)
    assert (notice.email, notice.values) == (ELENA, {"change": "EMAIL_CHANGED"})
    assert errors_of(await confirm(office, elena, **proof)) == [
        ("EXPIRED", "token" if by == "link" else "code")
    ]


async def test_a_wrong_password_or_an_address_that_cannot_be_asks_for_no_mail(
    office: Office, elena: str
) -> None:
    assert errors_of(await ask(office, elena, password="wrong")) == [("INVALID_CREDENTIALS", "password")]
    for new in ("no address", ELENA, "ELENA@example.com", "p-x@patients.registry.example"):
        assert errors_of(await ask(office, elena, new)) == [("INVALID", "newEmail")]
    assert errors_of(await confirm(office, elena)) == [("REQUIRED", "token")]
    assert await mailed(office) == []


async def test_an_address_that_has_an_account_answers_alike_and_gets_no_mail(
    office: Office, elena: str
) -> None:
    await office.new_account("eve@example.com")

    taken, free = await ask(office, elena, "eve@example.com"), None
    office.turn_clock(timedelta(minutes=1))
    free = await ask(office, elena)

    assert taken == free
    assert [mail.email for mail in await mailed(office)] == [NEW]


async def test_an_account_that_was_opened_meanwhile_keeps_its_address(office: Office, elena: str) -> None:
    await ask(office, elena)
    await office.new_account(NEW)
    (mail,) = await mailed(office)

    payload = await confirm(office, elena, token=token_of(mail))

    assert errors_of(payload) == [("EXPIRED", "token")]
    assert (await office.me(elena))["email"] == ELENA
    assert await office.mails(MailKind.SECURITY_NOTICE) == []


async def test_a_stranger_at_a_mistyped_address_cannot_take_the_account_with_the_link(
    office: Office, elena: str
) -> None:
    await office.new_account("eve@example.com")
    eve = await signed_in(office, "eve@example.com")
    await ask(office, elena)
    token = token_of((await mailed(office))[0])

    by_eve = await confirm(office, eve, token=token)
    by_nobody = await office.client.post(
        "mutation($t: String!) { confirmEmailChange(input: {token: $t}) { account { email } } }", t=token
    )

    assert errors_of(by_eve) == [("EXPIRED", "token")]
    assert by_nobody["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert errors_of(await confirm(office, elena, token=token)) == []


async def test_a_link_ends_after_a_day_and_with_a_change_of_the_password(office: Office, elena: str) -> None:
    await ask(office, elena)
    await office.mutate("changePassword", elena, currentPassword=PASSWORD, newPassword="another long one")
    office.turn_clock(timedelta(minutes=1))
    await ask(office, elena, password="another long one")
    voided, late = [token_of(mail) for mail in await mailed(office)]

    assert errors_of(await confirm(office, elena, token=voided)) == [("EXPIRED", "token")]
    office.turn_clock(timedelta(days=1))
    assert errors_of(await confirm(office, elena, token=late)) == [("EXPIRED", "token")]


async def test_mails_are_a_minute_apart_and_three_a_day_and_their_owner_is_told(
    office: Office, elena: str
) -> None:
    told = []
    for _ in range(4):
        told.append(await ask(office, elena))
        told.append(await ask(office, elena))
        office.turn_clock(timedelta(minutes=1))

    refused = [("TOO_MANY_ATTEMPTS", "newEmail")]
    assert [errors_of(payload) for payload in told] == [
        [],
        refused,
        [],
        refused,
        [],
        refused,
        refused,
        refused,
    ]
    assert "Wait a minute," in told[1]["userErrors"][0]["message"]
    assert "Wait 24 hours," in told[-1]["userErrors"][0]["message"]
    assert len(await mailed(office)) == 3


async def test_five_wrong_codes_are_all(office: Office, elena: str) -> None:
    await ask(office, elena)
    for _ in range(5):
        assert errors_of(await confirm(office, elena, code="aaaa-aaaa")) == [("EXPIRED", "code")]

    right = await confirm(office, elena, code=(await mailed(office))[0].values["code"])

    assert errors_of(right) == [("TOO_MANY_ATTEMPTS", "code")]


async def test_links_to_the_old_address_set_no_password_afterwards(office: Office, elena: str) -> None:
    await office.mutate("requestPasswordReset", email=ELENA)
    (reset,) = await office.mails(MailKind.PASSWORD_RESET)
    await ask(office, elena)
    await confirm(office, elena, token=token_of((await mailed(office))[0]))

    payload = await office.mutate("resetPassword", token=token_of(reset), newPassword="words of a thief")

    assert errors_of(payload) == [("EXPIRED", "token")]


async def test_sign_ups_that_waited_at_the_new_address_are_gone(office: Office, elena: str) -> None:
    await office.sign_up(NEW, password="a stranger's password")
    await ask(office, elena)
    await confirm(office, elena, token=token_of((await mailed(office))[0]))

    stranger = token_of((await office.mails(MailKind.ACCOUNT_VERIFICATION))[-1])

    assert errors_of(await office.verify("a stranger's password", token=stranger)) == [("EXPIRED", "token")]


async def test_others_hear_of_a_patient_s_new_address_and_her_gate_stays_open(office: Office) -> None:
    ana = await office.patient()
    too_early = await ask(office, ana, "ana.new@example.com")
    await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)
    await ask(office, ana, "ana.new@example.com")

    await confirm(office, ana, token=token_of((await mailed(office))[0]))

    assert errors_of(too_early) == [("WRONG_STATE", "newEmail")]
    (entry,) = await office.outbox(AccountChanged.TYPE)
    told = AccountChanged.model_validate(entry["payload"])
    opened = office.store.transport.open(told.sealed, (entry["_id"], "sealed"))
    assert EmailAddress.model_validate(opened).email == "ana.new@example.com"
    assert (entry["aggregateid"], entry["sequence"]) == (told.account_id, 1)
    assert errors_of(await office.sign_in("ana.new@example.com")) == []
    assert errors_of(await office.sign_in(ANA)) == [("INVALID_CREDENTIALS", "password")]


async def test_a_practitioner_s_mails_follow_the_new_address(office: Office, elena: str) -> None:
    await office.confirm(elena, await office.claimed(elena))
    await ask(office, elena)

    await confirm(office, elena, token=token_of((await mailed(office))[0]))

    (entry,) = await office.outbox(PractitionerChanged.TYPE)
    told = PractitionerChanged.model_validate(entry["payload"])
    opened = office.store.transport.open(told.sealed, (entry["_id"], "sealed"))
    assert PractitionerContact.model_validate(opened).email == NEW
    assert (told.confirmed, entry["sequence"]) == (True, 2)
    assert await office.outbox(AccountChanged.TYPE) == []


async def test_a_temporary_address_is_void_once_a_real_one_replaced_it(office: Office) -> None:
    elena = await office.practitioner()
    sheet = await office.mutate("createTemporaryEmail", elena)
    rivera = (await office.me(elena))["practitioner"]["id"]
    await office.hear(office.announcement(email=sheet["address"], practitioner=rivera, temporary=True))
    await office.mutate(
        "replaceTemporaryPassword",
        email=sheet["address"],
        temporaryPassword=sheet["oneTimePassword"],
        newPassword=PASSWORD,
    )
    ana = await signed_in(office, sheet["address"])
    await office.mutate("identifyAsPatient", ana, dateOfBirth=BORN)
    await ask(office, ana, ANA)

    payload = await confirm(office, ana, token=token_of((await mailed(office))[0]))

    assert payload["account"] == {"email": ANA}
    entries = await office.outbox(TemporaryEmailIssued.TYPE)
    assert [entry["payload"]["status"] for entry in entries] == ["ISSUED", "VOID"]
    again = await office.mutate("reissueTemporaryEmail", elena, address=sheet["address"])
    assert errors_of(again) == [("NOT_FOUND", "address")]
    assert await office.mails(MailKind.SECURITY_NOTICE) == []  # nobody reads mail there
    assert errors_of(await office.sign_in(ANA)) == []


async def test_nobody_resets_the_password_of_a_temporary_address_by_mail(office: Office) -> None:
    elena = await office.practitioner()
    sheet = await office.mutate("createTemporaryEmail", elena)

    asked = await office.mutate("requestPasswordReset", email=sheet["address"])

    assert asked["userErrors"] == []
    assert await office.mails() == []
