"""From a sign-up to a session, and what a stranger cannot learn or guess on the way."""

from datetime import timedelta
from pathlib import Path

import pytest

from chassis.mongo import Mongo
from chassis.outbox import Outbox
from contracts.events.internal import INTERNAL, MailKind, MailRequested
from services.identity.store import Store
from services.identity.store.attempts import WINDOW
from services.identity.store.sign_ups import RELEASED
from tests.identity.conftest import PUBLIC_URL, Office, at_once, errors_of, token_of
from tests.support import KEEP

ELENA = "elena@example.com"


async def test_a_practitioner_signs_up_follows_the_link_signs_in_and_sees_the_account(office: Office) -> None:
    signed_up = await office.sign_up(" Elena@Example.com ")
    (mail,) = await office.mails()
    verified = await office.verify(token=token_of(mail))
    signed_in = await office.sign_in("ELENA@example.com")

    assert signed_up["userErrors"] == verified["userErrors"] == signed_in["userErrors"] == []
    assert mail.email == ELENA
    assert mail.values["link"].startswith(f"{PUBLIC_URL}/verify?token=")
    me = await office.me(signed_in["session"]["accessToken"])
    assert me.pop("id")
    assert me == {"email": ELENA, "language": "EN", "roles": [], "practitioner": None, "links": []}


async def test_the_mail_is_asked_for_by_an_event_that_holds_link_and_code_only_sealed(office: Office) -> None:
    await office.sign_up(ELENA)

    (entry,) = await office.outbox()
    assert (entry["type"], entry["sequence"], entry["exchange"]) == (MailRequested.TYPE, 1, "mmp.internal")
    request = next(kind for kind in INTERNAL if entry["type"] == kind.TYPE).model_validate(entry["payload"])
    assert isinstance(request, MailRequested)
    assert request.kind is MailKind.ACCOUNT_VERIFICATION
    assert entry["aggregateid"] == request.mail_id
    (mail,) = await office.mails()
    assert len(mail.values["code"]) == 6
    assert mail.values["code"] not in str(entry["payload"] | {"sealed": ""})
    assert set(entry["payload"]) == {"mailId", "kind", "sealed"}


async def test_the_code_opens_the_account_like_the_link_and_both_only_once(office: Office) -> None:
    await office.sign_up(ELENA)
    (mail,) = await office.mails()

    code = mail.values["code"]
    by_code = await office.verify(email=ELENA, code=f" {code[:3]} {code[3:]} ")
    again = await office.verify(email=ELENA, code=mail.values["code"])
    by_link = await office.verify(token=token_of(mail))

    assert errors_of(by_code) == []
    assert errors_of(again) == [("EXPIRED", "code")]
    assert errors_of(by_link) == [("EXPIRED", "token")]
    assert errors_of(await office.sign_in(ELENA)) == []


async def test_five_wrong_codes_void_the_code_and_a_new_mail_brings_no_new_tries(office: Office) -> None:
    await office.sign_up(ELENA)
    (mail,) = await office.mails()
    wrong = f"{(int(mail.values['code']) + 1) % 10**6:06}"

    for _ in range(5):
        assert errors_of(await office.verify(email=ELENA, code=wrong)) == [("EXPIRED", "code")]
    right = await office.verify(email=ELENA, code=mail.values["code"])
    office.turn_clock(timedelta(minutes=2))
    await office.mutate("resendVerification", email=ELENA)
    code_of_new = (await office.mails())[-1].values["code"]
    new = await office.verify(email=ELENA, code=code_of_new)
    assert errors_of(right) == errors_of(new) == [("TOO_MANY_ATTEMPTS", "code")]

    office.turn_clock(WINDOW)
    assert errors_of(await office.verify(email=ELENA, code=code_of_new)) == []


async def test_five_wrong_codes_void_the_code_for_good_but_not_the_link(office: Office) -> None:
    await office.sign_up(ELENA)
    (mail,) = await office.mails()
    for _ in range(5):
        await office.verify(email=ELENA, code="no")
    office.turn_clock(WINDOW)

    by_code = await office.verify(email=ELENA, code=mail.values["code"])
    by_link = await office.verify(token=token_of(mail))

    assert errors_of(by_code) == [("EXPIRED", "code")]
    assert errors_of(by_link) == []


