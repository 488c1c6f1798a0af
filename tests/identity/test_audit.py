"""The audit trail: everything that matters is in it, in ids alone, and only its owner and operators read it."""

from datetime import timedelta
from typing import Any

import pytest

from services.identity.domain.audit import AuditKind
from services.identity.store.audit import Audit
from services.identity.store.claims import ACCOUNT_TRIES
from services.identity.store.sessions import GRACE
from tests.identity.conftest import ANA, PASSWORD, Office, errors_of, token_of
from tests.identity.registry_file import dea_number

ELENA = "elena.canary@example.com"
ACTIVITY = """query($first: Int!, $after: String) { myAccountActivity(first: $first, after: $after) {
  edges { cursor node { id at kind sessionId byOthers } } pageInfo { hasNextPage endCursor } } }"""


async def activity(office: Office, token: str, first: int = 100, after: str | None = None) -> dict[str, Any]:
    page: dict[str, Any] = await office.client.data(ACTIVITY, token, first=first, after=after)
    return page["myAccountActivity"]  # type: ignore[no-any-return]


async def kinds(office: Office, token: str) -> list[str]:
    """The oldest first."""
    edges = (await activity(office, token))["edges"]
    return [edge["node"]["kind"] for edge in reversed(edges)]


async def recorded(office: Office) -> set[str]:
    return {entry["kind"] async for entry in office.store.mongo["audit"].find()}


async def begin(office: Office, email: str = ELENA, password: str = PASSWORD) -> dict[str, Any]:
    session: dict[str, Any] = (await office.sign_in(email, password))["session"]
    return session


async def test_a_life_of_an_account_is_told_in_order(office: Office) -> None:
    await office.new_account(ELENA)
    await office.sign_in(ELENA, "wrong")
    first = await begin(office)
    token = first["accessToken"]
    office.turn_clock(timedelta(seconds=1))
    await office.mutate("changePassword", token, currentPassword="wrong", newPassword="x" * 9)
    office.turn_clock(timedelta(seconds=1))
    await office.mutate("changePassword", token, currentPassword=PASSWORD, newPassword="another long one")
    office.turn_clock(timedelta(seconds=1))
    await office.mutate("requestEmailChange", token, newEmail="new@example.com", password="another long one")
    (*_, mail) = [each for each in await office.mails() if each.email == "new@example.com"]
    office.turn_clock(timedelta(seconds=1))
    await office.mutate("confirmEmailChange", token, token=token_of(mail))
    office.turn_clock(timedelta(seconds=1))
    await office.identify(token, ssn_last4="9999")
    office.turn_clock(timedelta(seconds=1))
    practitioner = await office.claimed(token)
    office.turn_clock(timedelta(seconds=1))
    await office.confirm(token, practitioner)
    office.turn_clock(timedelta(seconds=1))
    await office.report(token, practitioner)

    assert (await kinds(office, token))[3:] == [
        "PASSWORD_REFUSED",
        "PASSWORD_CHANGED",
        "EMAIL_CHANGE_REQUESTED",
        "EMAIL_CHANGED",
        "PRACTITIONER_REFUSED",
        "PRACTITIONER_CLAIMED",
        "PRACTITIONER_CONFIRMED",
        "PROFILE_REPORTED",
    ]
    assert set((await kinds(office, token))[:3]) == {"ACCOUNT_OPENED", "SIGN_IN_REFUSED", "SIGNED_IN"}
    newest = (await activity(office, token, 1))["edges"][0]["node"]
    assert newest["sessionId"] == first["refreshToken"].partition(".")[0]
    assert newest["byOthers"] is False


