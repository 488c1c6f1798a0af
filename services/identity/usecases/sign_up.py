"""Somebody wants an account."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from chassis.mongo import Transaction
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.contact import is_temporary, normal_email
from contracts.events.internal import Language
from services.identity.domain.account import Account, SignUp, SignUpKind
from services.identity.domain.client_address import Client
from services.identity.domain.mailed_proof import MailedProof, ProofKind
from services.identity.store import Store
from services.identity.usecases.gate import is_open
from services.identity.usecases.mails import mail_proof
from services.identity.usecases.new_password import hash_of_new
from services.identity.usecases.tries import count_request


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
    temporary_domain: str,
) -> None:
    """Let the sign-up wait for its mail: a practitioner's or their staff's goes out at once, others' once certified.

    Whoever has an account at the address is told so instead (docs/decisions/0092). What the caller learns is the same
    whether the address is known, certified or neither. Raises Refused for an address or password that cannot be, and
    after many requests of one client.
    """
    normal = email_or_refused(email)
    if is_temporary(normal, temporary_domain):
        raise Refused(
            Refusal(
                UserErrorCode.INVALID,
                "This address is from a sheet of your practitioner's, and has no mailbox. Once the application is "
                "certified, enter with the one-time password of the sheet.",
                ("email",),
            )
        )
    await count_request(client, now=now, store=store)
    waiting = SignUp(
        id=str(uuid4()),
        email=normal,
        password_hash=await hash_of_new(password, email=normal, field="password"),
        kind=kind,
        language=language,
        created_at=now,
    )

    async def work(tx: Transaction) -> None:
        await store.gates.enter(tx, normal, now=now)
        owner = await store.accounts.of_email(normal, tx=tx)
        released = kind.part is None or await store.applications.knows(normal, kind.part, tx=tx)
        # An address that has an account, or that the gate holds, costs the same work: the time must not tell which
        # has one, nor who is a certified patient.
        let_in = await is_open("nobody" if owner is None else owner.id, normal, store=store, tx=tx)
        kept = waiting if owner is None else replace(waiting, email=str(uuid4()))
        await store.sign_ups.add(tx, kept, network=client.network, released=released)
        if owner is None:
            mailed = language if released else None
            await mail_verification(tx, normal, language=mailed, now=now, store=store, public_url=public_url)
        else:
            told = let_in if owner.held_by_gate else released
            await _tell_of_account(tx, owner, told=told, now=now, store=store, public_url=public_url)

    await store.transaction(work)


async def resend_verification(
    email: str, client: Client, *, now: datetime, store: Store, public_url: str
) -> None:
    """Mail another link and code for the sign-ups of the address. Silent where there are none, or too soon."""
    normal = email_or_refused(email)
    await count_request(client, now=now, store=store)

    async def work(tx: Transaction) -> None:
        await store.gates.enter(tx, normal, now=now)
        newest = await store.sign_ups.prolong(tx, normal, at=now)
        language = None if newest is None else newest.language
        await mail_verification(tx, normal, language=language, now=now, store=store, public_url=public_url)

    await store.transaction(work)


async def mail_verification(
    tx: Transaction,
    email: str,
    *,
    language: Language | None,
    now: datetime,
    store: Store,
    public_url: str,
    throttled: bool = True,
) -> None:
    """A link and a code that prove the address, if `throttled` unless enough are out; none without a language."""
    proof = MailedProof(str(uuid4()), ProofKind.ACCOUNT_VERIFICATION, email, None, now)
    await mail_proof(
        tx,
        proof,
        about=email,
        language=language,
        now=now,
        store=store,
        public_url=public_url,
        throttled=throttled,
    )


async def _tell_of_account(
    tx: Transaction, owner: Account, *, told: bool, now: datetime, store: Store, public_url: str
) -> None:
    """That the address has an account: in the owner's language, and as often as a link would go there."""
    counted = MailedProof(str(uuid4()), ProofKind.ACCOUNT_EXISTS, owner.email, None, now)
    await mail_proof(
        tx,
        counted,
        about=owner.email,
        language=owner.language if told else None,
        now=now,
        store=store,
        public_url=public_url,
    )


def email_or_refused(text: str) -> str:
    normal = normal_email(text)
    if normal is None:
        raise Refused(Refusal(UserErrorCode.INVALID, "This is no valid e-mail address.", ("email",)))
    return normal
