"""A practitioner invites somebody of their staff, by e-mail, to prepare drafts."""

import secrets
import unicodedata
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from chassis.errors import Forbidden
from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.contact import normal_email
from contracts.events.internal import Language, MailContent, MailKind
from services.certification.domain.delegate import (
    INVITATION_DAYS,
    INVITED_AGAIN_AFTER,
    INVITED_WINDOW,
    MAX_DELEGATES,
    MAX_INVITED,
    Delegate,
    DelegateStatus,
)
from services.certification.store import Store
from services.certification.usecases.access import known_practitioner, practitioner_of
from services.certification.usecases.edit import MAX_TEXT
from services.certification.usecases.mails import request_mail

PAGE = "delegate"  # of PUBLIC_URL


async def invite_delegate(
    name: str,
    email: str,
    language: Language,
    *,
    session: Session,
    now: datetime,
    request: Request | None,
    store: Store,
    public_url: str,
) -> Delegate:
    """Mail a link that one account can accept; inviting the same address again voids the one before.

    Raises Refused for a name or address that cannot be, who is a delegate already, and too many invitations; Forbidden
    where the profile is not confirmed, or another account has it by now.
    """
    practitioner_id = practitioner_of(session)
    called, address = _name(name), _address(email)

    async def work(tx: Transaction) -> Delegate:
        await _require_confirmed(session, store, tx)
        present, recent = await store.delegates.hold(tx, practitioner_id, since=now - INVITED_WINDOW)
        former = await store.delegates.at(tx, practitioner_id, address)
        if former is not None and former.status is DelegateStatus.ACTIVE:
            raise _refused(UserErrorCode.WRONG_STATE, "They are your delegate already.", "email")
        if former is not None and now - former.invited_at < INVITED_AGAIN_AFTER:
            raise _refused(
                UserErrorCode.TOO_MANY_ATTEMPTS, "They were invited just now. Wait ten minutes.", "email"
            )
        if recent >= MAX_INVITED:
            raise _refused(UserErrorCode.TOO_MANY_ATTEMPTS, "Too many invitations. Wait an hour.", "email")
        if former is None and present >= MAX_DELEGATES:
            raise _refused(
                UserErrorCode.WRONG_STATE,
                f"You have {MAX_DELEGATES} delegates and invitations. Revoke one first.",
                "email",
            )
        fresh = Delegate(
            str(uuid4()), practitioner_id, called, address, language, DelegateStatus.INVITED, now
        )
        invited = fresh if former is None else replace(fresh, id=former.id)
        secret = secrets.token_urlsafe(32)
        await store.delegates.save(tx, invited, secret=secret)
        link = f"{public_url}/{PAGE}?token={invited.id}.{secret}"
        await _mail(tx, invited, link, store)
        return invited

    async def again(tx: Transaction, id: str) -> Delegate:
        invited = await store.delegates.find(id, tx=tx)
        assert invited is not None, "delegates stay"
        return invited

    return await store.requests.once(request, work, again, account_id=session.account_id, now=now)


async def _require_confirmed(session: Session, store: Store, tx: Transaction) -> None:
    """A token outlives a release by minutes, and must not leave anybody behind. Raises Forbidden."""
    practitioner = await known_practitioner(session, store, tx=tx)
    if not practitioner.profile_confirmed or practitioner.account_id not in (None, session.account_id):
        raise Forbidden("Only a practitioner whose profile is confirmed appoints delegates.")


async def _mail(tx: Transaction, invited: Delegate, link: str, store: Store) -> None:
    """Ask for it; whom it goes to and its link leave sealed."""
    practitioner = await store.practitioners.name(invited.practitioner_id)
    values = {"link": link, "practitioner": practitioner or "", "days": str(INVITATION_DAYS)}
    content = MailContent(email=invited.email, language=invited.language, values=values)
    await request_mail(tx, MailKind.DELEGATE_INVITATION, content, store)


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > MAX_TEXT or any(unicodedata.category(each).startswith("C") for each in name):
        raise _refused(UserErrorCode.REQUIRED, f"Give a name, up to {MAX_TEXT} characters.", "name")
    return name


def _address(text: str) -> str:
    address = normal_email(text)
    if address is None:
        raise _refused(UserErrorCode.INVALID, "This is no valid e-mail address.", "email")
    return address


def _refused(code: UserErrorCode, message: str, field: str) -> Refused:
    return Refused(Refusal(code, message, (field,)))
