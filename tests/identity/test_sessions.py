"""Sessions: refresh tokens that are good for one use, and what a copied one does."""

from datetime import timedelta
from typing import Any

import pytest

from services.identity.store.sessions import GRACE, LASTS
from tests.identity.conftest import Office, at_once, errors_of
from tests.identity.operations import mutation

ELENA = "elena@example.com"
ENDED = [("INVALID_CREDENTIALS", "refreshToken")]


@pytest.fixture
async def first(office: Office) -> str:
    """The refresh token of a new session."""
    await office.new_account(ELENA)
    token: str = (await office.sign_in(ELENA))["session"]["refreshToken"]
    return token


async def refresh(office: Office, token: str) -> dict[str, Any]:
    return await office.mutate("refreshSession", refreshToken=token)


async def refreshed(office: Office, token: str) -> str:
    payload = await refresh(office, token)
    assert payload["userErrors"] == []
    successor: str = payload["session"]["refreshToken"]
    return successor


async def test_a_refresh_gives_new_tokens_that_work(office: Office, first: str) -> None:
    payload = await refresh(office, first)

    session = payload["session"]
    assert session["refreshToken"] != first
    assert (await office.me(session["accessToken"]))["email"] == ELENA
    assert await refreshed(office, session["refreshToken"]) not in (first, session["refreshToken"])


async def test_who_lost_the_answer_gets_the_same_successor_for_thirty_seconds(
    office: Office, first: str
) -> None:
    second = await refreshed(office, first)
    office.turn_clock(GRACE - timedelta(seconds=5))

    again = await refreshed(office, first)

    assert again == second
    assert await refreshed(office, second)


async def test_a_duplicate_that_is_late_ends_nothing_though_its_successor_was_used(
    office: Office, first: str
) -> None:
    """A phone's network delivers a request twice, the second time after the next refresh."""
    second = await refreshed(office, first)
    third = await refreshed(office, second)

    assert await refreshed(office, first) == second
    assert await refreshed(office, second) == third
    assert await refreshed(office, third)


async def test_twenty_simultaneous_refreshes_give_one_successor(office: Office, first: str) -> None:
    assert len(set(await at_once(*(refreshed(office, first) for _ in range(20))))) == 1


async def test_a_replaced_token_that_comes_later_ends_the_session(office: Office, first: str) -> None:
    second = await refreshed(office, first)
    office.turn_clock(GRACE + timedelta(seconds=1))

    late = await refresh(office, first)

    assert late["session"] is None
    assert errors_of(late) == ENDED
    assert errors_of(await refresh(office, second)) == ENDED


async def test_a_token_of_long_ago_ends_the_session_and_no_other(office: Office, first: str) -> None:
    other = (await office.sign_in(ELENA))["session"]["refreshToken"]
    newest = first
    for _ in range(3):
        newest = await refreshed(office, newest)
    office.turn_clock(GRACE + timedelta(seconds=1))

    assert errors_of(await refresh(office, first)) == ENDED
    assert errors_of(await refresh(office, newest)) == ENDED
    assert await refreshed(office, other)


async def test_a_made_up_token_does_not_end_the_session_it_names(office: Office, first: str) -> None:
    session_id, _, _ = first.partition(".")

    for token in (
        "",
        ".",
        session_id,
        f"{session_id}.",
        f"{session_id}.{'0' * 64}",
        f"{session_id}.0.{'0' * 64}",
        first.replace(".0.", ".1."),
        f"x{first}",
        f"{first}0",
    ):
        assert errors_of(await refresh(office, token)) == ENDED
        assert errors_of(await office.mutate("signOut", refreshToken=token)) == []

    assert await refreshed(office, first)


async def test_signing_out_ends_the_session(office: Office, first: str) -> None:
    await office.mutate("signOut", refreshToken=first)

    assert errors_of(await refresh(office, first)) == ENDED


async def test_signing_out_with_a_replaced_token_ends_the_session_too(office: Office, first: str) -> None:
    """A client that lost the answer of its last refresh holds no other."""
    second = await refreshed(office, first)

    await office.mutate("signOut", refreshToken=first)

    assert errors_of(await refresh(office, second)) == ENDED


async def test_a_session_that_rests_for_thirty_days_is_over(office: Office, first: str) -> None:
    office.turn_clock(LASTS + timedelta(seconds=1))

    assert errors_of(await refresh(office, first)) == ENDED


async def test_no_token_is_kept_that_could_be_used(office: Office, first: str) -> None:
    second = await refreshed(office, first)

    kept = str([document async for document in office.store.mongo["sessions"].find()])

    assert first.partition(".")[2] not in kept
    assert second.partition(".")[2] not in kept


async def test_nobody_asks_as_nobody_and_a_token_of_another_key_asks_in_vain(
    office: Office, first: str
) -> None:
    assert (await office.client.data("{ me { id } }"))["me"] is None

    for token in (first, "not.a.token"):
        body = await office.client.post("{ me { id } }", token)
        assert body["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_a_session_that_has_ended_proves_nothing_any_more(office: Office) -> None:
    """Its access token lasts for minutes; what it could bind would last for good."""
    await office.new_account(ELENA)
    session = (await office.sign_in(ELENA))["session"]
    practitioner = await office.claimed(session["accessToken"])
    await office.mutate("signOut", refreshToken=session["refreshToken"])

    for name, input_ in {
        "identifyAsPractitioner": {"deaNumber": "FR1234563", "ssnLast4": "6789"},
        "confirmPractitionerProfile": {"practitionerId": practitioner},
        "reportProfileProblem": {"practitionerId": practitioner, "message": "not mine"},
        "identifyAsPatient": {"dateOfBirth": "1980-05-17"},
    }.items():
        body = await office.client.post(mutation(name), session["accessToken"], input=input_)
        assert body["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}, name
