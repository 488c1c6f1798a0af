"""The gate for patients and caregivers: shut before an application is certified, and after the last is closed."""

from datetime import datetime

from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.account import Account
from services.identity.domain.audit import AuditKind
from services.identity.domain.client_address import Client
from services.identity.store import Store


async def require_open_gate(
    account: Account, client: Client, *, field: str, now: datetime, store: Store
) -> None:
    """Raises Refused where all applications that the account belongs to are closed."""
    if not account.held_by_gate:
        return
    links = await store.links.of_accounts([account.id])
    persons = [(link.certification_id, link.person_id) for link in links]
    if persons and await store.applications.any_lives(persons):
        return
    if not persons and await store.applications.any_names(account.email):  # it has to prove who it is
        return
    await store.audit.add(AuditKind.SIGN_IN_REFUSED, account.id, at=now, network=client.network)
    raise Refused(
        Refusal(
            UserErrorCode.WRONG_STATE,
            "No registration of yours is open. Ask your practitioner for a new certification.",
            (field,),
        )
    )
