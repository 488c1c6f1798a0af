"""Which passwords are taken (NIST SP 800-63B), and how they are kept."""

import asyncio
import os
import sys
import threading

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from services.identity import hashing
from services.identity.domain.passwords import BadPassword, acceptable_password
from services.identity.hashing import hash_new_password, hash_password, is_password
from tests.identity.conftest import PASSWORD, Office, errors_of

EMAIL = "ana.canary@example.com"


@pytest.mark.parametrize(
    "password",
    [
        "two words of mine",
        "no-composition-rule",
        "  words of fifteen",
        "wolfdogbirdcatz",
        "пароль пароль пароль",
        "mary had a little lamb",
        "a cat of Connecticut that reads",
        "a cat and a dog in a tall house " * 4,
        "x" * 90 + " but a violet moose at its end",
    ],
)
def test_length_and_being_hard_to_guess_is_all_that_is_asked(password: str) -> None:
    assert acceptable_password(password, email=EMAIL) == password


REFUSED = {
    "fourteen chars": "at least 15",
    "x" * 128 + "y": "at most 128",
} | dict.fromkeys(
    (
        *(
            "Password1234567!",
            "passwordpassword",
            "Welcome123Welcome123",
            "iloveyouiloveyou",
            "p@$$w0rdP@$$w0rd",
        ),
        *(
            "qwertyuiopasdfgh",
            "1q2w3e4r5t6y7u8i",
            "abcdefghijklmnop",
            "123456789012345",
            "Summer2026Summer2026",
        ),
        *("ZZZZZZZZZZZZZZZZ", "abcabcabcabcabc", "ababab" * 20, "🐦" * 14 + "!"),
        *("Ana.Canary@example.com", "ANA.CANARY.1234", "anacanary123456", "ana.canary@example.com1"),
        *("Connecticut2026!!", "marijuana hartford", "physician-registration", "doctor123doctor123"),
    ),
    "Choose another",
)


@pytest.mark.parametrize("password", REFUSED)
def test_a_password_that_a_thief_tries_first_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(BadPassword, match=REFUSED[password]) as refused:
        acceptable_password(password, email=EMAIL)
    assert password not in str(refused.value)


SHORT = (
    *(
        "abcdefgh",
        "qwerty12345",
        "letmein123",
        "iloveyou1",
        "abc123456",
        "p@ssw0rd",
        "monkey123",
        "dragon123",
    ),
    *("1q2w3e4r5t", "password!", "Summer2026!", "abcabcabc"),
)


@pytest.mark.parametrize("password", SHORT)
def test_what_is_often_used_is_not_only_too_short_but_easy_to_guess_twice_over(password: str) -> None:
    for text in (password, password * 2):
        with pytest.raises(BadPassword):
            acceptable_password(text, email=EMAIL)


def test_one_person_s_address_makes_nothing_easy_to_guess_for_another() -> None:
    with pytest.raises(BadPassword):
        acceptable_password("zorvathilquimbex", email="zorvathilquimbex@example.com")
    assert acceptable_password("zorvathilquimbex", email="other@example.com")


def test_accents_are_one_password_however_a_keyboard_sends_them() -> None:
    composed, decomposed = "pâté-de-canari-vert", "pa\u0302te\u0301-de-canari-vert"

    assert acceptable_password(composed, email=EMAIL) == acceptable_password(decomposed, email=EMAIL)


async def test_only_a_salted_argon2id_hash_is_kept_and_knows_its_password() -> None:
    first, second = await hash_password("a horse"), await hash_password("a horse")

    assert first != second
    assert extract_parameters(first).type is Type.ID
    assert extract_parameters(first).memory_cost >= 19 * 1024
    assert await is_password("a horse", first)
    assert not await is_password("a horsf", first)


async def test_a_hash_of_older_parameters_becomes_one_of_today_s_at_the_next_sign_in(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def kept() -> str:
        account = await office.store.accounts.of_email(EMAIL)
        assert account is not None
        return account.password_hash

    older = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1)
    with monkeypatch.context() as then:
        then.setattr(hashing, "_hasher", older)
        await office.new_account(EMAIL)
    first = await kept()
    await office.sign_in(EMAIL, "wrong")
    refused = await kept()

    signed_in = await office.sign_in(EMAIL)
    second = await kept()
    await office.sign_in(EMAIL)

    assert errors_of(signed_in) == []
    assert first == refused != second == await kept()
    assert extract_parameters(second) == extract_parameters(await hash_password("any"))
    assert await is_password(PASSWORD, second)


async def test_nobody_has_no_password() -> None:
    assert not await is_password("nobody has this password", None)
    assert not await is_password("", "no hash")


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priorities of their own there")
async def test_passwords_are_hashed_at_a_lower_priority_than_requests_are_answered() -> None:
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    lowest = 19
    assert await hashing._pool().run(priority) == min(priority() + hashing.NICENESS, lowest)


async def test_others_are_answered_while_a_password_is_judged_that_takes_long() -> None:
    """Letters that may stand for several others: what a thief would send to keep the service busy."""
    judged = asyncio.create_task(hash_new_password("4@8({[<369&#!1/|0$5+7%2z" * 5, email=EMAIL))
    turns = 0
    while not judged.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert await is_password("4@8({[<369&#!1/|0$5+7%2z" * 5, await judged)
    assert turns > 5


async def test_sign_ins_go_on_while_many_passwords_wait_to_be_judged() -> None:
    gate = threading.Event()
    places = 1 + hashing.MAX_WAITING
    waiting = [asyncio.create_task(hashing._judge().run(gate.wait)) for _ in range(places)]
    await asyncio.sleep(0)
    try:
        with pytest.raises(hashing.Busy):
            await hash_new_password(PASSWORD, email=EMAIL)
        assert not await is_password(PASSWORD, None)
    finally:
        gate.set()
        await asyncio.gather(*waiting)
