"""A new password: by the present one, or by what was mailed. Nobody learns by it who has an account."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.events.internal import MailContent, MailKind
from services.identity.store.attempts import LIMIT, WINDOW
from services.identity.usecases.gate import require_open_gate
from tests.identity.conftest import PASSWORD, PUBLIC_URL, Office, at_once, errors_of, token_of

ELENA = "elena@example.com"
NEW = "a donkey that counts sparrows"
EXPIRED = "EXPIRED"


@pytest.fixture
async def session(office: Office) -> dict[str, Any]:
    """Elena's first session."""
    await office.new_account(ELENA)
    begun: dict[str, Any] = (await office.sign_in(ELENA))["session"]
    return begun


async def change(office: Office, session: dict[str, Any], current: str = PASSWORD, new: str = NEW) -> Any:
    return await office.mutate(
        "changePassword", session["accessToken"], currentPassword=current, newPassword=new
    )


async def ask(office: Office, email: str = ELENA) -> dict[str, Any]:
    return await office.mutate("requestPasswordReset", email=email)


async def reset(office: Office, new: str = NEW, **proof: str) -> dict[str, Any]:
    return await office.mutate("resetPassword", newPassword=new, **proof)


async def resets(office: Office) -> list[MailContent]:
    return await office.mails(MailKind.PASSWORD_RESET)


async def notices(office: Office) -> list[tuple[str, str]]:
    return [(mail.email, mail.values["change"]) for mail in await office.mails(MailKind.SECURITY_NOTICE)]


async def lives(office: Office, session: dict[str, Any]) -> bool:
    payload = await office.mutate("refreshSession", refreshToken=session["refreshToken"])
    return payload["session"] is not None


async def test_a_changed_password_ends_all_other_sessions_and_its_owner_is_told(
    office: Office, session: dict[str, Any]
) -> None:
    other = (await office.sign_in(ELENA))["session"]

    payload = await change(office, session)

    assert payload["userErrors"] == []
    assert (await lives(office, session), await lives(office, other)) == (True, False)
    assert errors_of(await office.sign_in(ELENA)) == [("INVALID_CREDENTIALS", "password")]
    assert errors_of(await office.sign_in(ELENA, NEW)) == []
    assert await notices(office) == [(ELENA, "PASSWORD_CHANGED")]


async def test_a_wrong_present_password_changes_nothing_and_its_tries_are_counted(
    office: Office, session: dict[str, Any]
) -> None:
    wrong = [await change(office, session, "another password") for _ in range(5)]
    sixth = await change(office, session)

    assert {tuple(errors_of(each)) for each in wrong} == {(("INVALID_CREDENTIALS", "currentPassword"),)}
    assert errors_of(sixth) == [("TOO_MANY_ATTEMPTS", "currentPassword")]
    office.turn_clock(WINDOW)
    assert errors_of(await office.sign_in(ELENA)) == []
    assert await notices(office) == []


@pytest.mark.parametrize("new", ["short", "password", ELENA, "x" * 129])
async def test_a_new_password_has_to_be_acceptable(office: Office, session: dict[str, Any], new: str) -> None:
    await ask(office)
    token = token_of((await resets(office))[0])

    changed, by_link = await change(office, session, new=new), await reset(office, new, token=token)

    assert errors_of(changed) == errors_of(by_link) == [("INVALID", "newPassword")]
    assert errors_of(await office.sign_in(ELENA)) == []
    assert errors_of(await reset(office, token=token)) == []  # the link is not used up


async def test_nobody_changes_the_password_of_nobody(office: Office) -> None:
    answer = await office.client.post(
        'mutation { changePassword(input: {currentPassword: "a", newPassword: "b"}) { message } }'
    )

    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_a_session_that_has_ended_changes_nothing_though_its_access_token_lives_on(
    office: Office, session: dict[str, Any]
) -> None:
    await office.mutate("signOut", refreshToken=session["refreshToken"])

    answer = await office.client.post(
        'mutation { changePassword(input: {currentPassword: "a", newPassword: "b"}) { message } }',
        session["accessToken"],
    )

    assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("by", ["link", "code"])
async def test_a_forgotten_password_is_set_anew_and_all_sessions_end(
    office: Office, session: dict[str, Any], by: str
) -> None:
    for _ in range(6):
        await office.sign_in(ELENA, "another password")
    await ask(office, " Elena@Example.com")
    (mail,) = await resets(office)
    proof = {"token": token_of(mail)}
    if by == "code":
        proof = {"email": ELENA, "code": f" {mail.values['code'].upper().replace('-', ' ')}"}

    payload = await reset(office, **proof)

    assert payload["userErrors"] == []
    assert mail.email == ELENA
    assert mail.values["link"].startswith(f"{PUBLIC_URL}/reset-password?token=")
    assert mail.values["hours"] == "1"
    assert not await lives(office, session)
    assert errors_of(await office.sign_in(ELENA, NEW)) == []
    assert await notices(office) == [(ELENA, "PASSWORD_CHANGED")]
    assert errors_of(await reset(office, token=token_of(mail))) == [(EXPIRED, "token")]


async def test_an_unknown_a_waiting_and_a_known_address_answer_alike(
    office: Office, session: dict[str, Any]
) -> None:
    await office.sign_up("waits@example.com", "PATIENT")

    known, unknown, waiting = [
        await ask(office, email) for email in (ELENA, "nobody@example.com", "waits@example.com")
    ]

    assert known == unknown == waiting
    assert errors_of(known) == []
    assert [mail.email for mail in await resets(office)] == [ELENA]


