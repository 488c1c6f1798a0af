"""An owner sees the account's sessions, and ends one, the others, or all."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.events.internal import MailKind
from services.identity.store.sessions import MAX_OF_ACCOUNT
from tests.identity.conftest import PASSWORD, Office, errors_of
from tests.identity.operations import SESSIONS

ELENA, EVE = "elena@example.com", "eve@example.com"


@pytest.fixture
async def phone(office: Office) -> dict[str, Any]:
    await office.new_account(ELENA)
    return await begin(office, client="IOS")


async def begin(office: Office, email: str = ELENA, **given: str) -> dict[str, Any]:
    payload = await office.mutate("signIn", email=email, password=PASSWORD, **given)
    session: dict[str, Any] = payload["session"]
    return session


async def sessions(office: Office, session: dict[str, Any]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await office.client.data(SESSIONS, session["accessToken"]))["mySessions"]
    return listed


async def refreshes(office: Office, session: dict[str, Any]) -> bool:
    payload = await office.mutate("refreshSession", refreshToken=session["refreshToken"])
    return payload["session"] is not None


async def test_the_list_shows_each_session_and_which_one_asks(office: Office, phone: dict[str, Any]) -> None:
    await begin(office)
    await office.new_account(EVE)
    await begin(office, EVE)

    listed = await sessions(office, phone)

    assert sorted((each["client"], each["current"]) for each in listed) == [("IOS", True), ("OTHER", False)]
    assert all(each["createdAt"] == each["lastUsedAt"] for each in listed)
    assert PASSWORD not in str(listed)


async def test_a_refresh_is_a_use(office: Office, phone: dict[str, Any]) -> None:
    assert await refreshes(office, phone)

    (used,) = await sessions(office, phone)

    assert used["lastUsedAt"] > used["createdAt"]


async def test_one_session_is_ended_by_another(office: Office, phone: dict[str, Any]) -> None:
    laptop = await begin(office, client="WEB")
    lost = next(each["id"] for each in await sessions(office, laptop) if each["client"] == "IOS")

    ended = await office.mutate("endSession", laptop["accessToken"], sessionId=lost)
    again = await office.mutate("endSession", laptop["accessToken"], sessionId=lost)

    assert ended["userErrors"] == []
    assert errors_of(again) == [("NOT_FOUND", "sessionId")]
    assert (await refreshes(office, phone), await refreshes(office, laptop)) == (False, True)


async def test_nobody_ends_somebody_else_s_session_or_learns_whether_there_is_one(
    office: Office, phone: dict[str, Any]
) -> None:
    await office.new_account(EVE)
    eve = await begin(office, EVE)
    (hers,) = await sessions(office, phone)

    elses, none = [
        await office.mutate("endSession", eve["accessToken"], sessionId=id_) for id_ in (hers["id"], "none")
    ]

    assert elses == none
    assert errors_of(elses) == [("NOT_FOUND", "sessionId")]
    assert await refreshes(office, phone)


@pytest.mark.parametrize("keep", [True, False])
async def test_signing_out_everywhere_ends_all_but_perhaps_this_one(
    office: Office, phone: dict[str, Any], keep: bool
) -> None:
    others = [await begin(office) for _ in range(3)]

    payload = await office.mutate("signOutEverywhere", phone["accessToken"], keepThis=keep)

    assert payload["userErrors"] == []
    assert not any([await refreshes(office, each) for each in others])
    assert await refreshes(office, phone) is keep
    (mail,) = await office.mails(MailKind.SECURITY_NOTICE)
    assert (mail.email, mail.values) == (ELENA, {"change": "SESSIONS_REVOKED"})


async def test_who_had_one_session_gets_no_mail_about_others(office: Office, phone: dict[str, Any]) -> None:
    await office.mutate("signOutEverywhere", phone["accessToken"])

    assert await office.mails(MailKind.SECURITY_NOTICE) == []
    assert not await refreshes(office, phone)


@pytest.mark.parametrize(
    "asked",
    [
        SESSIONS,
        "mutation { signOutEverywhere(input: {}) { message } }",
        'mutation { endSession(input: {sessionId: "x"}) { message } }',
    ],
)
async def test_a_session_that_has_ended_sees_and_ends_nothing(
    office: Office, phone: dict[str, Any], asked: str
) -> None:
    thief = await begin(office)
    await office.mutate("signOutEverywhere", phone["accessToken"], keepThis=True)

    answer = await office.client.post(asked, thief["accessToken"])

    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert await refreshes(office, phone)


async def test_an_account_has_no_more_than_fifty_sessions_and_the_least_used_gives_way(
    office: Office, phone: dict[str, Any]
) -> None:
    laptop = await begin(office)
    assert await refreshes(office, phone)
    account = await office.store.accounts.of_email(ELENA)
    assert account is not None
    collection = office.store.mongo["sessions"]
    other = await collection.find_one({"client": "OTHER"}) or {}
    tomorrow = office.now() + timedelta(days=1)  # what has expired the server deletes, at a moment of its own
    await collection.insert_many(
        [other | {"_id": f"s{n}", "expiresAt": tomorrow} for n in range(MAX_OF_ACCOUNT - 2)]
    )

    last = await begin(office)

    assert await collection.count_documents({}) == MAX_OF_ACCOUNT
    assert all([await refreshes(office, each) for each in (phone, laptop, last)])
