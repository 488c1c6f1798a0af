"""The whole way at once: many accounts prove one practitioner's numbers and confirm, none knowing of the others."""

import asyncio

import pytest

from chassis.mongo import Mongo
from contracts.events.internal import PractitionerConfirmed
from services.identity.store.claims import NUMBER_TRIES
from tests.identity.conftest import Office, at_once, errors_of

CLAIMANTS = 1000
PATIENCE_SECONDS = 900  # against a hang: what a run takes is no business of a test


async def test_of_many_accounts_that_identify_and_confirm_at_once_one_is_bound_and_keeps_it(
    office: Office,
) -> None:
    tokens = [await office.session_of_new(f"claimant{n}@example.com") for n in range(15)]

    async def claims(token: str) -> bool:
        found = await office.identify(token)
        if found["userErrors"]:
            return False
        confirmed = await office.confirm(token, found["profile"]["practitionerId"])
        return not confirmed["userErrors"]

    won = await at_once(*(claims(token) for token in tokens))

    assert sum(won) == 1
    bound = await office.store.mongo["practitioners"].find_one({"accountId": {"$ne": None}})
    assert bound is not None
    assert (await office.me(tokens[won.index(True)]))["practitioner"]["id"] == bound["_id"]


async def test_of_a_thousand_accounts_that_claim_one_practitioner_exactly_one_wins(office: Office) -> None:
    """All of them prove the numbers, as many at a time as a number may be tried; then all confirm at once."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        tokens = await at_once(*(office.session_of_new(f"claimant{n}@example.com") for n in range(CLAIMANTS)))
        practitioners = list[str]()
        for first in range(0, CLAIMANTS, NUMBER_TRIES):
            group = tokens[first : first + NUMBER_TRIES]
            practitioners += await at_once(*(office.claimed(token) for token in group))
        (practitioner,) = set(practitioners)

        answers = await at_once(*(office.confirm(token, practitioner) for token in tokens))

    assert len(practitioners) == CLAIMANTS
    assert sum(not answer["userErrors"] for answer in answers) == 1
    assert {tuple(errors_of(a)) for a in answers if a["userErrors"]} == {(("CONFLICT", "practitionerId"),)}
    accounts = office.store.mongo["accounts"]
    assert await accounts.count_documents({"practitionerId": practitioner}) == 1
    assert len(await office.outbox(PractitionerConfirmed.TYPE)) == 1
    winner = tokens[[not answer["userErrors"] for answer in answers].index(True)]
    assert (await office.me(winner))["practitioner"]["id"] == practitioner


async def test_who_comes_too_late_is_told_so_without_a_transaction(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rush of them would conflict with each other's writes until some were told to try again."""
    late = await office.session_of_new("late@example.com")
    practitioner = await office.claimed(late)
    await office.practitioner()
    begun = list[str]()
    plain = Mongo.transaction

    async def counted(self: Mongo, work: object) -> object:
        begun.append("transaction")
        return await plain(self, work)  # type: ignore[arg-type]

    monkeypatch.setattr(Mongo, "transaction", counted)

    assert errors_of(await office.confirm(late, practitioner)) == [("CONFLICT", "practitionerId")]
    assert begun == []