async def test_no_address_at_all_is_refused_with_its_path(office: Office) -> None:
    assert errors_of(await ask(office, "no address")) == [("INVALID", "email")]
    assert errors_of(await reset(office)) == [("REQUIRED", "token")]
    assert errors_of(await reset(office, email=ELENA)) == [("REQUIRED", "token")]


async def test_mails_are_a_minute_apart_and_three_an_hour_and_each_link_stays_good(
    office: Office, session: dict[str, Any]
) -> None:
    """Else a stranger who keeps asking would void the link that the owner is about to follow."""
    await at_once(*(ask(office) for _ in range(5)))
    assert len(await resets(office)) == 1
    for _ in range(5):
        office.turn_clock(timedelta(minutes=1))
        await ask(office)
    mails = await resets(office)
    assert len(mails) == 3

    assert errors_of(await reset(office, token=token_of(mails[0]))) == []
    assert errors_of(await reset(office, token=token_of(mails[2]))) == [(EXPIRED, "token")]
    await ask(office)
    assert len(await resets(office)) == 4


async def test_a_link_ends_after_an_hour_and_another_mail_may_go_out(
    office: Office, session: dict[str, Any]
) -> None:
    for _ in range(3):
        await ask(office)
        office.turn_clock(timedelta(minutes=1))
    (first, *_) = await resets(office)
    office.turn_clock(timedelta(hours=1))

    late = await reset(office, token=token_of(first))
    await ask(office)

    assert errors_of(late) == [(EXPIRED, "token")]
    assert len(await resets(office)) == 4


async def test_five_wrong_codes_void_the_code_but_not_the_link(
    office: Office, session: dict[str, Any]
) -> None:
    await ask(office)
    (mail,) = await resets(office)

    wrong = [await reset(office, email=ELENA, code="aaaa-aaaa") for _ in range(5)]
    sixth = await reset(office, email=ELENA, code=mail.values["code"])
    office.turn_clock(WINDOW)
    seventh = await reset(office, email=ELENA, code=mail.values["code"])

    assert {tuple(errors_of(each)) for each in wrong} == {((EXPIRED, "code"),)}
    assert errors_of(sixth) == [("TOO_MANY_ATTEMPTS", "code")]
    assert errors_of(seventh) == [(EXPIRED, "code")]
    assert errors_of(await reset(office, token=token_of(mail))) == []


async def test_passwords_that_are_not_acceptable_use_up_no_code(
    office: Office, session: dict[str, Any]
) -> None:
    await ask(office)
    (mail,) = await resets(office)

    for n in range(LIMIT + 1):
        weak = await reset(office, f"password{n}", email=ELENA, code=mail.values["code"])
        assert errors_of(weak) == [("INVALID", "newPassword")]

    assert errors_of(await reset(office, email=ELENA, code=mail.values["code"])) == []


async def test_of_many_who_follow_a_link_at_once_one_sets_the_password(
    office: Office, session: dict[str, Any]
) -> None:
    await ask(office)
    token = token_of((await resets(office))[0])

    payloads = await at_once(*(reset(office, f"words of thief {n}", token=token) for n in range(5)))

    assert sum(not payload["userErrors"] for payload in payloads) == 1


async def test_a_changed_password_voids_the_links_that_are_on_their_way(
    office: Office, session: dict[str, Any]
) -> None:
    await ask(office)
    await change(office, session)

    assert errors_of(await reset(office, token=token_of((await resets(office))[0]))) == [(EXPIRED, "token")]


@pytest.mark.parametrize("token", ["", ".", "x.y", "a" * 5000, "\x00.\x00", "…"])
async def test_a_link_that_is_none_is_refused(office: Office, token: str) -> None:
    assert errors_of(await reset(office, token=token)) == [(EXPIRED, "token")]


async def test_the_link_of_a_sign_up_sets_no_password(office: Office, session: dict[str, Any]) -> None:
    await office.sign_up("new@example.com")
    token = token_of((await office.mails(MailKind.ACCOUNT_VERIFICATION))[-1])

    assert errors_of(await reset(office, token=token)) == [(EXPIRED, "token")]


async def test_no_link_or_code_is_kept_that_could_be_used(office: Office, session: dict[str, Any]) -> None:
    await ask(office)
    (mail,) = await resets(office)

    kept = str(await office.store.mongo["mailed_proofs"].find().to_list(None))

    assert token_of(mail).partition(".")[2] not in kept
    assert mail.values["code"] not in kept
    assert ELENA not in kept


async def test_a_sign_in_with_the_old_password_does_not_outlive_a_change_that_overtakes_it(
    office: Office, session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password was found right, then it is changed and all sessions end, then the session would begin."""
    place = "services.identity.usecases.sign_in.require_open_gate"

    async def overtaken(*given: Any, **named: Any) -> None:
        monkeypatch.setattr(place, require_open_gate)
        assert errors_of(await change(office, session)) == []
        await require_open_gate(*given, **named)

    monkeypatch.setattr(place, overtaken)

    late = await office.sign_in(ELENA)

    assert errors_of(late) == [("INVALID_CREDENTIALS", "password")]
    assert await office.store.mongo["sessions"].count_documents({}) == 1
    assert errors_of(await office.sign_in(ELENA, NEW)) == []


async def test_of_sign_ins_and_a_change_at_once_no_session_of_the_old_password_is_left(
    office: Office, session: dict[str, Any]
) -> None:
    answers = await at_once(*(office.sign_in(ELENA) for _ in range(4)), change(office, session))

    assert answers[-1]["userErrors"] == []
    begun = [each["session"] for each in answers[:-1] if each["session"] is not None]
    assert not any([await lives(office, each) for each in begun])
    assert await lives(office, session)
