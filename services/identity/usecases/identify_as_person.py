"""An account proves to be the patient, or the caregiver, of an application: by address and date of birth."""

from datetime import date, datetime
from uuid import uuid4

from chassis.events import event_of
from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import AccountLinked, Part
from services.identity.domain.account import Role
from services.identity.store import Store
from services.identity.store.links import Link
from services.identity.usecases.access import account_of
from services.identity.usecases.tries import count_try


async def identify_as_person(
    part: Part, born: date, *, session: Session, now: datetime, store: Store
) -> list[Link]:
    """All links of the account, the new ones included. Raises Refused where no open application matches."""
    await count_try(f"identify as {part}", session.account_id, field="dateOfBirth", now=now, store=store)

    async def work(tx: Transaction) -> list[Link]:
        account = await account_of(session, store, tx=tx)
        persons = await store.applications.persons(account.email, part, born, tx=tx)
        if not persons:
            raise Refused(
                Refusal(
                    UserErrorCode.NO_MATCH,
                    "No application has your e-mail address and this date of birth. Check it, or ask the "
                    "practitioner which address was given.",
                    ("dateOfBirth",),
                )
            )
        links = await store.links.of_accounts([account.id], tx=tx)
        linked = {(link.certification_id, link.part) for link in links}
        for certification_id, person in persons:
            if (certification_id, part) in linked:
                continue
            link = Link(str(uuid4()), account.id, certification_id, person.person_id, part)
            await store.links.add(tx, link)
            told = AccountLinked(
                account_id=account.id,
                certification_id=certification_id,
                person_id=person.person_id,
                part=part,
            )
            await store.outbox.add(tx, [event_of(told, subject=link.id, sequence=1)])
            links.append(link)
        await store.accounts.grant(tx, account.id, Role(part.value))
        return links

    links = await store.transaction(work)
    await store.attempts.forget(f"identify as {part}", session.account_id)
    return links
