"""Accounts are linked to persons: whoever proved to be somebody once is that person in their next application too."""

from uuid import uuid4

from chassis.events import event_of
from chassis.mongo import Transaction
from contracts.events.internal import AccountLinked, Part, PersonContact
from services.identity.store import Store
from services.identity.store.links import Link


async def link(
    tx: Transaction, account_id: str, part: Part, found: list[tuple[str, PersonContact]], store: Store
) -> list[Link]:
    """Link the account to these persons and to whatever else they are in this part; all links of the account."""
    links = await store.links.of_accounts([account_id], tx=tx)
    persons = dict.fromkeys(person.person_id for _, person in found)
    for person_id in persons:
        found = found + await store.applications.of_person(person_id, part, tx=tx)
    linked = {(each.certification_id, each.part) for each in links}
    for certification_id, person in found:
        if (certification_id, part) not in linked:
            linked.add((certification_id, part))
            links.append(await _add(tx, account_id, certification_id, person, store))
    return links


async def link_known(tx: Transaction, certification_id: str, person: PersonContact, store: Store) -> None:
    """A person of a certified application who has an account already needs no new proof."""
    known = await store.links.of_person(person.person_id, person.part, tx=tx)
    here = {each.account_id for each in known if each.certification_id == certification_id}
    for account_id in dict.fromkeys(each.account_id for each in known):
        if account_id not in here:
            await _add(tx, account_id, certification_id, person, store)


async def _add(
    tx: Transaction, account_id: str, certification_id: str, person: PersonContact, store: Store
) -> Link:
    added = Link(str(uuid4()), account_id, certification_id, person.person_id, person.part)
    await store.links.add(tx, added)
    told = AccountLinked(
        account_id=account_id,
        certification_id=certification_id,
        person_id=person.person_id,
        part=person.part,
    )
    await store.outbox.add(tx, [event_of(told, subject=added.id, sequence=1)])
    return added
