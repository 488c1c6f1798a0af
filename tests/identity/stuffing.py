"""Credential stuffing: a list of leaked passwords is tried on many accounts from many addresses.

`make test` makes a few hundred tries of the subgraph, `make faults` thousands through the gateway.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.identity.conftest import errors_of

SIGN_IN = """
mutation($input: SignInInput!) { signIn(input: $input) { session { accessToken } userErrors { code path } } }
"""
Post = Callable[..., Awaitable[dict[str, Any]]]  # from an address a document, and its variables by name


@dataclass
class Outcome:
    """How many tries were made (the password was compared) of each account, and of each address."""

    by_account: Counter[str] = field(default_factory=Counter)
    by_address: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    sessions: int = 0
    unavailable: int = 0  # the queue was full: nothing was done

    @property
    def made(self) -> int:
        return self.by_account.total()

    def note(self, email: str, address: str, answer: dict[str, Any]) -> None:
        if "errors" in answer:
            self.unavailable += 1
            return
        payload = answer["data"]["signIn"]
        if payload["session"] is not None:
            self.sessions += 1
        elif errors_of(payload) == [("TOO_MANY_ATTEMPTS", "password")]:
            self.refused += 1
        else:
            self.by_account[email] += 1
            self.by_address[address] += 1


async def stuff(
    post_from: Post,
    *,
    tries: int,
    emails: Sequence[str],
    addresses: Sequence[str],
    at_once: int,
    outcome: Outcome,
) -> None:
    """The tries go round the accounts and, by another rhythm, round the addresses; `outcome` counts on."""
    numbers = iter(range(tries))

    async def thief() -> None:
        for number in numbers:
            email, address = emails[number % len(emails)], addresses[number // 3 % len(addresses)]
            given = {"email": email, "password": f"leaked password {number}"}
            outcome.note(email, address, await post_from(address, SIGN_IN, input=given))

    await asyncio.gather(*(thief() for _ in range(at_once)))
