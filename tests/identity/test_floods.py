"""Strangers who sign up with somebody's address, many times over."""

from datetime import timedelta

import pytest

from contracts.events.internal import MailContent
from services.identity.domain.client_address import REQUESTS
from services.identity.store.attempts import WINDOW
from tests.identity.conftest import ANA, Office, errors_of, token_of


async def strangers(office: Office, count: int, kind: str = "PATIENT") -> None:
    """Each from an address of their own, a second apart; then it is Ana's own again."""
    for number in range(count):
        office.client.address = f"203.0.113.{number}"
        await office.sign_up(ANA, kind, password=f"stranger number {number}")
        office.turn_clock(timedelta(seconds=1))
    office.client.address = "192.0.2.1"


async def opened_by(office: Office, mail: MailContent) -> list[tuple[str, str]]:
    return errors_of(await office.verify(token=token_of(mail)))


@pytest.mark.parametrize(("before", "after"), [(8, 0), (0, 8), (15, 15)])
async def test_strangers_do_not_shut_out_the_patient_whose_address_it_is(
    office: Office, before: int, after: int
) -> None:
    await strangers(office, before)
    await office.sign_up(ANA, "PATIENT")
    await strangers(office, after)

    await office.hear(office.announcement())

    (mail,) = await office.mails()
    assert await opened_by(office, mail) == []
    assert errors_of(await office.sign_in(ANA)) == []


async def test_one_client_s_thousands_take_three_places(office: Office) -> None:
    await office.sign_up(ANA, "PATIENT")
    office.client.address = "203.0.113.66"
    for number in range(30):
        await office.sign_up(ANA, "PATIENT", password=f"stranger number {number}")

    assert await office.store.mongo["sign_ups"].count_documents({}) == 4
    await office.hear(office.announcement())
    assert await opened_by(office, (await office.mails())[0]) == []


@pytest.mark.parametrize("kind", ["PRACTITIONER", "PATIENT"])
async def test_who_signs_up_after_a_flood_opens_the_account_by_any_of_the_mails(
    office: Office, kind: str
) -> None:
    await office.hear(office.announcement())
    await strangers(office, 10, kind)

    await office.sign_up(ANA, kind)

    mails = await office.mails()
    assert await opened_by(office, mails[0]) == []
    assert errors_of(await office.sign_in(ANA)) == []


async def test_an_address_gets_no_more_than_five_mails_a_day_and_one_a_minute(office: Office) -> None:
    answers = []
    for number in range(16):
        answers.append(await office.sign_up(ANA))
        await office.mutate("resendVerification", email=ANA)
        if number == 1:
            assert len(await office.mails()) == 1
        office.turn_clock(timedelta(seconds=30))

    assert len(await office.mails()) == 5
    assert answers == [answers[0]] * 16
    assert await opened_by(office, (await office.mails())[0]) == []


async def test_what_was_asked_for_in_vain_does_not_stop_the_mail_of_who_signs_up(office: Office) -> None:
    for _ in range(6):
        await office.mutate("resendVerification", email=ANA)
        office.turn_clock(timedelta(minutes=1))

    await office.sign_up(ANA)

    assert len(await office.mails()) == 1


async def test_nobody_signs_up_with_an_address_of_a_sheet(office: Office) -> None:
    payload = await office.sign_up("p-abcdefghjkmn@patients.registry.example", "PATIENT")

    assert errors_of(payload) == [("INVALID", "email")]
    assert "one-time password" in payload["userErrors"][0]["message"]


async def test_one_client_asks_for_a_hundred_mails_and_others_go_on(office: Office) -> None:
    """Whichever way, and whether the addresses have accounts or not."""
    office.client.address = "203.0.113.66"
    for number in range(REQUESTS):
        name = ("resendVerification", "requestPasswordReset")[number % 2]
        assert errors_of(await office.mutate(name, email=f"stranger{number}@example.com")) == []

    refused = [
        await office.sign_up(ANA),
        await office.mutate("resendVerification", email=ANA),
        await office.mutate("requestPasswordReset", email=ANA),
    ]

    assert [errors_of(each) for each in refused] == [[("TOO_MANY_ATTEMPTS", "email")]] * 3
    assert await office.mails() == []
    office.client.address = "198.51.100.7"
    assert errors_of(await office.sign_up(ANA)) == []
    office.client.address = "203.0.113.66"
    office.turn_clock(WINDOW)
    assert errors_of(await office.sign_up(ANA)) == []
