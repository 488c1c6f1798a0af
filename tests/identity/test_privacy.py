"""Canaries: what identifies somebody is planted everywhere, and found nowhere that it does not belong."""

import logging as library
import re
from typing import Any

import pytest
from bson import encode

from chassis import logging
from chassis.outbox.store import ENTRIES
from tests.identity.conftest import ANA, Office, token_of
from tests.identity.operations import mutation
from tests.identity.registry_file import RIVERA

ELENA = "elena.canary@example.com"
PASSWORD = "a horse that counts canaries"
PROBLEM = "My name is Canary-Smith since June."


@pytest.fixture
async def story(office: Office) -> list[str]:
    """Everybody does everything, rightly and wrongly; the canaries that they planted."""
    await office.new_account(ELENA)
    session = (await office.sign_in(ELENA))["session"]
    elena = session["accessToken"]
    await office.sign_in(ELENA, "another canary password")
    await office.sign_in("canary is no address")
    await office.sign_up("canary is no address")
    await office.sign_up("canary@example.org", password="canary1")
    await office.identify(elena, ssn_last4="9876")
    await office.identify(elena, "FR1234567", "canary")
    practitioner = await office.claimed(elena)
    await office.confirm(elena, practitioner)
    await office.report(elena, practitioner, PROBLEM)
    account = await office.store.accounts.of_email(ELENA)
    assert account is not None
    as_practitioner = office.tokens.issue(account, session["refreshToken"].partition(".")[0])[0]
    sheet = await office.mutate("createTemporaryEmail", as_practitioner)
    for _ in range(16):
        await office.store.claims.count_number(RIVERA["dea_number"], now=office.now())
    late = await office.session_of_new("late.canary@example.com")
    await office.identify(late)
    reviewer = await office.reviewer()
    for review in await office.reviews(reviewer):
        await office.sees(reviewer, review["id"])
        await office.decide(reviewer, review["id"])
    await office.identify(late, ssn_last4="9876")
    refreshed = await office.mutate("refreshSession", refreshToken=session["refreshToken"])
    await office.sign_up(ANA, "PATIENT")
    ana = await office.patient()
    await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-18")
    await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")
    await office.sign_up("waits.canary@example.com", "CAREGIVER")
    await office.sign_up("mailed.canary@example.com")
    late_session = (await office.sign_in(ELENA))["session"]["accessToken"]
    await office.mutate("requestPasswordReset", email=ELENA)
    await office.mutate("requestPasswordReset", email="nobody.canary@example.com")
    await office.mutate("resetPassword", email=ELENA, code="canary", newPassword=PASSWORD)
    await office.mutate("changePassword", late_session, currentPassword="canary", newPassword=PASSWORD)
    await office.mutate("requestEmailChange", late_session, newEmail="canary", password=PASSWORD)
    await office.mutate(
        "requestEmailChange", late_session, newEmail="new.canary@example.com", password=PASSWORD
    )
    office.client.address = "2001:db8:ca:4a::1"
    await office.sign_in(ELENA, "canary")
    proofs = [mail for mail in await office.mails() if "link" in mail.values]
    links = [token_of(mail).partition(".")[2] for mail in proofs]
    codes = [mail.values["code"] for mail in proofs]
    tokens = [
        payload["session"]["refreshToken"].partition(".")[2] for payload in ({"session": session}, refreshed)
    ]
    numbers = [RIVERA["dea_number"], RIVERA["ssn_last4"], RIVERA["license_number"], RIVERA["csp_number"]]
    secrets = [sheet["address"], sheet["oneTimePassword"], *links, *codes, *tokens]
    return ["anary", "canaries", "Elena", "Torres", "1980-05-17", "2001:db8", *numbers, *secrets]


async def test_no_document_of_the_database_can_be_read(office: Office, story: list[str]) -> None:
    """Digits are looked for as whole values: four or six of them occur in many a hash."""
    database = office.store.mongo._database
    seen = set()
    for name in await database.list_collection_names():
        async for document in office.store.mongo[name].find():
            seen.add(name)
            values = list(_values(document))
            raw = encode(document)
            for canary in story:
                short = canary.isdigit()
                assert canary not in values, (name, canary)
                assert short or canary.encode() not in raw, (name, canary)
    assert seen >= {
        "claim_numbers",
        "practitioner_reviews",
        "temporary_emails",
        "accounts",
        "applications",
        "attempts",
        "audit",
        "known_addresses",
        "mailed_proofs",
        "links",
        "outbox",
        "practitioners",
        "sessions",
        "sign_ups",
    }


