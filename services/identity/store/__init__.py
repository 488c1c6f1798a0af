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
from services.identity.store.accounts import Accounts
from services.identity.store.applications import Applications
from services.identity.store.attempts import Attempts
from services.identity.store.audit import Audit
from services.identity.store.claims import Claims
from services.identity.store.gates import Gates
from services.identity.store.known_addresses import KnownAddresses
from services.identity.store.links import Links
from services.identity.store.mailed_proofs import MailedProofs
from services.identity.store.practitioners import Practitioners
from services.identity.store.reviews import Reviews
from services.identity.store.sessions import Sessions
from services.identity.store.sign_ups import SignUps
from services.identity.store.temporary_emails import TemporaryEmails

T = TypeVar("T")

INDEXES = (
    *Accounts.INDEXES,
    *Applications.INDEXES,
    *Attempts.INDEXES,
    *Audit.INDEXES,
    *Claims.INDEXES,
    *Gates.INDEXES,
    *KnownAddresses.INDEXES,
    *Links.INDEXES,
    *MailedProofs.INDEXES,
    *Practitioners.INDEXES,
    *Requests.INDEXES,
    *Reviews.INDEXES,
    *Sessions.INDEXES,
    *SignUps.INDEXES,
    *TemporaryEmails.INDEXES,
    *outbox.INDEXES,
    *consumer.INDEXES,
)


@dataclass(frozen=True)
class Store:
    """All of identity's data, and the transaction that changes it together with the outbox."""

    mongo: Mongo
    outbox: Outbox
    accounts: Accounts
    applications: Applications
    attempts: Attempts
    audit: Audit
    claims: Claims
    gates: Gates
    known_addresses: KnownAddresses
    links: Links
    mailed_proofs: MailedProofs
    practitioners: Practitioners
    requests: Requests
    reviews: Reviews
    sessions: Sessions
    sign_ups: SignUps
    temporary_emails: TemporaryEmails
    transport: Seal

    @classmethod
    def open(cls, mongo: Mongo, outbox: Outbox, keys: Path) -> "Store":
        seal = Seal(LiveRing(keys, "identity.seal"))
        transport = Seal(LiveRing(keys, "transport"))
        index = BlindIndex(LiveRing(keys, "identity.index"))
        unrotated = pepper(keys, "identity")
        return cls(
            mongo=mongo,
            outbox=outbox,
            accounts=Accounts(mongo, seal, index),
            applications=Applications(mongo, seal, index),
            attempts=Attempts(mongo, index),
            audit=Audit(mongo, index, unrotated),
            claims=Claims(mongo, seal, index),
            gates=Gates(mongo, index),
            known_addresses=KnownAddresses(mongo, index),
            links=Links(mongo),
            mailed_proofs=MailedProofs(mongo, seal, index),
            practitioners=Practitioners(mongo, seal, index, unrotated),
            requests=Requests(mongo, index),
            reviews=Reviews(mongo, seal),
            sessions=Sessions(mongo, unrotated),
            sign_ups=SignUps(mongo, seal, index),
            temporary_emails=TemporaryEmails(mongo, seal, index),
            transport=transport,
        )

    async def transaction(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        return await self.mongo.transaction(work)
