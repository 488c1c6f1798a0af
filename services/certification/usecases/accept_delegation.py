"""Somebody of a practitioner's staff accepts the invitation that was mailed to them."""

from dataclasses import replace
from datetime import datetime

from chassis.mongo import DuplicateKeyError, Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.delegate import Delegate, DelegateStatus
from services.certification.store import Store


async def accept_delegation(token: str, *, session: Session, now: datetime, store: Store) -> Delegate:
    """The account drafts for the practitioner from now on. The mail's link is the proof, and serves one account.

    The same account accepting again changes nothing. Raises Refused for any other token, and for one's own.
    """
    id_, _, secret = token.strip().partition(".")

    async def work(tx: Transaction) -> Delegate:
        invited = await store.delegates.invited(id_, secret, tx=tx)
        if invited is None:
            raise _expired()
        if invited.status is DelegateStatus.ACTIVE and invited.account_id == session.account_id:
            return invited
        if invited.status_at(now) is not DelegateStatus.INVITED:
            raise _expired()
        if invited.practitioner_id == session.practitioner_id:
            raise _refused(UserErrorCode.WRONG_STATE, "It is your own invitation: somebody else accepts it.")
        accepted = replace(
            invited, status=DelegateStatus.ACTIVE, account_id=session.account_id, accepted_at=now
        )
        await store.delegates.save(tx, accepted)
        return accepted

    try:
        return await store.transaction(work)
    except DuplicateKeyError:  # invited at two addresses
        raise _refused(
            UserErrorCode.WRONG_STATE, "You are a delegate of this practitioner already."
        ) from None


def _expired() -> Refused:
    return _refused(
        UserErrorCode.EXPIRED,
        "This invitation is used, revoked, expired or not valid. Ask the practitioner to invite you again.",
    )


def _refused(code: UserErrorCode, message: str) -> Refused:
    return Refused(Refusal(code, message, ("token",)))
