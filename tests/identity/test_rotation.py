"""Every ring but the pepper rotates while people sign up, sign in and are certified: nobody notices."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chassis.keys import KeyFileError, KeyRing
from chassis.mongo import Document, Mongo
from chassis.rotation import BATCH, PROGRESS, Opened, Reseal, Resealed
from chassis.sealed import BlindIndex, Seal
from contracts.events.internal import MailKind
from services.identity.store.resealed import RESEALED
from tests.identity.conftest import Office, errors_of, token_of

RINGS = ("identity.seal", "identity.index", "transport")
COLLECTIONS = [each.collection for each in RESEALED]


def change(keys: Path, name: str, how: Callable[[KeyRing], KeyRing]) -> KeyRing:
    changed = how(KeyRing.read(keys, name))
    changed.write(keys, name)
    return changed


async def reseal(office: Office, keys: Path) -> int:
    work = Reseal(
        office.store.mongo, (KeyRing.read(keys, "identity.seal"), KeyRing.read(keys, "identity.index"))
    )
    changed = 0
    for each in RESEALED:
        counts = [(c.looked_at, c.changed) async for c in work.run(each)]
        changed += counts[-1][1]
    return changed


async def everything(office: Office) -> str:
    """All that the rotation's collections hold, as text."""
    kept = {name: [d async for d in office.store.mongo[name].find()] for name in COLLECTIONS}
    assert {name for name, documents in kept.items() if documents} >= {
        "accounts",
        "applications",
        "practitioners",
        "practitioner_reviews",
        "temporary_emails",
    }
    return repr(kept)


class Load:
    """People who keep coming; every answer must be the one that they expect."""

    def __init__(self, office: Office) -> None:
        self.office, self.rounds, self.emails = office, 0, set[str]()
        self._stop = asyncio.Event()

    async def run(self, name: str) -> None:
        while not self._stop.is_set():
            await self._round(f"{name}{self.rounds}@example.com")
            self.rounds += 1

    async def stop(self, *tasks: "asyncio.Task[None]") -> None:
        self._stop.set()
        await asyncio.gather(*tasks)

    async def reaches(self, more: int) -> None:
        """Until so many more rounds were made."""
        target = self.rounds + more
        async with asyncio.timeout(300):
            while self.rounds < target:
                await asyncio.sleep(0.01)

    async def _round(self, email: str) -> None:
        office = self.office
        self.emails.add(email)
        for _ in range(2):  # the second must not get a second account
            await office.sign_up(email)
        mine = [mail for mail in await office.mails() if mail.email == email]
        opened = [await office.verify(token=token_of(mail)) for mail in mine]
        assert sum(not payload["userErrors"] for payload in opened) == 1, opened
        token = await office.session(email)
        assert (await office.me(token))["email"] == email
        await office.hear(office.announcement(id=f"certification of {email}", email=email))
        linked = await office.mutate("identifyAsPatient", token, dateOfBirth="1980-05-17")
        assert linked["userErrors"] == []
        assert errors_of(await office.sign_in("elena@example.com", "wrong")) in (
            [("INVALID_CREDENTIALS", "password")],
            [("TOO_MANY_ATTEMPTS", "password")],
        )


async def test_every_ring_but_the_pepper_rotates_under_load_without_a_failed_request_or_a_second_account(
    office: Office, keys: Path
) -> None:
    elena = await office.practitioner()
    await office.mutate("createTemporaryEmail", elena)
    await office.report(elena, (await office.me(elena))["practitioner"]["id"])
    await office.mutate("requestPasswordReset", email="elena@example.com")
    before = {name: KeyRing.read(keys, name).current for name in RINGS}
    load = Load(office)
    tasks = [asyncio.create_task(load.run(name)) for name in "ab"]

    await load.reaches(2)
    added = {name: list(change(keys, name, KeyRing.with_new_key).keys)[-1] for name in RINGS}
    await load.reaches(2)
    await _read_again()
    for name, kid in added.items():
        change(keys, name, lambda ring, kid=kid: ring.using(kid))  # type: ignore[misc]
    await _read_again()
    assert await reseal(office, keys) > 0
    await load.reaches(2)
    for name in ("identity.seal", "identity.index"):  # of transport when the outbox and the queues are empty
        change(keys, name, lambda ring, kid=before[name]: ring.without(kid))  # type: ignore[misc]
    await load.reaches(3)
    await load.stop(*tasks)

    accounts = office.store.mongo["accounts"]
    assert await accounts.count_documents({}) == len(load.emails) + 1
    await reseal(office, keys)  # takes out what the dropped index key left
    assert await reseal(office, keys) == 0
    link = token_of((await office.mails(MailKind.PASSWORD_RESET))[0])
    reset = await office.mutate("resetPassword", token=link, newPassword="a new long password")
    assert reset["userErrors"] == []
    kept = await everything(office)
    assert before["identity.seal"] not in kept
    assert before["identity.index"] not in kept
    late = await office.identify(await office.session_of_new("late@example.com"))
    assert errors_of(late) == [("CONFLICT", "deaNumber")]
    mailed = (await office.outbox("mail.requested.v1"))[-1]
    assert mailed["payload"]["sealed"].startswith(added["transport"])


