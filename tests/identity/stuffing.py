"""Credential stuffing: a list of leaked passwords is tried on many accounts from many addresses.

`make test` makes a few hundred tries; a longer run calls `stuff` with its own numbers.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.identity.conftest import Office, errors_of

AT_ONCE = 20


@dataclass
class Outcome:
    """How many tries were made (the password was compared) of each account, and of each address."""

    by_account: Counter[str] = field(default_factory=Counter)
    by_address: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    sessions: int = 0
    unavailable: int = 0  # the queue was full: nothing was done


async def stuff(office: Office, *, tries: int, emails: Sequence[str], addresses: Sequence[str]) -> Outcome:
    """The tries go round the accounts and, by another rhythm, round the addresses."""
    outcome = Outcome()
    numbers = iter(range(tries))

    async def thief() -> None:
        for number in numbers:
            email, address = emails[number % len(emails)], addresses[number // 3 % len(addresses)]
            await _one(office, email, address, f"leaked password {number}", outcome)

    await asyncio.gather(*(thief() for _ in range(AT_ONCE)))
    return outcome


async def _one(office: Office, email: str, address: str, password: str, outcome: Outcome) -> None:
    answer = await office.client.post_from(
        address,
        "mutation($input: SignInInput!) { signIn(input: $input) { session { accessToken } "
        "userErrors { code path } } }",
        input={"email": email, "password": password},
    )
    if "errors" in answer:
        outcome.unavailable += 1
        return
    payload = answer["data"]["signIn"]
    if payload["session"] is not None:
        outcome.sessions += 1
    elif errors_of(payload) == [("TOO_MANY_ATTEMPTS", "password")]:
        outcome.refused += 1
    else:
        outcome.by_account[email] += 1
        outcome.by_address[address] += 1
