"""The gate for patients and caregivers: shut before an application is certified, and after the last is closed."""

from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.account import Account
from services.identity.store import Store


async def require_open_gate(account: Account, store: Store, *, field: str) -> None:
    """Raises Refused where all applications that the account belongs to are closed.

    A practitioner or reviewer is never held: they have work to do without any application of their own.
    """
    if not account.gated or account.practitioner_id is not None:
        return
    links = await store.links.of_accounts([account.id])
    persons = [(link.certification_id, link.person_id) for link in links]
    if await store.applications.any_lives(persons, email=account.email):
        return
    raise Refused(
        Refusal(
            UserErrorCode.WRONG_STATE,
            "No registration of yours is open. Ask your practitioner for a new certification.",
            (field,),
        )
    )