async def test_a_link_ends_after_a_day_and_another_is_sent_after_a_minute(office: Office) -> None:
    office.stop_clock()
    await office.sign_up(ELENA)
    office.turn_clock(timedelta(seconds=59))
    await office.mutate("resendVerification", email=ELENA)
    assert len(await office.mails()) == 1
    office.turn_clock(timedelta(seconds=1))
    await office.mutate("resendVerification", email=ELENA)
    first, second = [token_of(mail) for mail in await office.mails()]

    office.turn_clock(RELEASED - timedelta(minutes=1))
    assert errors_of(await office.verify(token=first)) == [("EXPIRED", "token")]
    assert errors_of(await office.verify(token=second)) == []


async def test_a_link_of_yesterday_opens_nothing(office: Office) -> None:
    await office.sign_up(ELENA)
    office.turn_clock(RELEASED)

    assert errors_of(await office.verify(token=token_of((await office.mails())[0]))) == [("EXPIRED", "token")]


@pytest.mark.parametrize("token", ["", ".", "x", "x.y", "a" * 5000, "\x00.\x00", "…"])
async def test_a_link_that_is_none_is_refused(office: Office, token: str) -> None:
    assert errors_of(await office.verify(token=token)) == [("EXPIRED", "token")]


async def test_a_stranger_who_signed_up_with_her_address_gains_nothing_whichever_link_she_follows(
    office: Office,
) -> None:
    """The mails look alike, and the stranger's comes first: only her own password must open the account."""
    strangers_password = "a stranger's password"
    await office.sign_up(ELENA, password=strangers_password)
    office.turn_clock(timedelta(minutes=1))
    await office.sign_up(ELENA)
    strangers, hers = [token_of(mail) for mail in await office.mails()]

    results = await at_once(*(office.verify(token=strangers) for _ in range(5)))
    late = await office.verify(token=hers)

    assert sum(not result["userErrors"] for result in results) == 1
    assert errors_of(late) == [("EXPIRED", "token")]
    assert errors_of(await office.sign_in(ELENA)) == []
    stranger = await office.sign_in(ELENA, strangers_password)
    assert errors_of(stranger) == [("INVALID_CREDENTIALS", "password")]


async def test_a_link_opens_nothing_for_somebody_who_does_not_know_the_password(office: Office) -> None:
    await office.sign_up(ELENA, password="a stranger's password")
    (mail,) = await office.mails()

    for _ in range(5):
        refused = await office.verify(token=token_of(mail))
        assert errors_of(refused) == [("INVALID_CREDENTIALS", "password")]
    assert errors_of(await office.verify(token=token_of(mail))) == [("TOO_MANY_ATTEMPTS", "password")]
    assert await office.store.mongo["accounts"].count_documents({}) == 0


async def test_two_links_followed_at_once_open_one_account(office: Office) -> None:
    for _ in range(4):
        await office.sign_up(ELENA)

    results = await at_once(*(office.verify(token=token_of(mail)) for mail in await office.mails()))

    assert sum(not result["userErrors"] for result in results) == 1
    assert await office.store.mongo["accounts"].count_documents({}) == 1


async def test_a_sign_up_with_a_known_address_answers_alike_and_asks_for_no_link(office: Office) -> None:
    first = await office.sign_up(ELENA)
    await office.verify(token=token_of((await office.mails())[0]))

    second = await office.sign_up(ELENA)
    patient = await office.sign_up("nobody@example.com", "PATIENT")

    assert first == second == patient
    assert len(await office.mails(MailKind.ACCOUNT_VERIFICATION)) == 1


async def test_a_sign_up_that_cannot_be_is_refused_with_its_path(office: Office) -> None:
    email = await office.sign_up("elena@example")
    password = await office.sign_up(ELENA, password="1234567")
    neither = await office.verify(email=ELENA)

    assert errors_of(email) == [("INVALID", "email")]
    assert errors_of(password) == [("INVALID", "password")]
    assert errors_of(neither) == [("REQUIRED", "token")]
    assert await office.outbox() == []


async def test_an_unverified_account_gets_no_session(office: Office) -> None:
    await office.sign_up(ELENA)

    payload = await office.sign_in(ELENA)

    assert payload["session"] is None
    assert errors_of(payload) == [("INVALID_CREDENTIALS", "password")]


