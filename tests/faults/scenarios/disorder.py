"""The events of one certification shuffled, repeated and late: the end state is that of the right order.

The mail server takes nothing until the first of each event is applied: what was certified, mailed and then
revoked got its mail rightly, what was known to be revoked must get none.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pymongo import MongoClient

from chassis.events import PREFIX
from contracts.events.internal import ApplicationChanged, ApplicationClosed, ApplicationInitiated
from tests.faults.figures import Figure, none_of
from tests.faults.ledger import compare, drained
from tests.faults.load import Accepted, Load
from tests.faults.reviewer import reviewer_token
from tests.faults.site import Site
from tests.faults.tap import Letter, Tap, tap

TITLE = "events shuffled, repeated, delayed"
READERS = ("identity", "notifications")
TYPES = [ApplicationInitiated.TYPE, ApplicationChanged.TYPE, ApplicationClosed.TYPE]
WAVES = 3
TAKEN_SECONDS, APPLIED_SECONDS = 60.0, 180.0
REGISTRATION = "application is ready"  # in the subject of the mail that none of the ended must get

WITHDRAW = """
mutation Withdraw($input: WithdrawCertificationInput!) {
  withdrawCertification(input: $input) { certification { status } userErrors { code message path } }
}
"""
REVOKE = """
mutation Revoke($input: RevokeCertificationInput!) {
  revokeCertification(input: $input) { certification { status } userErrors { code message path } }
}
"""
CORRECT = """
mutation Correct($input: CorrectPatientEmailInput!) {
  correctPatientEmail(input: $input) { certification { status } userErrors { code message path } }
}
"""


@dataclass(frozen=True)
class Size:
    of_each: int  # that stay, that are withdrawn, revoked, and whose address is corrected


SHORT, FULL = Size(of_each=3), Size(of_each=50)


async def run(site: Site, size: Size) -> list[Figure]:
    stay, withdrawn, revoked, corrected = (Load(site) for _ in range(4))
    readers = [site.part(f"{name}-worker") for name in READERS]
    async with tap(site.amqp_url) as internal:
        for reader in readers:
            await reader.stop()
        async with asyncio.TaskGroup() as group:
            for load in (stay, withdrawn, revoked, corrected):
                group.create_task(load.many(size.of_each, clients=2))
        await _end(site, withdrawn, revoked)
        wanted = await _correct(site, corrected)
        letters = await _taken(site, internal, stay, withdrawn, revoked, corrected)
        for name in READERS:
            await internal.emptied(name)
        await _in_waves(site, internal, letters, readers)
    took = await drained(site)
    mails = [str(mail["To"]) for mail in site.mail.mails if REGISTRATION in mail["Subject"]]
    ended = [each.email for load in (withdrawn, revoked) for each in load.accepted]
    kept = await compare(site, stay)
    return [
        Figure("certifications", 4 * size.of_each),
        Figure("deliveries of events", len(letters) * WAVES * len(READERS)),
        none_of("lost mails", kept.lost_mails + sum(mails.count(to) == 0 for to in wanted)),
        none_of("mails twice", kept.duplicate_mails + sum(mails.count(to) > 1 for to in wanted)),
        none_of("registration mails for what was withdrawn or revoked", sum(to in mails for to in ended)),
        none_of("mails to an address that was corrected", sum(e.email in mails for e in corrected.accepted)),
        none_of("end states of another order", await asyncio.to_thread(_wrong, site, letters)),
        none_of("dead letters", kept.dead_letters),
        Figure("drained in s", took, at_most=120, of_time=True),
    ]


async def _end(site: Site, withdrawn: Load, revoked: Load) -> None:
    for each in withdrawn.accepted:
        await each.by.execute(WITHDRAW, input={"certificationId": each.id, "reason": "no longer needed"})
    reviewer = reviewer_token(site.stack.rundir.keys)
    for each in revoked.accepted:
        request = {"certificationId": each.id, "reason": "it should not have been"}
        await site.caller.execute(REVOKE, reviewer, input=request)


async def _correct(site: Site, load: Load) -> list[str]:
    """The right addresses."""

    async def one(each: Accepted) -> str:
        right = f"right-{each.email}"
        await each.by.execute(CORRECT, input={"certificationId": each.id, "email": right})
        return right

    return [await one(each) for each in load.accepted]


async def _taken(site: Site, internal: Tap, *loads: Load) -> list[Letter]:
    """The application events of these runs, all of them."""
    ids = [each.id for load in loads for each in load.accepted]
    letters: list[Letter] = []
    async with asyncio.timeout(TAKEN_SECONDS):
        while len(letters) < (due := await asyncio.to_thread(_written, site, ids)) or not due:
            letters += [e for e in await internal.taken() if e.key in TYPES and _subject(e) in ids]
            await asyncio.sleep(0.1)
    return letters


async def _in_waves(site: Site, internal: Tap, letters: list[Letter], readers: list[Any]) -> None:
    """Every event once in each wave, each wave in an order of its own; the first wave before anybody reads."""
    for wave in range(WAVES):
        shuffled = site.chance.sample(letters, len(letters))
        for letter in shuffled:
            for name in READERS:
                await internal.put(name, letter)
        if wave == 0:
            async with _no_mails(site):
                for reader in readers:
                    await reader.start()
                await _applied(site, letters)


@asynccontextmanager
async def _no_mails(site: Site) -> AsyncIterator[None]:
    async def later(_: str) -> str:
        return "451 try later"

    usual, site.mail.on_recipient = site.mail.on_recipient, later
    try:
        yield
    finally:
        site.mail.on_recipient = usual


async def _applied(site: Site, letters: list[Letter]) -> None:
    """Until every reader's inbox has every event."""
    async with asyncio.timeout(APPLIED_SECONDS):
        while await asyncio.to_thread(_unread, site, [_attribute(letter, "id") for letter in letters]):
            await asyncio.sleep(0.1)


def _unread(site: Site, ids: list[str]) -> int:
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        inboxes = [client[site.database(name)]["inbox"] for name in READERS]
        return sum(len(set(ids)) - inbox.count_documents({"_id": {"$in": ids}}) for inbox in inboxes)


def _subject(letter: Letter) -> str:
    return _attribute(letter, "subject")


def _attribute(letter: Letter, name: str) -> str:
    return str(letter.headers[PREFIX + name])


def _written(site: Site, ids: list[str]) -> int:
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        outbox = client[site.database("certification")]["outbox"]
        return outbox.count_documents({"aggregateid": {"$in": ids}, "type": {"$in": TYPES}})


def _wrong(site: Site, letters: list[Letter]) -> int:
    """Applications in either reader's database that are not what the last event of the right order says."""
    last: dict[str, int] = {}
    for letter in letters:
        sequence = int(_attribute(letter, "sequence"))
        last[_subject(letter)] = max(sequence, last.get(_subject(letter), 0))
    wrong = 0
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        for name in READERS:
            found = client[site.database(name)]["applications"].find({"_id": {"$in": list(last)}})
            kept = {document["_id"]: document["sequence"] for document in found}
            wrong += sum(kept.get(subject) != sequence for subject, sequence in last.items())
    return wrong