async def test_everything_that_can_be_recorded_is(office: Office) -> None:
    """Each kind, by what people really do."""
    await office.new_account(ELENA)
    token = (await begin(office))["accessToken"]
    practitioner = await office.claimed(token)
    await office.confirm(token, practitioner)
    await office.report(token, practitioner)
    await office.identify(token, ssn_last4="9999")
    reviewer = await office.reviewer()
    (review,) = await office.reviews(reviewer)
    await office.sees(reviewer, review["id"])
    await office.decide(reviewer, review["id"])
    token = (await begin(office))["accessToken"]
    sheet = await office.mutate("createTemporaryEmail", token)
    await office.mutate("reissueTemporaryEmail", token, address=sheet["address"])
    await office.mutate("requestPasswordReset", email=ELENA)
    mail = (await office.mails())[-1]
    await office.mutate("resetPassword", token=token_of(mail), newPassword="another long one")
    sessions = [await begin(office, password="another long one") for _ in range(4)]
    token = sessions[0]["accessToken"]
    await office.mutate("changePassword", token, currentPassword="no", newPassword=PASSWORD)
    await office.mutate("endSession", token, sessionId=sessions[1]["refreshToken"].partition(".")[0])
    await office.mutate("signOut", refreshToken=sessions[2]["refreshToken"])
    await office.mutate("refreshSession", refreshToken=sessions[3]["refreshToken"])
    office.turn_clock(GRACE + timedelta(seconds=1))
    await office.mutate("refreshSession", refreshToken=sessions[3]["refreshToken"])
    await office.mutate("changePassword", token, currentPassword="another long one", newPassword=PASSWORD)
    await office.mutate("requestEmailChange", token, newEmail="new@example.com", password=PASSWORD)
    await office.mutate("confirmEmailChange", token, token=token_of((await office.mails())[-1]))
    await office.mutate("signOutEverywhere", token)
    for _ in range(8):
        await office.sign_in(ELENA, "wrong")
    ana = await office.patient()
    await office.mutate("identifyAsPatient", ana, dateOfBirth="1999-01-01")
    await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")
    for _ in range(ACCOUNT_TRIES + 3):
        await office.identify(ana, ssn_last4="9999")

    by_operators = {
        *(AuditKind.ROLE_GRANTED, AuditKind.ROLE_REVOKED, AuditKind.TEMPORARY_EMAIL_REOPENED),
        *(AuditKind.PRACTITIONER_RELEASED, AuditKind.PRACTITIONER_ALLOWED),
        *(AuditKind.PRACTITIONER_CHANGED, AuditKind.KEYS_CHANGED, AuditKind.KEYS_RESEALED),
    }
    assert await recorded(office) == set(AuditKind) - by_operators - {AuditKind.OTHER}
    locked = await office.store.mongo["audit"].count_documents({"kind": "SIGN_IN_LOCKED"})
    assert locked == 1  # once, however many follow
    assert await office.store.mongo["audit"].count_documents({"kind": "PRACTITIONER_LOCKED"}) == 1


async def test_what_is_refused_changes_nothing_and_tells_nothing_else(office: Office) -> None:
    await office.sign_in("nobody@example.com")
    await office.sign_in("no address")
    await office.mutate("resetPassword", token="x.y", newPassword="another long one")

    entries = await office.store.mongo["audit"].find().to_list(None)

    assert [(entry["kind"], entry["accountId"]) for entry in entries] == [("SIGN_IN_REFUSED", None)] * 2


async def test_entries_hold_ids_alone_and_equal_addresses_can_be_seen_to_be_equal(office: Office) -> None:
    for address in ("192.0.2.10", "192.0.2.10", "192.0.2.11"):
        office.client.address = address
        await office.sign_in("nobody@example.com")
    await office.new_account(ELENA)
    await begin(office)

    entries = await office.store.mongo["audit"].find().sort("at", 1).to_list(None)

    first, second, third, *_ = [entry["client"] for entry in entries]
    assert first == second != third
    told = str(entries)
    assert "192.0.2" not in told
    assert "canary" not in told
    assert PASSWORD not in told


