"""The only room that speaks Mongo and writes the outbox."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from chassis import consumer, outbox
from chassis.keys import LiveRing, pepper
from chassis.mongo import Mongo, Transaction
from chassis.once import Requests
from chassis.outbox import Outbox
from chassis.sealed import BlindIndex, Seal
from contracts.contact import TEMPORARY_EMAIL_DOMAIN
from services.certification.store.audit import Audit
from services.certification.store.certifications import Certifications
from services.certification.store.delegates import Delegates
from services.certification.store.due import DueThings
from services.certification.store.links import Links
from services.certification.store.persons import Persons
from services.certification.store.practitioners import Practitioners
from services.certification.store.reads import Reads
from services.certification.store.standings import Standings
from services.certification.store.temporary_emails import TemporaryEmails
from services.certification.store.told_elsewhere import ToldElsewhere

T = TypeVar("T")

INDEXES = (
    *Audit.INDEXES,
    *Certifications.INDEXES,
    *Delegates.INDEXES,
    *DueThings.INDEXES,
    *Links.INDEXES,
    *Persons.INDEXES,
    *Practitioners.INDEXES,
    *Reads.INDEXES,
    *Requests.INDEXES,
    *TemporaryEmails.INDEXES,
    *ToldElsewhere.INDEXES,
    *outbox.INDEXES,
    *consumer.INDEXES,
)


@dataclass(frozen=True)
class Store:
    """All of certification's data, and the transaction that changes it together with the outbox."""

    mongo: Mongo
    outbox: Outbox
    certifications: Certifications
    audit: Audit
    delegates: Delegates
    due: DueThings
    persons: Persons
    practitioners: Practitioners
    links: Links
    reads: Reads
    requests: Requests
    standings: Standings
    temporary_emails: TemporaryEmails
    told_elsewhere: ToldElsewhere
    transport: Seal

    @classmethod
    def open(
        cls,
        mongo: Mongo,
        outbox: Outbox,
        keys: Path,
        temporary_email_domain: str = TEMPORARY_EMAIL_DOMAIN,
    ) -> "Store":
        seal = Seal(LiveRing(keys, "certification.seal"))
        index = BlindIndex(LiveRing(keys, "certification.index"))
        unrotated = pepper(keys, "certification")
        audit = Audit(mongo, unrotated)
        return cls(
            mongo=mongo,
            outbox=outbox,
            certifications=Certifications(mongo, seal, index, audit, unrotated),
            audit=audit,
            delegates=Delegates(mongo, seal, index),
            due=DueThings(mongo),
            persons=Persons(mongo, seal, index),
            practitioners=Practitioners(mongo, seal),
            links=Links(mongo),
            reads=Reads(mongo, unrotated),
            requests=Requests(mongo, index),
            standings=Standings(mongo),
            temporary_emails=TemporaryEmails(mongo, seal, index, temporary_email_domain),
            told_elsewhere=ToldElsewhere(mongo),
            transport=Seal(LiveRing(keys, "transport")),
        )

    async def transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self.mongo.transaction(work)
