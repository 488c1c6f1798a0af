"""The one ledger that closes every run.

accepted mutations ↔ certifications ↔ outbox ↔ events at an integrator ↔ mails in the inbox

And whatever was sent is as the published schemas say.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from pymongo import MongoClient

from chassis.dead_letters import DeadLetter, dead_letters
from contracts.events.base import INTERNAL_EXCHANGE, PUBLIC_EXCHANGE
from contracts.events.internal import ApplicationInitiated
from contracts.events.public import CertificationCertified
from contracts.events.topology import QUEUES
from tests.faults.figures import Figure, none_of
from tests.faults.load import Load
from tests.faults.site import Site
from tests.support import check_outboxes

DRAIN_SECONDS = 180.0
POLL_SECONDS = 0.2
UNSETTLED = ["QUEUED", "SENDING", "RETRYING"]


@dataclass(frozen=True)
class Ledger:
    """What does not balance. Counts are of certifications, events and mails."""

    accepted: int
    lost_certifications: int  # accepted, and not certified in the database
    unknown_certifications: int  # certified in the database, and never answered so
    lost_events: int  # of an accepted certification, and not at the integrator
    lost_mails: int
    mails_without_certification: int
    duplicate_mails: int
    second_message_ids: int  # mails that no Message-ID tells to be a duplicate
    dead_letters: int

    def figures(self, *, duplicates: int) -> list[Figure]:
        """With at most so many `duplicates`, each with the Message-ID of the first."""
        return [
            Figure("accepted", self.accepted, at_least=1),
            none_of("lost certifications", self.lost_certifications),
            none_of("certifications nobody was told of", self.unknown_certifications),
            none_of("lost events", self.lost_events),
            none_of("lost mails", self.lost_mails),
            none_of("mails without certification", self.mails_without_certification),
            Figure("duplicate mails", self.duplicate_mails, at_most=duplicates),
            none_of("after Message-ID", self.second_message_ids),
            none_of("dead letters", self.dead_letters),
        ]


async def played(module: ModuleType, site: Site, *, short: bool) -> list[Figure]:
    """What the run measured. Raises where an event does not fit its schema."""
    figures: list[Figure] = await module.run(site, module.SHORT if short else module.FULL)
    databases = map(site.database, QUEUES)
    checked = await asyncio.to_thread(check_outboxes, site.mongodb_url, databases)
    return [*figures, Figure("events that fit their schemas", checked, at_least=1)]


async def drained(site: Site, *, seconds: float = DRAIN_SECONDS) -> float:
    """Wait until nothing is left to publish, to consume, to send or to receive; how long that took, in seconds."""
    begun = time.monotonic()
    while True:
        left = await asyncio.to_thread(_left, site)
        if not any(left.values()):
            return time.monotonic() - begun
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"not drained in {seconds:.0f} s: {left}")
        await asyncio.sleep(POLL_SECONDS)


async def compare(site: Site, load: Load) -> Ledger:
    """Of one run, after it is drained."""
    certified, outbox = await asyncio.to_thread(_stored, site, load)
    accepted = {each.id for each in load.accepted}
    told = {(event.subject, event.type) for event in site.integrator.received}
    due = {(certification, CertificationCertified.TYPE) for certification in accepted}
    mails = Counter(to for to in site.mail.recipients if load.is_address(to))
    distinct = {
        (to, str(mail["Message-ID"]))
        for to, mail in zip(site.mail.recipients, site.mail.mails, strict=True)
        if load.is_address(to)
    }
    addresses = {each.email: each.id for each in load.accepted}
    return Ledger(
        accepted=len(accepted),
        lost_certifications=len(accepted - certified),
        unknown_certifications=len(certified - accepted),
        lost_events=len(due - told) + len(accepted - outbox),
        lost_mails=len(addresses.keys() - mails.keys()),
        mails_without_certification=sum(1 for to in mails if addresses.get(to) not in certified),
        duplicate_mails=mails.total() - len(mails),
        second_message_ids=len(distinct) - len(mails),
        dead_letters=len(await resting(site)),
    )


async def resting(site: Site) -> list[DeadLetter]:
    """The dead letters of every queue; they go on resting."""
    found = []
    for queue in QUEUES:
        async with dead_letters(site.amqp_url, queue) as letters:
            found += letters.letters
    return found


def _left(site: Site) -> dict[str, int]:
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        of = {service: client[site.database(service)] for service in QUEUES}
        wanted = {"type": 1, "exchange": 1, "publishedAt": 1}
        entries = [entry for database in of.values() for entry in database["outbox"].find({}, wanted)]
        unread = 0
        for service, bindings in QUEUES.items():
            due = {entry["_id"] for entry in entries if entry["type"] in bindings[INTERNAL_EXCHANGE]}
            unread += len(due - {entry["_id"] for entry in of[service]["inbox"].find({}, {"_id": 1})})
        public = {entry["_id"] for entry in entries if entry["exchange"] == PUBLIC_EXCHANGE}
        return {
            "unpublished": sum(entry["publishedAt"] is None for entry in entries),
            "unread": unread,
            "unsent": of["notifications"]["deliveries"].count_documents({"state": {"$in": UNSETTLED}}),
            "not at the integrator": len(public - site.integrator.ids),
        }


def _stored(site: Site, load: Load) -> tuple[set[str], set[str]]:
    """Of this run: the certified certifications, and those whose two events of that are published."""
    with MongoClient[dict[str, Any]](site.mongodb_url) as client:
        database = client[site.database("certification")]
        known = {each.id for each in load.accepted} | set(load.begun)
        certified = {
            document["_id"]
            for document in database["certifications"].find({"status": "CERTIFIED"}, {"_id": 1})
            if document["_id"] in known
        }
        types = (ApplicationInitiated.TYPE, CertificationCertified.TYPE)
        published = [
            {
                entry["aggregateid"]
                for entry in database["outbox"].find(
                    {"type": each, "publishedAt": {"$ne": None}}, {"aggregateid": 1}
                )
            }
            for each in types
        ]
        return certified, published[0] & published[1]