async def test_pages_follow_each_other_without_gap_or_repetition(office: Office) -> None:
    await office.new_account(ELENA)
    for _ in range(6):
        token = (await begin(office))["accessToken"]
    whole = [edge["node"]["id"] for edge in (await activity(office, token))["edges"]]

    paged, after, more = list[str](), None, True
    while more:
        page = await activity(office, token, 2, after)
        paged += [edge["node"]["id"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert paged == whole
    assert len(set(whole)) == 7


async def test_an_owner_sees_nothing_of_others_and_a_reviewer_s_decision_as_one_of_others(
    office: Office,
) -> None:
    await office.new_account(ELENA)
    token = (await begin(office))["accessToken"]
    practitioner = await office.claimed(token)
    await office.report(token, practitioner)
    reviewer = await office.reviewer()
    (review,) = await office.reviews(reviewer)
    await office.decide(reviewer, review["id"])
    await office.new_account(ANA)
    ana = (await begin(office, ANA))["accessToken"]

    decided = [
        edge["node"]
        for edge in (await activity(office, token))["edges"]
        if edge["node"]["kind"] == "REVIEW_DECIDED"
    ]
    assert [(each["byOthers"], each["sessionId"]) for each in decided] == [(True, None)]
    assert set(await kinds(office, ana)) == {"ACCOUNT_OPENED", "SIGNED_IN"}
    assert reviewer not in str(await activity(office, token))


@pytest.mark.parametrize("first", [0, 101, -1])
async def test_a_page_has_one_to_a_hundred_entries(office: Office, first: int) -> None:
    await office.new_account(ELENA)
    token = (await begin(office))["accessToken"]

    answer = await office.client.post(ACTIVITY, token, first=first)

    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_nobody_reads_it_without_a_session_that_lives(office: Office) -> None:
    await office.new_account(ELENA)
    session = await begin(office)
    await office.mutate("signOut", refreshToken=session["refreshToken"])

    for token in (None, session["accessToken"]):
        answer = await office.client.post(ACTIVITY, token, first=5)
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_what_is_undone_leaves_no_entry(office: Office) -> None:
    """The entry is in the transaction of what it tells of."""
    await office.new_account(ELENA)
    first, second = await begin(office), await begin(office)
    gone = second["refreshToken"].partition(".")[0]
    await office.mutate("endSession", first["accessToken"], sessionId=gone)

    again = await office.mutate("endSession", first["accessToken"], sessionId=gone)

    assert errors_of(again) == [("NOT_FOUND", "sessionId")]
    assert (await kinds(office, first["accessToken"])).count("SESSION_ENDED") == 1


async def test_claims_and_what_is_refused_of_them_tell_the_client_s_address_too(office: Office) -> None:
    office.client.address = "192.0.2.10"
    elena = await office.practitioner()
    await office.report(elena, (await office.me(elena))["practitioner"]["id"])
    late = await office.session_of_new("late@example.com")
    await office.identify(late)
    for _ in range(ACCOUNT_TRIES + 1):
        await office.identify(late, ssn_last4="9999")

    entries = await office.store.mongo["audit"].find({"kind": {"$regex": "^P"}}).to_list(None)

    kinds_told = {entry["kind"] for entry in entries}
    assert kinds_told == {
        *("PRACTITIONER_CLAIMED", "PRACTITIONER_CONFIRMED", "PROFILE_REPORTED"),
        *("PRACTITIONER_REFUSED", "PRACTITIONER_LOCKED"),
    }
    assert len({entry["client"] for entry in entries} - {None}) == 1
    assert all(entry["client"] for entry in entries)


async def test_an_import_that_changes_a_practitioner_with_an_account_is_told_as_the_operator_s(
    office: Office,
) -> None:
    elena = await office.practitioner()
    practitioner = (await office.me(elena))["practitioner"]["id"]
    await office.imported(street="2 Canary Lane")
    await office.imported(street="2 Canary Lane")  # changes nothing
    await office.imported(dea_number=dea_number(7), last_name="Nobodys")  # has no account

    entries = await office.store.mongo["audit"].find({"kind": "PRACTITIONER_CHANGED"}).to_list(None)

    told = [(entry["accountId"], entry["by"], entry["about"]) for entry in entries]
    assert told == [((await office.me(elena))["id"], "operator", practitioner)]


async def test_an_owner_sees_what_another_version_wrote_as_something_else(office: Office) -> None:
    await office.new_account(ELENA)
    token = (await begin(office))["accessToken"]
    await office.store.mongo["audit"].update_one({"kind": "SIGNED_IN"}, {"$set": {"kind": "FLEW_AWAY"}})

    assert set(await kinds(office, token)) == {"ACCOUNT_OPENED", "OTHER"}


def test_the_trail_can_be_added_to_and_read_and_nothing_else() -> None:
    offered = {name for name in dir(Audit) if not name.startswith("_")}

    changing = {"add", "add_changed", "chain_waiting"}
    assert offered == {"INDEXES", "of_account", "all", "told", "waiting", "head", "broken"} | changing
