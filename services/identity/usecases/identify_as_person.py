"""An account proves to be the patient, or the caregiver, of an application: by address and date of birth."""

from datetime import date, datetime

from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import Part
from services.identity.domain.account import Role
from services.identity.domain.audit import AuditKind
from services.identity.store import Store
from services.identity.store.links import Link
from services.identity.usecases.access import owner_of
from services.identity.usecases.link_persons import link
from services.identity.usecases.tries import count_try


async def identify_as_person(
    part: Part, born: date, *, session: Session, now: datetime, store: Store
) -> list[Link]:
    """All links of the account, the new ones included. Raises Refused where no open application matches."""
    await count_try(f"identify as {part}", session.account_id, field="dateOfBirth", now=now, store=store)

    async def work(tx: Transaction) -> list[Link]:
        account = await owner_of(session, store, now=now, tx=tx)
        await store.gates.enter(tx, account.email, now=now)  # a renewal announced now must not be overlooked
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
        links = await link(tx, account.id, part, persons, store)
        await store.accounts.identified(tx, account.id, Role(part.value))
        await store.audit.add(
            AuditKind.PERSON_IDENTIFIED,
            account.id,
            at=now,
            tx=tx,
            session_id=session.session_id,
            about=part.value,
        )
        return links

    try:
        links = await store.transaction(work)
    except Refused:
        await store.audit.add(
            AuditKind.PERSON_REFUSED,
            session.account_id,
            at=now,
            session_id=session.session_id,
            about=part.value,
        )
        raise
    await store.attempts.forget(f"identify as {part}", session.account_id)
    return links
