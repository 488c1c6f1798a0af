"""What is known of who saw and changed a certification, and whether the chains of it are whole."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from chassis.tokens import Session
from contracts.events.internal import Part
from services.certification.domain import access_log
from services.certification.domain.audit import FIRST, Capacity, Deed, digest
from services.certification.store import Store
from services.certification.store.reads import Reads
from services.certification.usecases.access import own

LONGEST = 1000  # entries that one answer holds
BATCH = 500


@dataclass(frozen=True, slots=True)
class Access:
    """Something that was done to a certification or, where `deed` is None, that it was shown to somebody."""

    certification_id: str
    at: datetime
    deed: Deed | None
    capacity: Capacity
    account_id: str | None


async def audit_trail(id: str, *, session: Session, store: Store) -> list[Access]:
    """For the certifying practitioner: the newest first, of at most LONGEST reads and all changes.

    Whom else a patient sees is theirs to know alone.
    """
    certification = await own(id, session, store)
    found = await _accesses([certification.id], store)
    return [access for access in found if access.capacity is not Capacity.OTHER_PRACTITIONER]


async def my_access_log(*, session: Session, store: Store) -> list[Access]:
    """For a patient, or a caregiver's own: who saw or changed the certifications that they are a person of."""
    links = await store.links.of_account(session.account_id)
    mine = sorted({link.certification_id for link in links if link.part is Part.PATIENT})
    return await _accesses(mine, store)


async def _accesses(ids: list[str], store: Store) -> list[Access]:
    wanted = set(ids)
    changes = [
        Access(entry.certification_id, entry.act.at, entry.act.deed, entry.act.capacity, entry.act.account_id)
        for entries in (await store.audit.of(ids)).values()
        for entry in entries
    ]
    reads = [
        Access(certification_id, read.at, None, capacity, read.account_id)
        for read in await store.reads.of(ids, limit=LONGEST)
        for certification_id, capacity in read.shown
        if certification_id in wanted
    ]
    return sorted([*changes, *reads], key=lambda access: access.at, reverse=True)


async def chain_reads(store: Store) -> int:
    """The worker's part: whatever was read since the last time is chained; how much that was."""
    chained = 0
    while done := await store.transaction(lambda tx: store.reads.chain(tx, limit=BATCH)):
        chained += done
    return chained


async def broken_links(store: Store) -> AsyncIterator[str]:
    """The first broken link of each chain, in words; nothing where all are whole."""
    chain, last, number, broken = "", FIRST, 0, False
    async for entry in store.audit.all():
        if entry.certification_id != chain:
            chain, last, number, broken = entry.certification_id, FIRST, 0, False
        number += 1
        if broken:
            continue
        whole = entry.number == number and entry.digest == digest(last, chain, number, entry.act)
        if not whole:
            broken = True
            yield f"certification {chain}: entry {number} is missing or was changed"
        last = entry.digest
    async for told in _heads(store):
        yield told
    async for told in _reads(store.reads):
        yield told


async def _heads(store: Store) -> AsyncIterator[str]:
    """A chain that was cut at its end does not reach the certification's own digest."""
    async for certification_id, chain in store.certifications.chains():
        if not await store.audit.ends_in(certification_id, chain):
            yield f"certification {certification_id}: its newest entry is missing or was changed"


async def _reads(reads: Reads) -> AsyncIterator[str]:
    last, number = FIRST, 0
    async for read in reads.chained():
        number += 1
        if read.number != number or read.digest != access_log.digest(last, number, read):
            yield f"reads: entry {number} is missing or was changed"
            return
        last = read.digest or FIRST
