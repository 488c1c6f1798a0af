"""Who guesses gets few tries, wherever they come from; whose account it is gets in all the same."""

import asyncio
import threading
import time
from datetime import timedelta
from typing import Any

import pytest

from services.identity import hashing
from services.identity.domain.client_address import TRIES, network_of
from services.identity.store.attempts import WINDOW
from services.identity.store.known_addresses import KEPT
from services.identity.usecases.temporary_email import MAX_SHEETS, SHEETS_WINDOW
from tests.identity.conftest import PASSWORD, Office, at_once, errors_of

ELENA = "elena@example.com"
HOME, CAFE, THIEF = "192.0.2.10", "198.51.100.7", "203.0.113.66"
WRONG, TOO_MANY = [("INVALID_CREDENTIALS", "password")], [("TOO_MANY_ATTEMPTS", "password")]


@pytest.fixture
async def elena(office: Office) -> dict[str, Any]:
    """Her session, begun at home."""
    office.client.address = HOME
    await office.new_account(ELENA)
    session: dict[str, Any] = (await office.sign_in(ELENA))["session"]
    return session


async def come_from(office: Office, address: str, password: str = "wrong") -> list[tuple[str, str]]:
    office.client.address = address
    return errors_of(await office.sign_in(ELENA, password))


async def test_strangers_lock_the_account_for_strangers_and_its_owner_gets_in_from_home(
    office: Office, elena: dict[str, Any]
) -> None:
    told = [await come_from(office, f"203.0.113.{n}") for n in range(8)]

    assert told == [WRONG] * 5 + [TOO_MANY] * 3
    assert await come_from(office, CAFE, PASSWORD) == TOO_MANY
    assert await come_from(office, HOME, PASSWORD) == []


async def test_whatever_was_wrong_is_told_after_the_same_time_and_what_was_right_at_once(
    office: Office, elena: dict[str, Any]
) -> None:
    office.refusal_seconds = 1

    async def took(email: str, password: str) -> tuple[float, list[tuple[str, str]]]:
        office.client.address = HOME
        begun = time.monotonic()
        told = errors_of(await office.sign_in(email, password))
        return time.monotonic() - begun, told

    tries = await asyncio.gather(
        *(took(ELENA, f"wrong {number}") for number in range(7)), took("no@example.com", "x")
    )

    assert all(seconds >= 1 for seconds, _ in tries)
    assert [told for _, told in tries].count(TOO_MANY) == 2
    office.turn_clock(WINDOW)
    office.refusal_seconds = 3600
    async with asyncio.timeout(60):
        await took(ELENA, PASSWORD)


async def test_no_quarter_of_an_hour_has_more_than_five_tries_wherever_it_begins(
    office: Office, elena: dict[str, Any]
) -> None:
    told = [await come_from(office, THIEF)]
    office.turn_clock(WINDOW - timedelta(seconds=10))
    told += [await come_from(office, THIEF) for _ in range(4)]
    office.turn_clock(timedelta(seconds=11))
    told += [await come_from(office, THIEF) for _ in range(3)]

    assert told == [WRONG] * 6 + [TOO_MANY] * 2


async def test_who_is_refused_does_not_wait_longer_for_having_asked(
    office: Office, elena: dict[str, Any]
) -> None:
    for _ in range(5):
        await come_from(office, THIEF)
    for _ in range(14):
        office.turn_clock(timedelta(minutes=1))
        assert await come_from(office, CAFE, PASSWORD) == TOO_MANY

    office.turn_clock(timedelta(minutes=1, seconds=1))
    assert await come_from(office, CAFE, PASSWORD) == []


async def test_home_too_has_five_tries_and_they_are_not_the_strangers(
    office: Office, elena: dict[str, Any]
) -> None:
    told = [await come_from(office, HOME) for _ in range(6)]

    assert told == [WRONG] * 5 + [TOO_MANY]
    assert await come_from(office, CAFE, PASSWORD) == []
    office.turn_clock(WINDOW)
    assert await come_from(office, HOME, PASSWORD) == []


async def test_a_session_on_the_move_makes_its_new_address_known(
    office: Office, elena: dict[str, Any]
) -> None:
    office.client.address = CAFE
    await office.mutate("refreshSession", refreshToken=elena["refreshToken"])
    for n in range(6):
        await come_from(office, f"203.0.113.{n}")

    assert await come_from(office, CAFE, PASSWORD) == []


async def test_an_address_is_known_for_ninety_days(office: Office, elena: dict[str, Any]) -> None:
    office.turn_clock(KEPT + timedelta(seconds=1))
    for n in range(5):
        await come_from(office, f"203.0.113.{n}")

    assert await come_from(office, HOME, PASSWORD) == TOO_MANY


