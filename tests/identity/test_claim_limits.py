"""How often the numbers of practitioners may be tried, and who decides after that."""

from datetime import timedelta

import pytest

from services.identity.store.claims import FIRST_WAIT, NUMBER_REMEMBERED, NUMBER_TRIES
from tests.identity.conftest import Office, at_once, errors_of
from tests.identity.registry_file import dea_number

WAITS = [("TOO_MANY_ATTEMPTS", "ssnLast4")]
REVIEWED = [("TOO_MANY_ATTEMPTS", "deaNumber")]
NO_MATCH = [("NO_MATCH", "deaNumber")]
A_MOMENT = timedelta(seconds=1)


async def test_the_wait_doubles_after_each_five_failures(office: Office) -> None:
    elena = await office.session_of_new("elena@example.com")

    for wait in (FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT):
        for number in range(5):
            assert errors_of(await office.identify(elena, dea_number(number, "FR"), "1111")) == NO_MATCH
        office.turn_clock(wait - timedelta(seconds=30))
        too_soon = await office.identify(elena)
        assert errors_of(too_soon) == WAITS
        assert "Wait a minute," in too_soon["userErrors"][0]["message"]
        office.turn_clock(timedelta(seconds=31))

    assert errors_of(await office.identify(elena)) == []
    for _ in range(4):
        assert errors_of(await office.identify(elena, ssn_last4="1111")) == NO_MATCH


async def test_who_knows_one_pair_has_no_more_wrong_tries_of_others(office: Office) -> None:
    thief = await office.session_of_new("thief@example.com")
    told = []
    for number in range(6):
        told.append(errors_of(await office.identify(thief, dea_number(number, "FR"), "1111")))
        if number < 5:
            assert errors_of(await office.identify(thief)) == ([] if number < 4 else WAITS)

    assert told == [NO_MATCH] * 5 + [WAITS]


async def test_one_address_has_fifty_wrong_tries_over_all_accounts(office: Office) -> None:
    office.client.address = "203.0.113.66"
    for number in range(10):
        thief = await office.session_of_new(f"thief{number}@example.com")
        for digit in range(5):
            number_tried = dea_number(100 + 5 * number + digit, "FR")
            assert errors_of(await office.identify(thief, number_tried, "1111")) == NO_MATCH

    elena = await office.session_of_new("elena@example.com")
    assert errors_of(await office.identify(elena)) == WAITS
    office.client.address = "192.0.2.1"
    assert errors_of(await office.identify(elena)) == []


async def test_of_many_tries_at_once_no_more_than_five_get_through(office: Office) -> None:
    elena = await office.session_of_new("elena@example.com")

    answers = await at_once(*(office.identify(elena, ssn_last4="1111") for _ in range(30)))

    assert (
        sorted(errors_of(answer)[0][0] for answer in answers) == ["NO_MATCH"] * 5 + ["TOO_MANY_ATTEMPTS"] * 25
    )


@pytest.mark.parametrize("number", ["FR1234563", dea_number(999_999)], ids=["known", "unknown"])
async def test_after_fifteen_failures_of_a_number_a_reviewer_decides_whether_it_is_known_or_not(
    office: Office, number: str
) -> None:
    for account in range(NUMBER_TRIES):
        token = await office.session_of_new(f"stranger{account}@example.com")
        assert errors_of(await office.identify(token, number, "1111")) == NO_MATCH

    elena = await office.session_of_new("elena@example.com")
    refused = await office.identify(elena, number)
    reviewer = await office.reviewer()
    (review,) = await office.reviews(reviewer)

    assert errors_of(refused) == REVIEWED
    assert "review@registry.example" in refused["userErrors"][0]["message"]
    assert review["kind"] == "CLAIM_LIMIT"
    seen = await office.sees(reviewer, review["id"])
    assert seen is not None
    assert (seen["deaNumber"], seen["accountEmail"]) == (number, "elena@example.com")
    assert (seen["profile"] is not None) == (number == "FR1234563")

    kept = await office.decide(reviewer, review["id"], "REFUSED")
    assert kept["review"]["decision"] == "REFUSED"
    assert errors_of(await office.identify(elena, number)) == REVIEWED
    await office.decide(reviewer, review["id"])
    freed = await office.identify(elena, number)
    assert errors_of(freed) == ([] if number == "FR1234563" else NO_MATCH)


async def test_tries_of_a_number_are_forgotten_in_the_end_unless_a_reviewer_has_to_decide(
    office: Office,
) -> None:
    """The server deletes what the index holds once it expired; waiting for that would take a minute.

    By our clock alone: what expired by its own it may delete in the midst of the test.
    """
    tried, waits = dea_number(1), dea_number(2)
    for number, tries in ((tried, NUMBER_TRIES), (waits, NUMBER_TRIES + 1)):
        for _ in range(tries):
            await office.store.claims.count_number(number, now=office.now())
    office.turn_clock(NUMBER_REMEMBERED)
    numbers = office.store.mongo["claim_numbers"]
    index = (await numbers.index_information())["expiresAt_1"]

    expired = {"expiresAt": {"$lte": office.now()}, **index["partialFilterExpression"]}
    counts = [d["count"] async for d in numbers.find(expired).hint("expiresAt_1")]

    assert index["expireAfterSeconds"] == 0
    assert counts == [NUMBER_TRIES]
    assert await numbers.count_documents({"expiresAt": {"$lte": office.now()}}) == 2