async def test_no_event_can_be_read_without_the_transport_key(office: Office, story: list[str]) -> None:
    entries = await office.store.mongo[ENTRIES].find().to_list(None)

    assert {entry["type"] for entry in entries} == {
        "mail.requested.v1",
        "practitioner.confirmed.v1",
        "practitioner.changed.v1",
        "account.linked.v1",
        "temporary_email.issued.v1",
    }
    for entry in entries:
        plain = {name: value for name, value in entry["payload"].items() if name != "sealed"}
        assert not [canary for canary in story if canary in list(_values(plain))]
        assert not [canary for canary in story if not canary.isdigit() and canary in str(entry)]


async def test_no_refusal_repeats_what_was_sent(office: Office, story: list[str]) -> None:
    told = str([payload["userErrors"] for answer in office.answers for payload in answer.values()])

    assert "NO_MATCH" in told
    assert "INVALID_CREDENTIALS" in told
    assert not [canary for canary in story if canary in told]


BROKEN: dict[str, tuple[str, dict[str, Any]]] = {
    "a field too few": (mutation("signIn"), {"input": {"password": "canary"}}),
    "a field too many": (
        mutation("signIn"),
        {"input": {"email": "canary", "password": "", "canari": "canary"}},
    ),
    "a number for a text": (mutation("signIn"), {"input": {"email": {"canary": 1}, "password": 1}}),
    "a list for an object": (mutation("signIn"), {"input": ["canary"]}),
    "a text for an enum": (mutation("signUp"), {"input": {"email": "", "password": "", "kind": "canary"}}),
    "an object for an enum": (
        mutation("signUp"),
        {"input": {"email": "", "password": "", "kind": {"a": "canary"}}},
    ),
    "a day that is not": (mutation("identifyAsPatient"), {"input": {"dateOfBirth": "1980-13-canary"}}),
    "a literal day that is not": (
        'mutation { identifyAsPatient(input: {dateOfBirth: "canary"}) { links { part } } }',
        {},
    ),
    "a literal too few": ('mutation { signIn(input: {password: "canary"}) { session { accessToken } } }', {}),
    "a literal in the wrong place": ('mutation { signIn(input: "canary") { session { accessToken } } }', {}),
    "a text between names": ('mutation { signIn "canary" { session { accessToken } } }', {}),
}


@pytest.mark.parametrize("what", BROKEN)
async def test_no_complaint_about_an_operation_repeats_a_value(office: Office, what: str) -> None:
    query, variables = BROKEN[what]

    body = await office.client.post(query, await office.session_of_new(ELENA), **variables)

    assert body["errors"]
    assert "anary" not in str(body), body
    assert {error["extensions"]["code"] for error in body["errors"]} == {"BAD_USER_INPUT"}


async def test_nothing_of_it_is_logged(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    elena = await office.session_of_new(ELENA)
    logging.configure(service="identity", role="api", level="debug")
    try:
        await office.sign_up(ANA)
        await office.sign_in(ANA, PASSWORD)
        await office.identify(elena, ssn_last4="9876")
        for query, variables in BROKEN.values():
            await office.client.post(query, elena, **variables)
        await office.store.mongo["practitioners"].update_many({}, {"$set": {"sealed": "canary"}})
        failed = await office.client.post(
            mutation("identifyAsPractitioner"), elena, input={"deaNumber": "FR1234563", "ssnLast4": "6789"}
        )
    finally:
        library.getLogger().handlers.clear()

    # Four digits occur by chance in what a request is found by.
    logged = re.sub(r'"(request|trace)_id": "[0-9a-f]+"', "", capsys.readouterr().out)
    assert failed["errors"][0]["extensions"] == {"code": "INTERNAL"}
    assert "resolver failed" in logged
    assert not re.search(r"anar|Elena|FR123456|(?<!\d)(6789|9876)(?!\d)", logged)


def _values(value: Any) -> Any:
    """Every text and number somewhere in a document, as text."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner)
    else:
        yield str(value)
