"""300 leaked passwords on accounts from a few addresses, while others work. `make faults` tries thousands."""

import asyncio
from uuid import uuid4

from chassis.mongo import Transaction
from contracts.events.internal import Language
from services.identity.domain.account import Account
from services.identity.domain.client_address import TRIES
from services.identity.hashing import hash_password
from tests.identity.conftest import PASSWORD, Office, errors_of
from tests.identity.operations import ME
from tests.identity.stuffing import Outcome, stuff

NUMBER, ACCOUNTS, AT_ONCE = 300, 30, 20
ADDRESSES = [f"203.0.113.{n}" for n in range(1, 7)]


async def test_no_account_gets_more_than_five_tries_and_no_address_more_than_fifty_while_others_are_answered(
    office: Office,
) -> None:
    emails = [f"victim{n}@example.com" for n in range(ACCOUNTS)]
    hashed = await hash_password(PASSWORD)

    async def add(tx: Transaction) -> None:
        for email in emails:
            account = Account(str(uuid4()), email, hashed, Language.EN, frozenset(), None, None)
            await office.store.accounts.add(tx, account)

    await office.store.transaction(add)
    elena = await office.session_of_new("elena@example.com")
    stop, answered = asyncio.Event(), 0

    async def works() -> None:
        nonlocal answered
        while not stop.is_set():
            me = (await office.client.data(ME, elena))["me"]
            assert me["email"] == "elena@example.com"
            answered += 1

    working = asyncio.create_task(works())
    outcome = Outcome()
    await stuff(
        office.client.post_from,
        tries=NUMBER,
        emails=emails,
        addresses=ADDRESSES,
        at_once=AT_ONCE,
        outcome=outcome,
    )
    meanwhile = answered
    stop.set()
    await working

    assert outcome.made + outcome.refused == NUMBER
    assert (outcome.sessions, outcome.unavailable) == (0, 0)
    assert max(outcome.by_account.values()) == 5
    assert max(outcome.by_address.values()) <= TRIES
    assert outcome.refused > 0
    assert meanwhile > 0
    # Whose account it is gets in from where they were before.
    await office.store.known_addresses.remember(emails[0], "192.0.2.1", now=office.now())
    office.client.address = "192.0.2.1"
    assert errors_of(await office.sign_in(emails[0])) == []
