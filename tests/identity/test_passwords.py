"""Which passwords are taken (NIST SP 800-63B), and how they are kept."""

import os
import sys
import threading

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from services.identity import hashing
from services.identity.domain.passwords import BadPassword, acceptable_password
from services.identity.hashing import hash_password, is_password

EMAIL = "ana.canary@example.com"


@pytest.mark.parametrize(
    "password",
    [
        "two words",
        "no-composition-rule",
        "   eight ",
        "1" * 7 + "2",
        "x" * 127 + "y",
        "пароль пароль",
        "🐦" * 7 + "!",
    ],
)
def test_length_is_all_that_is_asked(password: str) -> None:
    assert acceptable_password(password, email=EMAIL) == password


REFUSED = {
    "short": "at least 8",
    "x" * 128 + "y": "at most 128",
    "Password123": "Choose another",
    "ZZZZZZZZZZ": "Choose another",
    "Ana.Canary@example.com": "Choose another",
    "ANA.CANARY": "Choose another",
}


@pytest.mark.parametrize("password", REFUSED)
def test_a_password_that_a_thief_tries_first_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(BadPassword, match=REFUSED[password]) as refused:
        acceptable_password(password, email=EMAIL)
    assert password not in str(refused.value)


def test_accents_are_one_password_however_a_keyboard_sends_them() -> None:
    composed, decomposed = "pâté-de-canari", "pa\u0302te\u0301-de-canari"

    assert acceptable_password(composed, email=EMAIL) == acceptable_password(decomposed, email=EMAIL)


async def test_only_a_salted_argon2id_hash_is_kept_and_knows_its_password() -> None:
    first, second = await hash_password("a horse"), await hash_password("a horse")

    assert first != second
    assert extract_parameters(first).type is Type.ID
    assert extract_parameters(first).memory_cost >= 19 * 1024
    assert await is_password("a horse", first)
    assert not await is_password("a horsf", first)


async def test_nobody_has_no_password() -> None:
    assert not await is_password("nobody has this password", None)
    assert not await is_password("", "no hash")


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priorities of their own there")
async def test_passwords_are_hashed_at_a_lower_priority_than_requests_are_answered() -> None:
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert await hashing._pool().run(priority) == priority() + hashing.NICENESS
