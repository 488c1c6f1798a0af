"""`roles`, `practitioners` and `audit` as an operator runs them."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from chassis.keys import KeyRing
from tests.identity.conftest import Office, errors_of
from tests.identity.test_temporary_emails import issued, replaced

SECONDS = 120
ELENA = "elena.operated@example.com"


class Operator:
    def __init__(self, office: Office, environment: dict[str, str]) -> None:
        self.office, self._environment = office, environment

    async def runs(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        """The exit code, and all that was printed."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.identity", *arguments),
            env=os.environ | self._environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await asyncio.wait_for(process.communicate(typed.encode()), SECONDS)
        assert process.returncode is not None
        return process.returncode, printed.decode().strip()

    async def roles(self) -> Any:
        return (await self.office.me(await self.office.session(ELENA)))["roles"]


@pytest.fixture
async def operator(office: Office, mongodb_url: str, database: str, keys: Path) -> AsyncIterator[Operator]:
    await office.new_account(ELENA)
    yield Operator(office, {"MONGODB_URL": mongodb_url, "MONGODB_DATABASE": database, "KEYS_DIR": str(keys)})


async def test_each_run_of_reseal_is_told_to_the_trail_with_the_keys_it_seals_under(
    operator: Operator, keys: Path
) -> None:
    seal, index = [KeyRing.read(keys, f"identity.{kind}").current for kind in ("seal", "index")]

    runs = [await operator.runs("keys", "reseal") for _ in range(2)]

    entries = await operator.office.store.mongo["audit"].find({"kind": "KEYS_RESEALED"}).to_list(None)
    told = (None, "operator", f"identity.seal uses {seal} of {seal}, identity.index uses {index} of {index}")
    assert [code for code, _ in runs] == [0, 0]
    assert [(each["accountId"], each["by"], each["about"]) for each in entries] == [told] * 2


async def test_a_role_is_granted_and_revoked_by_address_and_the_next_refresh_tells(
    operator: Operator,
) -> None:
    office = operator.office
    session = (await office.sign_in(ELENA))["session"]
    account = (await office.me(session["accessToken"]))["id"]

    granted = await operator.runs("roles", "grant", " Elena.Operated@Example.com", "reviewer")
    refreshed = await office.mutate("refreshSession", refreshToken=session["refreshToken"])
    reviews = await office.reviews(refreshed["session"]["accessToken"])
    of_all = await operator.runs("roles", "list")
    of_her = await operator.runs("roles", "list", ELENA)
    again = await operator.runs("roles", "grant", ELENA, "REVIEWER")
    revoked = await operator.runs("roles", "revoke", ELENA, "REVIEWER")

    assert granted == (0, f"REVIEWER granted to account {account}")
    assert reviews == []
    assert of_all == of_her == (0, f"{account} REVIEWER")
    assert again == (0, "nothing to do: the account has REVIEWER")
    assert revoked == (0, f"REVIEWER revoked from account {account}")
    assert await operator.roles() == []
    assert await operator.runs("roles", "list") == (0, "none")
    code, printed = await operator.runs("audit", "--account", account)
    entries = [json.loads(line) for line in printed.splitlines()]
    assert code == 0
    told = [(entry["kind"], entry["by"], entry["about"]) for entry in entries if entry["by"]]
    assert told == [("ROLE_GRANTED", "operator", "REVIEWER"), ("ROLE_REVOKED", "operator", "REVIEWER")]
    assert ELENA not in printed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("roles", "grant", "nobody@example.com", "REVIEWER"), "No account has this address."),
        (("roles", "list", "no address"), "No account has this address."),
        (("roles", "grant", ELENA, "PRACTITIONER"), "REVIEWER can be granted."),
        (("roles", "grant", ELENA, "king"), "REVIEWER can be granted."),
        (("temporary-emails", "reopen", ELENA), "There is no such temporary address"),
        (("practitioners", "release", "nobody@example.com"), "No account has this address."),
        (("practitioners", "release", ELENA), "This account is no practitioner's."),
        (("practitioners", "allow", ELENA), "No practitioner was taken from this account."),
        (("audit",), "Give --account or --since."),
    ],
)
async def test_what_cannot_be_is_told_with_its_cure(
    operator: Operator, arguments: tuple[str, ...], told: str
) -> None:
    code, printed = await operator.runs(*arguments)

    assert code == 1
    assert printed.startswith(told)
    assert await operator.roles() == []


async def test_a_wrong_binding_is_undone_by_address_or_by_number_and_a_mistake_taken_back(
    operator: Operator,
) -> None:
    office = operator.office
    elena = await office.session(ELENA)
    practitioner = await office.claimed(elena)
    await office.confirm(elena, practitioner)

    by_number = await operator.runs("practitioners", "release", typed="fr1234563\n")
    refused = await office.identify(await office.session(ELENA))
    roles = await operator.roles()
    allowed = await operator.runs("practitioners", "allow", ELENA)
    elena = await office.session(ELENA)
    back = await office.confirm(elena, await office.claimed(elena))
    by_address = await operator.runs("practitioners", "release", ELENA)
    nobodys = await operator.runs("practitioners", "release", typed="fr1234563\n")

    assert [code for code, _ in (by_number, allowed, by_address, nobodys)] == [0, 0, 0, 1]
    assert f"practitioner {practitioner} released from account" in by_number[1]
    assert f"practitioner {practitioner} released from account" in by_address[1]
    assert (errors_of(refused), roles) == ([("CONFLICT", "deaNumber")], [])
    assert back["practitioner"]["confirmed"] is True
    assert nobodys[1].endswith("No account has this practitioner.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("AB1234563", "The registry does not have this number."), ("12", "A DEA number has two letters")],
)
async def test_a_number_that_is_nobody_s_is_told(operator: Operator, typed: str, told: str) -> None:
    code, printed = await operator.runs("practitioners", "release", typed=f"{typed}\n")

    assert (code, told in printed) == (1, True)


async def test_the_trail_is_printed_since_a_day(operator: Operator) -> None:
    _, past = await operator.runs("audit", "--since", "2020-01-01")
    _, future = await operator.runs("audit", "--since", "2999-01-01")

    assert [json.loads(line)["kind"] for line in past.splitlines()] == ["ACCOUNT_OPENED"]
    assert future == ""


async def test_a_lost_password_to_a_temporary_address_takes_an_operator_and_the_practitioner(
    operator: Operator,
) -> None:
    office = operator.office
    rivera, first = await issued(office)
    await replaced(office, first)
    session = (await office.sign_in(first["address"]))["session"]
    account = (await office.me(session["accessToken"]))["id"]

    code, printed = await operator.runs("temporary-emails", "reopen", first["address"])
    again = await operator.runs("temporary-emails", "reopen", first["address"])
    between = await office.sign_in(first["address"])
    ended = await office.mutate("refreshSession", refreshToken=session["refreshToken"])
    second = await office.mutate("reissueTemporaryEmail", rivera, address=first["address"])
    await replaced(office, second, "words of the second sheet")
    signed_in = await office.sign_in(first["address"], "words of the second sheet")

    assert (code, again[0]) == (0, 1)
    assert "can issue it anew" in printed
    assert errors_of(between) == [("INVALID_CREDENTIALS", "password")]
    assert errors_of(ended) == [("INVALID_CREDENTIALS", "refreshToken")]
    assert second["userErrors"] == signed_in["userErrors"] == []
    assert (await office.me(signed_in["session"]["accessToken"]))["id"] == account
    _, trail = await operator.runs("audit", "--account", account)
    assert '"kind":"TEMPORARY_EMAIL_REOPENED"' in trail
