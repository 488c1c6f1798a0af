"""Strangers who sign up with somebody's address, many times over."""

from datetime import timedelta

from services.identity.domain.client_address import REQUESTS
from services.identity.store.attempts import WINDOW
from tests.identity.conftest import ANA, Office, errors_of, token_of


async def test_strangers_who_came_first_do_not_shut_out_the_patient_whose_address_it_is(
    office: Office,
) -> None:
    for number in range(8):
        await office.sign_up(ANA, "PATIENT", password=f"stranger number {number}")
        office.turn_clock(timedelta(seconds=1))
    await office.sign_up(ANA, "PATIENT")

    await office.hear(office.announcement())

    mails = await office.mails()
    assert len(mails) == 5
    opened = [await office.verify(token=token_of(mail)) for mail in reversed(mails)]
    assert sum(not payload["userErrors"] for payload in opened) == 1


async def test_who_signed_up_last_can_sign_in_after_the_flood(office: Office) -> None:
    for number in range(5):
        await office.sign_up(ANA, "PATIENT", password=f"stranger number {number}")
        office.turn_clock(timedelta(seconds=1))
    await office.sign_up(ANA, "PATIENT")
    await office.hear(office.announcement())

    await office.verify(token=token_of((await office.mails())[0]))

    assert errors_of(await office.sign_in(ANA)) == []


async def test_an_address_gets_no_more_than_five_mails_a_day(office: Office) -> None:
    answers = [await office.sign_up(ANA) for _ in range(8)]

    assert len(await office.mails()) == 5
    assert answers == [answers[0]] * 8


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
