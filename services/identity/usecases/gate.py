"""The gate for patients and caregivers: shut before an application is certified, and after the last is closed."""

from datetime import datetime

from chassis.mongo import Transaction
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.account import Account
from services.identity.domain.audit import AuditKind
from services.identity.domain.client_address import Client
from services.identity.store import Store


async def require_open_gate(
    account: Account, client: Client, *, field: str, now: datetime, store: Store
) -> None:
    """Raises Refused where all applications that the account belongs to are closed."""
    if not account.held_by_gate or await is_open(account.id, account.email, store=store):
        return
    await store.audit.add(AuditKind.SIGN_IN_REFUSED, account.id, at=now, network=client.network)
    raise Refused(
        Refusal(
            UserErrorCode.WRONG_STATE,
            "No registration of yours is open. Ask your practitioner for a new certification.",
            (field,),
        )
    )


async def is_open(account_id: str, email: str, *, store: Store, tx: Transaction | None = None) -> bool:
    """Whether a registration of the account's is not closed, or one that it has yet to prove to be of.

    Who proved to be somebody is let in to prove it anew where that may be the same human being: certified under another
    name, or as another's caregiver. Two reads, whoever's it is.
    """
    links = await store.links.of_accounts([account_id], tx=tx)
    persons = [(link.certification_id, link.person_id) for link in links]
    return await store.applications.any_lives(persons, email, tx=tx)
