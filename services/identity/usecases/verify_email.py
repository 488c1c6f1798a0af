"""Somebody follows the link, or types the code, of a verification mail.

The mail proves that the address is theirs, the password which sign-up was: strangers may have signed up with the
same address, and whoever reads its mail must not open an account that a stranger knows the password of.
"""

from datetime import datetime
from uuid import uuid4

from chassis.mongo import DuplicateKeyError, Transaction
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.account import Account, SignUp
from services.identity.domain.audit import AuditKind
from services.identity.domain.client_address import Client
from services.identity.domain.mailed_proof import MailedProof, ProofKind
from services.identity.domain.passwords import normal_password
from services.identity.domain.readable import digits_as_typed
from services.identity.hashing import is_password
from services.identity.store import Store
from services.identity.usecases.sign_up import email_or_refused
from services.identity.usecases.tries import count_of_client, count_try, entered, not_wrong


async def verify_by_token(token: str, password: str, client: Client, *, now: datetime, store: Store) -> None:
    """Open the account of the address that the link was sent to. Raises Refused for any other token."""
    proved = await store.mailed_proofs.by_token(ProofKind.ACCOUNT_VERIFICATION, token, now=now)
    if proved is None:
        raise _expired("token")
    await _open_account(proved, password, client, field="token", now=now, store=store)


async def verify_by_code(
    email: str, code: str, password: str, client: Client, *, now: datetime, store: Store
) -> None:
    """The same by the short code; five wrong ones void it."""
    normal = email_or_refused(email)
    await count_of_client(client, field="code", now=now, store=store)
    # A mail sent again brings a new code: without this count it would bring five new tries too.
    await count_try("code", normal, field="code", now=now, store=store)
    kind = ProofKind.ACCOUNT_VERIFICATION
    proved = await store.mailed_proofs.by_code(kind, normal, digits_as_typed(code), now=now)
    if proved is None:
        raise _expired("code")
    await _open_account(proved, password, client, field="code", now=now, store=store)
    await not_wrong(client, store=store)


async def _open_account(
    proved: MailedProof, password: str, client: Client, *, field: str, now: datetime, store: Store
) -> None:
    """`field` is the input's by which the address was proved."""
    await count_try("verify", proved.email, field="password", now=now, store=store)
    chosen = await _with_password(proved.email, password, now=now, store=store)
    account_id = str(uuid4())

    async def work(tx: Transaction) -> None:
        if not await store.mailed_proofs.void_all_about(tx, proved.kind, chosen.email):
            raise _expired(field)
        await store.sign_ups.drop_all(tx, chosen.email)
        await store.audit.add(AuditKind.ACCOUNT_OPENED, account_id, at=now, tx=tx, network=client.network)
        await store.accounts.add(
            tx,
            Account(
                id=account_id,
                email=chosen.email,
                password_hash=chosen.password_hash,
                language=chosen.language,
                roles=frozenset(),
                practitioner_id=None,
                claimed_practitioner_id=None,
                gated=chosen.kind.part is not None,
            ),
        )

    try:
        await store.transaction(work)
    except DuplicateKeyError:  # another link of the same address won
        raise _expired(field) from None
    await entered(chosen.email, client, now=now, store=store)


async def _with_password(email: str, password: str, *, now: datetime, store: Store) -> SignUp:
    """Of the sign-ups with this address that the gate does not hold, the newest with this password."""
    given = normal_password(password)
    for each in await store.sign_ups.released(email, now=now):
        if await is_password(given, each.password_hash):
            return each
    raise Refused(
        Refusal(
            UserErrorCode.INVALID_CREDENTIALS,
            "Give the password that you signed up with. If you did not sign up, or do not know it, sign up again.",
            ("password",),
        )
    )


def _expired(field: str) -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.EXPIRED,
            "This link or code is used, expired or not valid. Sign in, or sign up again.",
            (field,),
        )
    )
