"""A mail server that misbehaves in every way that it can; each fault for one patient, all at the same time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pymongo import MongoClient

from devstack.certificate import server_context, write_certificate
from tests.faults.figures import Figure, none_of, percentile
from tests.faults.ledger import compare, drained
from tests.faults.load import Accepted, Load
from tests.faults.site import MAILER, Site
from tests.notifications.mail_server import DROP_AFTER, DROP_BEFORE

TITLE = "SMTP faults"
HANG = "hang"
DEFERRED = {"421": "421 try later", "451": "451 try later", "452": "452 full", "drop": DROP_BEFORE}
REFUSED = {"550": "550 no such user", "554": "554 no"}
ONE_TRY, SEEN_SECONDS = 1, 60.0


@dataclass(frozen=True)
class Size:
    of_each: int  # patients per fault
    well: int  # patients whose mails go through meanwhile


SHORT, FULL = Size(of_each=1, well=10), Size(of_each=5, well=200)


@dataclass
class Mischief:
    """Answers by the address's first word, e.g. `rcpt451`: refusals always, everything else the first time only."""

    met: Counter[str] = field(default_factory=Counter)
    hanging: asyncio.Event = field(default_factory=asyncio.Event)  # set: those that hang go on

    async def on_recipient(self, address: str) -> str | None:
        return await self._answer("rcpt", address)

    async def on_data(self, address: str) -> str | None:
        return await self._answer("data", address)

    async def _answer(self, stage: str, address: str) -> str | None:
        word = address.split("-", maxsplit=1)[0]
        if not word.startswith(stage):
            return None
        fault = word.removeprefix(stage)
        if fault in REFUSED:
            return REFUSED[fault]
        self.met[address] += 1
        if self.met[address] > 1:
            return None
        if fault == HANG:
            await self.hanging.wait()
            return "421 too late"
        return {**DEFERRED, "ambiguous": DROP_AFTER}[fault]


LATER = ["rcpt421", "rcpt451", "rcpt452", "data421", "data451", "data452", "datadrop", "rcpthang", "datahang"]
NEVER = ["rcpt550", "rcpt554", "data550", "data554"]
TWICE = "dataambiguous"


async def run(site: Site, size: Size) -> list[Figure]:
    later, never, twice, well = (Load(site) for _ in range(4))
    async with _mischief(site) as mischief:
        async with asyncio.TaskGroup() as group:
            for _ in range(size.of_each):
                for load, words in ((later, LATER), (never, NEVER), (twice, [TWICE])):
                    for word in words:
                        group.create_task(load.certify(word))
        await well.many(size.well)
        await _accepted(site, well.accepted)  # while the others still hang
        mischief.hanging.set()
        took = await drained(site)
    refused = await asyncio.to_thread(_refused, site, never)
    balanced = [await compare(site, load) for load in (later, twice, well)]
    server_wide = [await each(site) for each in (_refusing, _without_trust, _with_a_wrong_password)]
    lost = sum(each.lost_mails + each.lost_certifications for each in balanced)
    return [
        Figure("deferred, then delivered", balanced[0].accepted - balanced[0].lost_mails, at_least=1),
        none_of("lost", lost + sum(server_wide)),
        none_of("refused for good, and not failed after one try", refused),
        none_of("mails to whom it was refused", sum(never.is_address(to) for to in site.mail.recipients)),
        none_of(
            "duplicates where it was decidable", balanced[0].duplicate_mails + balanced[2].duplicate_mails
        ),
        Figure("duplicates where it was not", balanced[1].duplicate_mails, at_most=size.of_each),
        none_of("after Message-ID", sum(each.second_message_ids for each in balanced)),
        none_of("dead letters", balanced[2].dead_letters),
        Figure("others' p50 in s", percentile(well.mail_seconds(), 50)),
        Figure("others' p99 in s", percentile(well.mail_seconds(), 99), at_most=5, of_time=True),
        Figure("drained in s", took, at_most=120, of_time=True),
    ]


@asynccontextmanager
async def _mischief(site: Site) -> AsyncIterator[Mischief]:
    mail, mischief = site.mail, Mischief()
    usual = (mail.on_recipient, mail.on_data)
    mail.on_recipient, mail.on_data = mischief.on_recipient, mischief.on_data
    try:
        yield mischief
    finally:
        mail.on_recipient, mail.on_data = usual
        mischief.hanging.set()


async def _refusing(site: Site) -> int:
    """Nobody listens for a while; lost mails."""
    await site.mail.stop()
    try:
        load = await _tried_in_vain(site, "not reachable")
    finally:
        await site.mail.start()
    return await _delivered(site, load)


async def _without_trust(site: Site) -> int:
    """It offers STARTTLS with a certificate that nobody vouches for; lost mails."""
    site.mail.tls = server_context(write_certificate(site.stack.rundir.data))
    try:
        load = await _tried_in_vain(site, "TLS failed")
    finally:
        site.mail.tls = None
    return await _delivered(site, load)


async def _with_a_wrong_password(site: Site) -> int:
    """The mailer is told a wrong password, and later the right one; lost mails."""
    certificate = write_certificate(site.stack.rundir.data)
    mailer = site.part(MAILER)
    site.mail.tls, site.mail.password = server_context(certificate), "right"

    async def told(password: str) -> None:
        await mailer.stop()
        url = f"smtp://mailer:{password}@localhost:{site.mail.port}"
        await mailer.start({"SMTP_URL": url, "SMTP_CA_FILE": str(certificate)})

    try:
        await told("wrong")
        load = await _tried_in_vain(site, "SMTP 535")
        await told("right")
        lost = await _delivered(site, load)
    finally:
        site.mail.tls = site.mail.password = None
    await mailer.stop()
    await mailer.start()
    return lost


async def _tried_in_vain(site: Site, reason: str) -> Load:
    """One certification whose mail was tried, and deferred for this reason."""
    load = Load(site)
    await load.certify()
    async with asyncio.timeout(SEEN_SECONDS):
        while not any(reason in each for each in await asyncio.to_thread(_reasons, site, load)):
            await asyncio.sleep(0.1)
    return load


async def _delivered(site: Site, load: Load) -> int:
    await drained(site)
    ledger = await compare(site, load)
    return ledger.lost_mails + ledger.duplicate_mails


async def _accepted(site: Site, certifications: list[Accepted]) -> None:
    async with asyncio.timeout(SEEN_SECONDS):
        while not {each.email for each in certifications} <= set(site.mail.recipients):
            await asyncio.sleep(0.05)


def _reasons(site: Site, load: Load) -> list[str]:
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        found = client[site.database("notifications")]["deliveries"].find(
            {"certificationId": {"$in": load.begun}}
        )
        return [attempt["reason"] for delivery in found for attempt in delivery["attempts"]]


def _refused(site: Site, load: Load) -> int:
    """How many did not fail at once, after ONE_TRY."""
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        database = client[site.database("notifications")]
        failed = {
            delivery["certificationId"]
            for delivery in database["deliveries"].find({"certificationId": {"$in": load.begun}})
            if delivery["state"] == "FAILED" and len(delivery["attempts"]) == ONE_TRY
        }
        return len(set(load.begun) - failed)
