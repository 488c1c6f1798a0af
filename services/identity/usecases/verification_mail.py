"""The mail that lets a sign-up become an account."""

import secrets
from datetime import datetime

from chassis.mongo import Transaction
from contracts.events.internal import MailContent, MailKind
from services.identity.domain.account import SignUp
from services.identity.store import Store
from services.identity.store.sign_ups import LINK_LASTS
from services.identity.usecases.mails import request_mail


async def request_verification_mail(
    tx: Transaction, sign_up: SignUp, *, now: datetime, store: Store, public_url: str
) -> None:
    """Give the sign-up a new link and a new code, and ask for the mail that holds them."""
    secret, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06}"
    await store.sign_ups.release(tx, sign_up.id, secret=secret, code=code, at=now)
    content = MailContent(
        email=sign_up.email,
        language=sign_up.language,
        values={
            "link": f"{public_url}/verify?token={sign_up.id}.{secret}",
            "code": code,
            "hours": str(int(LINK_LASTS.total_seconds() // 3600)),
        },
    )
    await request_mail(tx, MailKind.ACCOUNT_VERIFICATION, content, store)