async def test_a_wrong_password_an_unknown_address_and_none_at_all_answer_alike(office: Office) -> None:
    await office.new_account(ELENA)

    wrong = await office.sign_in(ELENA, "another password")
    unknown = await office.sign_in("nobody@example.com")
    none = await office.sign_in("no address")

    assert errors_of(wrong) == [("INVALID_CREDENTIALS", "password")]
    assert wrong == unknown == none


async def test_a_password_is_the_same_however_a_keyboard_sends_its_accents(office: Office) -> None:
    await office.sign_up(ELENA, password="pa\u0302te\u0301 de canari vert")
    await office.verify("pâté de canari vert", token=token_of((await office.mails())[0]))

    assert errors_of(await office.sign_in(ELENA, "pa\u0302te\u0301 de canari vert")) == []
    assert errors_of(await office.sign_in(ELENA, "pâté de canari vert")) == []


async def test_after_five_wrong_passwords_even_the_right_one_waits_a_quarter_of_an_hour(
    office: Office,
) -> None:
    await office.new_account(ELENA)
    wrong = [await office.sign_in(ELENA, "another password") for _ in range(5)]

    sixth = await office.sign_in(ELENA)
    office.turn_clock(WINDOW - timedelta(seconds=30))
    early = await office.sign_in(ELENA)
    office.turn_clock(timedelta(seconds=31))
    later = await office.sign_in(ELENA)

    assert {tuple(errors_of(payload)) for payload in wrong} == {(("INVALID_CREDENTIALS", "password"),)}
    assert errors_of(sixth) == errors_of(early) == [("TOO_MANY_ATTEMPTS", "password")]
    assert errors_of(later) == []


async def test_an_unknown_address_is_locked_like_a_known_one_and_no_other_with_it(office: Office) -> None:
    payloads = [await office.sign_in("nobody@example.com") for _ in range(6)]
    invalid = [await office.sign_in("no address") for _ in range(6)]

    assert errors_of(payloads[-1]) == errors_of(invalid[-1]) == [("TOO_MANY_ATTEMPTS", "password")]
    assert errors_of(await office.sign_in("somebody@example.com")) == [("INVALID_CREDENTIALS", "password")]
    assert errors_of(await office.sign_in("another none")) == [("INVALID_CREDENTIALS", "password")]


async def test_no_more_than_five_of_forty_simultaneous_tries_are_made(office: Office) -> None:
    payloads = await at_once(*(office.sign_in(ELENA) for _ in range(40)))

    told = [errors_of(payload)[0][0] for payload in payloads]
    assert told.count("INVALID_CREDENTIALS") == 5
    assert told.count("TOO_MANY_ATTEMPTS") == 35


async def test_a_success_forgets_the_tries_before_it(office: Office) -> None:
    await office.new_account(ELENA)
    for _ in range(3):
        for _ in range(4):
            await office.sign_in(ELENA, "another password")
        assert errors_of(await office.sign_in(ELENA)) == []


async def test_the_tries_survive_a_restart(
    office: Office, mongodb_url: str, database: str, tmp_path: Path
) -> None:
    await office.new_account(ELENA)
    office.client.address = "203.0.113.9"
    for _ in range(5):
        await office.sign_in(ELENA, "another password")
    mongo = Mongo(mongodb_url, database)
    restarted = Store.open(mongo, Outbox(mongo, source="/identity", keep=KEEP), tmp_path)

    allowed = await restarted.attempts.allowed("sign-in", ELENA, now=office.now())
    mongo.close()

    assert not allowed


@pytest.mark.parametrize("field", ["email", "password", "code", "token"])
async def test_a_text_that_no_database_can_hold_is_refused_before_anything_happens(
    office: Office, field: str
) -> None:
    query = "mutation($x: String!) { signIn(input: {email: $x, password: $x}) { userErrors { code } } }"
    if field in ("code", "token"):
        query = (
            f'mutation($x: String!) {{ verifyEmail(input: {{password: "x", email: "a@b.org", {field}: $x}}) '
            "{ message } }"
        )

    answer = await office.client._http.post(
        "/graphql",
        content=f'{{"query": "{query.replace(chr(34), chr(92) + chr(34))}", "variables": {{"x": "\\ud800"}}}}',
        headers={"content-type": "application/json"},
    )

    assert answer.status_code == 400
