"""Somebody wants an account."""

from datetime import datetime, timedelta
from uuid import uuid4

from chassis.mongo import Transaction
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.contact import normal_email
from contracts.events.internal import Language
from services.identity.domain.account import SignUp, SignUpKind
from services.identity.domain.client_address import Client
from services.identity.domain.passwords import BadPassword, acceptable_password
from services.identity.hashing import hash_password
from services.identity.store import Store
from services.identity.usecases.tries import count_request
from services.identity.usecases.verification_mail import request_verification_mail

MAX_MAILED = 5  # unused links of one address; each lasts a day
MAX_WAITING = 5
MAIL_AGAIN_AFTER = timedelta(minutes=1)


async def sign_up(
    email: str,
    password: str,
    kind: SignUpKind,
    language: Language,
    client: Client,
    *,
    now: datetime,
    store: Store,
    public_url: str,
) -> None:
    """Let the sign-up wait for its mail: a practitioner's goes out at once, others' once they are certified.

    What the caller learns is the same whether the address is known, certified or neither. Raises Refused
    for an address or password that cannot be, and after many requests of one client.
    """
    normal = email_or_refused(email)
    await count_request(client, now=now, store=store)
    try:
        accepted = acceptable_password(password, email=normal)
    except BadPassword as reason:
        raise Refused(Refusal(UserErrorCode.INVALID, str(reason), ("password",))) from None
    waiting = SignUp(
        id=str(uuid4()),
        email=normal,
        password_hash=await hash_password(accepted),
        kind=kind,
        language=language,
        created_at=now,
    )

    async def work(tx: Transaction) -> None:
        await store.gates.enter(tx, normal, now=now)
        if await store.accounts.of_email(normal, tx=tx) is not None:
            return
        if kind.part is not None and not await store.applications.knows(normal, kind.part, tx=tx):
            await store.sign_ups.add(tx, waiting)
            # The oldest give way, so that strangers who came first cannot shut out whose address it is.
            await store.sign_ups.keep_newest_waiting(tx, normal, MAX_WAITING)
        elif await store.sign_ups.count_mailed(normal, tx=tx) < MAX_MAILED:
            await store.sign_ups.add(tx, waiting)
            await request_verification_mail(tx, waiting, now=now, store=store, public_url=public_url)

    await store.transaction(work)


async def resend_verification(
    email: str, client: Client, *, now: datetime, store: Store, public_url: str
) -> None:
    """Send the newest sign-up's mail again, with a new link. At most once a minute; silent otherwise."""
    normal = email_or_refused(email)
    await count_request(client, now=now, store=store)

    async def work(tx: Transaction) -> None:
        found = await store.sign_ups.newest_released(normal, tx=tx)
        if found is not None and now - found[1] >= MAIL_AGAIN_AFTER:
            await request_verification_mail(tx, found[0], now=now, store=store, public_url=public_url)

    await store.transaction(work)


def email_or_refused(text: str) -> str:
    normal = normal_email(text)
    if normal is None:
        raise Refused(Refusal(UserErrorCode.INVALID, "This is no valid e-mail address.", ("email",)))
    return normal
