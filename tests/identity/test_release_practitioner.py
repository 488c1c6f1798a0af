"""A wrong binding is undone: who was the practitioner is not any more, and who really is can prove it."""

from datetime import timedelta

from contracts.events.internal import PractitionerContact, PractitionerState
from services.identity.usecases.release_practitioner import allow_practitioner, release_practitioner
from tests.identity.conftest import Office, at_once, errors_of
from tests.identity.test_practitioner_reviews import BREAKS_FORMULA, told

EVE = "eve@example.com"
ELENA = "elena@example.com"


async def bound(office: Office, email: str = EVE) -> tuple[str, dict[str, str]]:
    """Somebody who proved to be Dr. Rivera: the practitioner's id, and the session."""
    await office.new_account(email)
    token = await office.session(email)
    practitioner = await office.claimed(token)
    await office.confirm(token, practitioner)
    return practitioner, (await office.sign_in(email))["session"]


async def released(office: Office, practitioner: str) -> str:
    account = await release_practitioner(practitioner, now=office.now(), store=office.store)
    assert account is not None
    return account


async def test_the_account_loses_practitioner_role_and_sessions_and_the_others_hear_at_once(
    office: Office,
) -> None:
    practitioner, session = await bound(office)
    before = await office.me(session["accessToken"])

    account = await released(office, practitioner)

    refreshed = await office.mutate("refreshSession", refreshToken=session["refreshToken"])
    after = await office.me(await office.session(EVE))
    assert account == before["id"] == after["id"]
    assert (before["roles"], before["practitioner"]["id"]) == (["PRACTITIONER"], practitioner)
    assert (after["roles"], after["practitioner"]) == ([], None)
    assert errors_of(refreshed) == [("INVALID_CREDENTIALS", "refreshToken")]
    assert await told(office) == [("confirmed", 1, True), ("changed", 2, False)]
    (*_, entry) = await office.outbox("practitioner.changed.v1")
    state = PractitionerState.model_validate(entry["payload"])
    contact = PractitionerContact.model_validate(
        office.store.transport.open(state.sealed, (entry["_id"], "sealed"))
    )
    assert (state.account_id, contact.email) == (None, "")
    (audited,) = await office.store.mongo["audit"].find({"kind": "PRACTITIONER_RELEASED"}).to_list(None)
    assert (audited["accountId"], audited["by"], audited["about"]) == (account, "operator", practitioner)


async def test_the_right_one_can_prove_it_then_and_the_wrong_one_cannot_come_back(office: Office) -> None:
    practitioner, _ = await bound(office)
    await released(office, practitioner)
    eve, elena = await office.session(EVE), await office.session_of_new(ELENA)

    again = await office.identify(eve)
    confirmed = await office.confirm(eve, practitioner)
    reported = await office.report(eve, practitioner)
    right = await office.confirm(elena, await office.claimed(elena))

    assert errors_of(again) == [("CONFLICT", "deaNumber")]
    assert errors_of(confirmed) == errors_of(reported) == [("NOT_FOUND", "practitionerId")]
    assert right["practitioner"] | {"id": practitioner, "confirmed": True} == right["practitioner"]
    assert await told(office) == [("confirmed", 1, True), ("changed", 2, False), ("confirmed", 3, True)]


async def test_who_is_about_to_confirm_again_is_too_late(office: Office) -> None:
    """The guarded update decides, whatever was read before."""
    practitioner, session = await bound(office)
    account = (await office.me(session["accessToken"]))["id"]
    await released(office, practitioner)
    await office.store.mongo["accounts"].update_one(
        {"_id": account}, {"$set": {"claimedPractitionerId": practitioner}}
    )
    eve = await office.session(EVE)

    answers = await at_once(*(office.confirm(eve, practitioner) for _ in range(5)))

    assert {tuple(errors_of(answer)) for answer in answers} == {(("CONFLICT", "practitionerId"),)}


async def test_a_mistake_is_taken_back(office: Office) -> None:
    practitioner, session = await bound(office)
    account = (await office.me(session["accessToken"]))["id"]
    await released(office, practitioner)

    allowed = await allow_practitioner(account, now=office.now(), store=office.store)
    repeated = await allow_practitioner(account, now=office.now(), store=office.store)
    eve = await office.session(EVE)
    back = await office.confirm(eve, await office.claimed(eve))

    assert (allowed, repeated) == ([practitioner], [])
    assert back["practitioner"]["confirmed"] is True
    kinds = [entry["kind"] async for entry in office.store.mongo["audit"].find({"by": "operator"}).sort("at")]
    assert kinds == ["PRACTITIONER_RELEASED", "PRACTITIONER_ALLOWED"]


async def test_an_import_after_a_release_keeps_both_and_tells_nobody(office: Office) -> None:
    practitioner, _ = await bound(office)
    await released(office, practitioner)

    await office.imported(license_status="SUSPENDED")

    assert errors_of(await office.identify(await office.session(EVE))) == [("CONFLICT", "deaNumber")]
    assert len(await told(office)) == 2


async def test_what_a_reviewer_accepted_of_the_number_is_asked_anew_of_the_next_account(
    office: Office,
) -> None:
    await office.imported(dea_number=BREAKS_FORMULA, dea_override="YES")
    eve, reviewer = await office.session_of_new(EVE), await office.reviewer()
    practitioner = await office.claimed(eve, dea_number=BREAKS_FORMULA)
    await office.confirm(eve, practitioner)
    (review,) = await office.reviews(reviewer)
    await office.decide(reviewer, review["id"])
    await released(office, practitioner)
    elena = await office.session_of_new(ELENA)

    bound_ = await office.confirm(elena, await office.claimed(elena, dea_number=BREAKS_FORMULA))

    assert bound_["practitioner"]["confirmed"] is False
    (again,) = await office.reviews(reviewer)
    assert again["kind"] == "DEA_NUMBER"


async def test_of_operators_at_once_one_releases_and_nobody_s_practitioner_is_not_released(
    office: Office,
) -> None:
    practitioner, _ = await bound(office)
    office.turn_clock(timedelta(seconds=1))

    answers = await at_once(
        *(release_practitioner(practitioner, now=office.now(), store=office.store) for _ in range(5))
    )

    assert sum(answer is not None for answer in answers) == 1
    assert await release_practitioner("absent", now=office.now(), store=office.store) is None
    assert len(await told(office)) == 2
