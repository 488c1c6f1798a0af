"""Mails that identity asks for: what they hold goes out sealed."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from chassis.events import event_of, new_event_id
from chassis.mongo import Transaction
from contracts.events.internal import Language, MailContent, MailKind, MailRequested
from services.identity.domain.account import Account
from services.identity.domain.mailed_proof import LASTS, MailedProof, ProofKind, wait_for_mail
from services.identity.domain.readable import digits, groups
from services.identity.store import Store

_PAGES = {
    ProofKind.ACCOUNT_VERIFICATION: "verify",
    ProofKind.PASSWORD_RESET: "reset-password",
    ProofKind.EMAIL_CHANGE: "confirm-email",
}


class SecurityChange(StrEnum):
    """What a SECURITY_NOTICE tells the owner of (contracts: MailContent)."""

    PASSWORD_CHANGED = "PASSWORD_CHANGED"
    EMAIL_CHANGED = "EMAIL_CHANGED"
    SESSIONS_REVOKED = "SESSIONS_REVOKED"


async def request_mail(tx: Transaction, kind: MailKind, content: MailContent, store: Store) -> None:
    mail_id, event_id = str(uuid4()), new_event_id()
    sealed = store.transport.seal(content.model_dump(mode="json", by_alias=True), (event_id, "sealed"))
    request = MailRequested(mail_id=mail_id, kind=kind, sealed=sealed)
    await store.outbox.add(tx, [event_of(request, subject=mail_id, sequence=1, id=event_id)])


async def tell_owner(tx: Transaction, account: Account, change: SecurityChange, store: Store) -> None:
    """So that somebody notices who did not do it. Nobody reads the mail of a temporary address."""
    if await store.temporary_emails.of_email(account.email, tx=tx) is None:
        content = MailContent(email=account.email, language=account.language, values={"change": change.value})
        await request_mail(tx, MailKind.SECURITY_NOTICE, content, store)


async def mail_proof(
    tx: Transaction,
    proof: MailedProof,
    *,
    about: str,
    language: Language | None,
    now: datetime,
    store: Store,
    public_url: str,
    throttled: bool = True,
) -> timedelta | None:
    """Keep the proof and mail its link and code, where its kind has a page for them. How long to wait if not now.

    Without a language nothing is mailed. That costs the same work, and so does what has to wait: the time must not
    tell who has an account. The caller holds the gate of what it is about, so that a rush is counted one after the
    other.
    """
    if language is None:  # what was not mailed must not stand in the way of what will be
        about = f"nobody at {about}"
    earlier = await store.mailed_proofs.made(tx, proof.kind, about, now=now)
    wait = wait_for_mail(proof.kind, earlier, now) if throttled else None
    secret = secrets.token_urlsafe(32)
    code = digits(6) if proof.kind is ProofKind.ACCOUNT_VERIFICATION else groups(2)

    async def keep_unused() -> None:
        unused = replace(proof, id=str(uuid4()), account_id=None)
        await store.mailed_proofs.add(tx, unused, about="nobody", secret=secret, code=None)

    if wait is None:
        told = code if proof.kind in _PAGES else None
        await store.mailed_proofs.add(tx, proof, about=about, secret=secret, code=told)
    else:
        await keep_unused()
    if wait is not None or language is None:
        await keep_unused()
        return wait
    values: dict[str, str] = {}
    if proof.kind in _PAGES:
        values = {
            "link": f"{public_url}/{_PAGES[proof.kind]}?token={proof.id}.{secret}",
            "code": code,
            "hours": str(int(LASTS[proof.kind].total_seconds() // 3600)),
        }
    content = MailContent(email=proof.email, language=language, values=values)
    await request_mail(tx, MailKind(proof.kind.value), content, store)
    return None
