"""What is known of who saw and changed a certification, and whether the chains of it are whole."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from chassis.mongo import Document, Transaction
from chassis.tokens import Session
from contracts.events.internal import Part
from services.certification.domain.audit import Capacity, Deed
from services.certification.store import Store
from services.certification.store.certifications import Chained
from services.certification.usecases.access import own

LONGEST = 1000  # reads that one answer holds
BY_PRACTITIONERS = (Capacity.PRACTITIONER, Capacity.COSIGNER, Capacity.OTHER_PRACTITIONER)


@dataclass(frozen=True, slots=True)
class Access:
    """Something that was done to a certification or, where `deed` is None, that somebody saw it: once an hour.

    `practitioner_id` is whose account it is, where they did or saw it as a practitioner.
    """

    certification_id: str
    at: datetime
    deed: Deed | None
    capacity: Capacity
    account_id: str | None
    practitioner_id: str | None = None


async def audit_trail(id: str, *, session: Session, store: Store) -> list[Access]:
    """For the certifying practitioner: the newest first, of at most LONGEST reads and all changes.

    Whom else a patient sees is theirs to know alone: what such a one saw is left out, who did something is not named.
    """
    certification = await own(id, session, store)
    shown = [
        replace(each, account_id=None) if each.capacity is Capacity.OTHER_PRACTITIONER else each
        for each in await _accesses([certification.id], store)
        if each.deed is not None or each.capacity is not Capacity.OTHER_PRACTITIONER
    ]
    return await _named(shown, store)


async def my_access_log(*, session: Session, store: Store) -> list[Access]:
    """For a patient, or a caregiver's own: who saw or changed the certifications that they are a person of."""
    links = await store.links.of_account(session.account_id)
    mine = sorted({link.certification_id for link in links if link.part is Part.PATIENT})
    return await _named(await _accesses(mine, store), store)


async def _named(accesses: list[Access], store: Store) -> list[Access]:
    """Practitioners are known by their names, which identity tells; everybody else by the account alone."""
    by = {each.account_id for each in accesses if each.account_id and each.capacity in BY_PRACTITIONERS}
    theirs = await store.practitioners.of_accounts(sorted(by))
    return [
        replace(each, practitioner_id=theirs.get(each.account_id or ""))
        if each.capacity in BY_PRACTITIONERS
        else each
        for each in accesses
    ]


async def _accesses(ids: list[str], store: Store) -> list[Access]:
    changes = [
        Access(entry.certification_id, entry.act.at, entry.act.deed, entry.act.capacity, entry.act.account_id)
        for entries in (await store.audit.of(ids)).values()
        for entry in entries
    ]
    reads = [
        Access(read.certification_id, read.at, None, read.capacity, read.account_id)
        for read in await store.reads.of(ids, limit=LONGEST)
    ]
    return sorted([*changes, *reads], key=lambda access: access.at, reverse=True)


async def broken_links(
    store: Store, *, now: datetime, expected: tuple[int, str] | None = None
) -> AsyncIterator[str]:
    """What shows that somebody tampered with certifications or their audit, in words; nothing where all is whole.

    Of each certification the first fault. `expected` is what an earlier look noted of the chain of reads.
    """
    async for id_, links, standing in _side_by_side(store):
        fault = _fault(links, standing, store)
        if fault is not None:  # or it was changed lawfully between the one look and the other
            fault = await store.transaction(partial(_looked_at_again, id=id_, store=store))
        if fault is not None:
            yield f"certification {id_}: {fault}"
    async for told in store.reads.broken(now=now, expected=expected):
        yield f"reads: {told}"


def _fault(links: list[Document], standing: Chained | None, store: Store) -> str | None:
    last = ""
    for number, link in enumerate(links, 1):
        if link["number"] != number or not store.audit.follows(last, link):
            return f"entry {number} is missing or was changed"
        last = link["digest"]
    if standing is None:
        is_discarded = not links or links[-1]["deed"] == Deed.DISCARDED
        return None if is_discarded else "it is missing"
    if standing.chain != last:
        return "its newest entry is missing or was changed"
    return None if standing.content == links[-1]["content"] else "it was changed since its newest entry"


async def _looked_at_again(tx: Transaction, *, id: str, store: Store) -> str | None:
    links = await store.audit.links(id, tx=tx)
    return _fault(links, await store.certifications.find_chained(id, tx=tx), store)


async def _side_by_side(store: Store) -> AsyncIterator[tuple[str, list[Document], Chained | None]]:
    """Each certification with its entries, the oldest first: both are read in the order of ids."""
    certifications = store.certifications.chained()
    standing = await anext(certifications, None)
    async for id_, links in store.audit.all_links():
        while standing is not None and standing.id < id_:
            yield standing.id, [], standing
            standing = await anext(certifications, None)
        found = standing if standing is not None and standing.id == id_ else None
        yield id_, links, found
        if found is not None:
            standing = await anext(certifications, None)
    while standing is not None:
        yield standing.id, [], standing
        standing = await anext(certifications, None)
