"""What is known and what is not cost the same work, so that the time of an answer tells nobody which it was.

Time itself is no test on a shared machine. What takes time is counted instead: each command to the database, and each
password that is judged or hashed.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from contracts.events.internal import ApplicationClosed
from services.identity import hashing
from tests.identity.conftest import ANA, PASSWORD, Office

KNOWN, UNKNOWN = "known@example.com", "unknown@example.com"
STRANGER = "203.0.113.66"
Asks = Callable[[Office, str], Awaitable[Any]]


@pytest.fixture
async def counted(office: Office, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator["Counted"]:
    counted = Counted(office)
    run = hashing._Pool.run

    async def counting(pool: hashing._Pool, work: Callable[[], Any]) -> Any:
        counted.slow += 1
        return await run(pool, work)

    monkeypatch.setattr(hashing._Pool, "run", counting)
    await office.store.mongo["accounts"].database.command("profile", 2)
    yield counted
    await office.store.mongo["accounts"].database.command("profile", 0)


class Counted:
    """What an answer cost."""

    def __init__(self, office: Office) -> None:
        self._office, self.slow = office, 0

    async def work(self, asks: Awaitable[Any]) -> tuple[list[str], int]:
        """The kinds of commands in their order, and how often something slow was done with a password."""
        profile = self._office.store.mongo["system.profile"]
        before, self.slow = await self._count(), 0
        await asks
        entries = await profile.find({"ns": {"$not": {"$regex": "system"}}}).sort("$natural", 1).to_list(None)
        return [entry["op"] for entry in entries[before:]], self.slow

    async def _count(self) -> int:
        profile = self._office.store.mongo["system.profile"]
        return await profile.count_documents({"ns": {"$not": {"$regex": "system"}}})


def asks(name: str, **input: Any) -> Asks:
    """A mutation about an address, as anybody may send it."""

    async def ask(office: Office, email: str) -> Any:
        return await office.mutate(name, email=email, **input)

    return ask


ASKED = {
    "signIn": asks("signIn", password="wrong"),
    "signUp": asks("signUp", password=PASSWORD, kind="PRACTITIONER"),
    "signUp as patient": asks("signUp", password=PASSWORD, kind="PATIENT"),
    "resendVerification": asks("resendVerification"),
    "requestPasswordReset": asks("requestPasswordReset"),
    "resetPassword": asks("resetPassword", code="aaaa-aaaa", newPassword=PASSWORD),
    "verifyEmail": asks("verifyEmail", code="000000", password=PASSWORD),
    "replaceTemporaryPassword": asks("replaceTemporaryPassword", temporaryPassword="x", newPassword=PASSWORD),
}


@pytest.mark.parametrize("what", ASKED)
async def test_an_address_with_an_account_costs_what_one_without_costs(
    office: Office, counted: Counted, what: str
) -> None:
    await office.new_account(KNOWN)
    office.client.address = STRANGER

    for _ in range(7):  # also when there were too many
        known = await counted.work(ASKED[what](office, KNOWN))
        assert known == await counted.work(ASKED[what](office, UNKNOWN))
        assert known[0]


async def test_a_certified_patient_s_address_costs_what_anybody_s_costs(
    office: Office, counted: Counted
) -> None:
    await office.hear(office.announcement())
    sign_up = ASKED["signUp as patient"]

    for _ in range(3):
        patient = await counted.work(sign_up(office, ANA))
        assert patient == await counted.work(sign_up(office, UNKNOWN))
    assert len(await office.mails()) == 1


async def test_a_registered_dea_number_costs_what_an_unknown_one_costs(
    office: Office, counted: Counted
) -> None:
    registered, unknown = [
        await office.session_of_new(email) for email in ("one@example.com", "two@example.com")
    ]

    for _ in range(7):
        known = await counted.work(office.identify(registered, "FR1234563", "1111"))
        assert known == await counted.work(office.identify(unknown, "AB1234563", "1111"))


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed by the gate"])
async def test_a_patient_s_account_costs_what_no_account_costs_whatever_is_signed_up_as(
    office: Office, counted: Counted, is_open: bool
) -> None:
    """One after the other: what had to wait costs the same, or else the second would tell what the first met."""
    ana = await office.patient()
    await office.mutate("identifyAsPatient", ana, dateOfBirth="1980-05-17")
    if not is_open:
        await office.hear(office.announcement(ApplicationClosed, sequence=2))
    office.client.address = STRANGER

    for kind in ("PATIENT", "PRACTITIONER", "CAREGIVER", "STAFF", "PATIENT"):
        sign_up = asks("signUp", password=PASSWORD, kind=kind)
        known = await counted.work(sign_up(office, ANA))
        assert known == await counted.work(sign_up(office, UNKNOWN))