async def _read_again() -> None:
    """As long as the longest that a process goes without looking at its key files, and what it had begun then."""
    until = time.monotonic() + 3
    while time.monotonic() < until:
        await asyncio.sleep(0.05)


def _things(index: BlindIndex, _: Document, opened: Opened) -> list[str]:
    return index.of("thing", opened["sealed"])


class Documents:
    """A collection of sealed values, and a ring that rotates."""

    def __init__(self, mongo: Mongo) -> None:
        self.mongo = mongo
        self.what = Resealed("things", {"sealed": "content"}, {"index": _things})
        self.old = KeyRing.generate()
        added = self.old.with_new_key()
        self.new = added.using(list(added.keys)[-1])

    async def fill(self, count: int) -> None:
        seal, index = Seal(self.old), BlindIndex(self.old)
        for n in range(count):
            place = ("things", f"{n:06}", "content")
            thing = {"sealed": seal.seal(f"thing {n}", place), "index": index.of("thing", f"thing {n}")}
            await self.mongo["things"].insert_one({"_id": f"{n:06}"} | thing)

    def work(self) -> Reseal:
        return Reseal(self.mongo, (self.new, self.new))

    async def old_ones(self) -> int:
        return int(await self.mongo["things"].count_documents({"sealed": {"$regex": f"^{self.old.current}"}}))


@pytest.fixture
def documents(office: Office) -> Documents:
    return Documents(office.store.mongo)


async def test_an_interrupted_reseal_goes_on_where_it_was(documents: Documents) -> None:
    await documents.fill(3 * BATCH)
    interrupted = documents.work().run(documents.what)
    async for counts in interrupted:
        if counts.changed == BATCH:
            break
    await interrupted.aclose()  # type: ignore[attr-defined]
    left = await documents.old_ones()

    rest = [(c.looked_at, c.changed) async for c in documents.work().run(documents.what)]

    assert left == 2 * BATCH
    assert rest[0] == (BATCH, 0)  # where the progress bar begins
    assert rest[-1] == (3 * BATCH, 2 * BATCH)
    assert await documents.old_ones() == 0
    assert await documents.mongo[PROGRESS].count_documents({}) == 0


async def test_a_reseal_that_is_repeated_changes_nothing_and_all_can_be_read_and_found(
    documents: Documents,
) -> None:
    await documents.fill(10)
    async for _ in documents.work().run(documents.what):
        pass

    again = [c.changed async for c in documents.work().run(documents.what)]

    assert again[-1] == 0
    alone = documents.new.without(documents.old.current)
    seal, index = Seal(alone), BlindIndex(alone)
    found = await documents.mongo["things"].find_one({"index": {"$in": index.of("thing", "thing 7")}})
    assert found is not None
    assert seal.open(found["sealed"], ("things", found["_id"], "content")) == "thing 7"


async def test_what_somebody_changes_meanwhile_is_not_overwritten(documents: Documents) -> None:
    await documents.fill(BATCH)
    seal = Seal(documents.new)

    async def writer() -> None:
        for n in range(BATCH):
            fresh = seal.seal(f"changed {n}", ("things", f"{n:06}", "content"))
            await documents.mongo["things"].update_one({"_id": f"{n:06}"}, {"$set": {"sealed": fresh}})

    async def resealer() -> None:
        async for _ in documents.work().run(documents.what):
            pass

    await asyncio.gather(writer(), resealer())

    kept: list[Any] = [
        seal.open(d["sealed"], ("things", d["_id"], "content"))
        async for d in documents.mongo["things"].find().sort("_id", 1)
    ]
    assert kept == [f"changed {n}" for n in range(BATCH)]


def test_a_key_in_use_is_not_dropped_and_an_unknown_one_not_used() -> None:
    ring = KeyRing.generate()

    with pytest.raises(KeyFileError, match="in use"):
        ring.without(ring.current)
    with pytest.raises(KeyFileError, match="no key nobody"):
        ring.using("nobody")