async def test_who_signs_in_from_elsewhere_brings_strangers_no_new_tries(
    office: Office, elena: dict[str, Any]
) -> None:
    for n in range(4):
        await come_from(office, f"203.0.113.{n}")
    assert await come_from(office, CAFE, PASSWORD) == []

    assert [await come_from(office, THIEF) for _ in range(2)] == [WRONG, TOO_MANY]


async def test_a_reset_password_lets_its_owner_in_under_attack(office: Office, elena: dict[str, Any]) -> None:
    office.client.address = CAFE
    await office.mutate("requestPasswordReset", email=ELENA)
    mail = (await office.mails())[-1]
    for n in range(6):
        await come_from(office, f"203.0.113.{n}")
    office.client.address = CAFE
    token = mail.values["link"].partition("token=")[2]
    await office.mutate("resetPassword", token=token, newPassword="a new long password")

    assert await come_from(office, CAFE, "a new long password") == []


async def test_one_address_has_fifty_wrong_tries_over_all_accounts_and_others_go_on(
    office: Office, elena: dict[str, Any]
) -> None:
    office.client.address = THIEF
    told = [errors_of(await office.sign_in(f"victim{n}@example.com")) for n in range(TRIES + 5)]

    assert told == [WRONG] * TRIES + [TOO_MANY] * 5
    assert await come_from(office, THIEF, PASSWORD) == TOO_MANY
    code = await office.mutate("resetPassword", email=ELENA, code="aaaa-aaaa", newPassword=PASSWORD)
    assert errors_of(code) == [("TOO_MANY_ATTEMPTS", "code")]
    assert await come_from(office, CAFE, PASSWORD) == []


async def test_a_thief_behind_the_same_router_does_not_lock_the_household_out(
    office: Office, elena: dict[str, Any]
) -> None:
    office.client.address = HOME
    for n in range(TRIES + 1):
        await office.sign_in(f"victim{n}@example.com")

    assert await come_from(office, HOME, PASSWORD) == []


async def test_right_passwords_count_for_nothing(office: Office, elena: dict[str, Any]) -> None:
    """Many people of one clinic sign in at the same address."""
    attempts = office.store.mongo["attempts"]
    before = await attempts.find({"tries.0": {"$exists": True}}).to_list(None)
    for n in range(8):
        office.client.address = f"198.51.100.{n}"
        assert errors_of(await office.sign_in(ELENA)) == []

    assert await attempts.find({"tries.0": {"$exists": True}}).to_list(None) == before


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.10", "192.0.2.10"),
        ("::ffff:192.0.2.10", "192.0.2.10"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("no address", ""),
    ],
)
def test_an_ipv6_household_is_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


async def test_who_comes_to_a_full_queue_is_told_to_try_again_and_it_counts_as_no_try(
    office: Office, elena: dict[str, Any]
) -> None:
    gate = threading.Event()
    places = hashing.THREADS + hashing.MAX_WAITING
    waiting = [asyncio.create_task(hashing._pool().run(gate.wait)) for _ in range(places)]
    await asyncio.sleep(0)
    try:
        answers = [
            await office.client.post(
                'mutation { signIn(input: {email: "elena@example.com", password: "x"}) { session { accessToken } } }'
            )
            for _ in range(7)
        ]
    finally:
        gate.set()
        await asyncio.gather(*waiting)

    assert {answer["errors"][0]["extensions"]["code"] for answer in answers} == {"SERVICE_UNAVAILABLE"}
    assert await come_from(office, HOME, PASSWORD) == []
    assert await come_from(office, CAFE, PASSWORD) == []


async def test_a_practitioner_makes_twenty_sheets_an_hour(office: Office) -> None:
    token = await office.practitioner()
    made = [await office.mutate("createTemporaryEmail", token) for _ in range(MAX_SHEETS)]

    more = await office.mutate("createTemporaryEmail", token)
    anew = await office.mutate("reissueTemporaryEmail", token, address=made[0]["address"])

    assert len({each["address"] for each in made}) == MAX_SHEETS
    assert more["userErrors"][0]["code"] == anew["userErrors"][0]["code"] == "TOO_MANY_ATTEMPTS"
    assert "60 minutes" in more["userErrors"][0]["message"]
    assert more["address"] is None
    office.turn_clock(SHEETS_WINDOW)
    assert errors_of((await at_once(office.mutate("createTemporaryEmail", token)))[0]) == []
