"""The door "I am a physician": an account proves to be a practitioner, then confirms the profile."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

from chassis.mongo import DuplicateKeyError, Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import PractitionerChanged, PractitionerConfirmed
from services.identity.domain.account import Account
from services.identity.domain.audit import AuditKind
from services.identity.domain.client_address import Client
from services.identity.domain.dea import BadDeaNumber, fits_formula, well_formed_dea_number
from services.identity.domain.practitioner import Practitioner
from services.identity.domain.review import Review, ReviewKind
from services.identity.store import Store
from services.identity.store.claims import NUMBER_TRIES
from services.identity.usecases.access import owner_of
from services.identity.usecases.announce_practitioner import announced
from services.identity.usecases.practitioner_reviews import open_claim_limit_review, open_dea_review
from services.identity.usecases.tries import count_of_client, not_wrong, too_many

_SSN_LAST4 = re.compile(r"[0-9]{4}")
MAX_PROBLEM = 1000
TOLD_ONCE_IN = timedelta(minutes=15)  # that an account tries on while it has to wait


async def identify_as_practitioner(
    dea_number: str,
    ssn_last4: str,
    client: Client,
    *,
    session: Session,
    now: datetime,
    store: Store,
    review_contact: str,
) -> Practitioner:
    """The profile to review, if both numbers belong to one practitioner.

    Raises Refused: with the input's path for what no DEA number or digits can be, alike for an unknown number
    and wrong digits, and after too many tries of the account, of the number or of the client.
    """
    account = await owner_of(session, store, now=now)
    number = _well_formed(dea_number, ssn_last4)
    try:
        await count_of_client(client, field="ssnLast4", now=now, store=store)
        await _count_try(account.id, number, now=now, store=store, contact=review_contact)
    except Refused:
        await store.audit.add(
            AuditKind.PRACTITIONER_LOCKED,
            account.id,
            at=now,
            session_id=session.session_id,
            network=client.network,
            once=f"locked {account.id} {int(now.timestamp() / TOLD_ONCE_IN.total_seconds())}",
        )
        raise
    found = await store.practitioners.matching(number, ssn_last4.strip())
    if found is None:
        await store.audit.add(
            AuditKind.PRACTITIONER_REFUSED,
            account.id,
            at=now,
            session_id=session.session_id,
            network=client.network,
        )
        raise _no_match(number, review_contact)
    await store.claims.succeeded(account.id, number, now=now)
    await not_wrong(client, store=store)
    if found.is_kept_from(account.id):
        await store.audit.add(
            AuditKind.PRACTITIONER_REFUSED,
            account.id,
            at=now,
            session_id=session.session_id,
            about=found.id,
            network=client.network,
        )
        raise _taken("deaNumber", review_contact)

    async def work(tx: Transaction) -> None:
        await store.accounts.claim(tx, account.id, found.id)
        await store.audit.add(
            AuditKind.PRACTITIONER_CLAIMED,
            account.id,
            at=now,
            tx=tx,
            session_id=session.session_id,
            about=found.id,
            network=client.network,
        )

    await store.transaction(work)
    return found


async def confirm_practitioner_profile(
    practitioner_id: str,
    *,
    session: Session,
    client: Client,
    now: datetime,
    store: Store,
    review_contact: str,
) -> Practitioner:
    """Bind practitioner and account to each other, for good. Repeating it changes nothing.

    Where the DEA number is unusual, they are bound but cannot certify until a reviewer has decided.
    """

    # Most of a rush read that they come too late, instead of finding out by a conflict of their writes.
    await _own_claim(practitioner_id, session, store, review_contact, now=now)

    async def work(tx: Transaction) -> Practitioner:
        account, found = await _own_claim(practitioner_id, session, store, review_contact, now=now, tx=tx)
        if found.disputed:
            raise _disputed()
        if account.practitioner_id == practitioner_id:
            return found
        bound = await store.practitioners.bind(
            tx, practitioner_id, account.id, confirmed=not found.needs_dea_review
        )
        if bound is None:
            raise _taken("practitionerId", review_contact)
        if bound.needs_dea_review:
            await open_dea_review(tx, bound, now=now, store=store)
        await store.accounts.bind(tx, account.id, practitioner_id)
        await store.audit.add(
            AuditKind.PRACTITIONER_CONFIRMED,
            account.id,
            at=now,
            tx=tx,
            session_id=session.session_id,
            about=practitioner_id,
            network=client.network,
        )
        await store.outbox.add(tx, [announced(PractitionerConfirmed, bound, account, store)])
        return bound

    try:
        return await store.transaction(work)
    except DuplicateKeyError:
        raise _taken("practitionerId", review_contact) from None


async def report_profile_problem(
    practitioner_id: str,
    message: str,
    *,
    session: Session,
    client: Client,
    now: datetime,
    store: Store,
    review_contact: str,
) -> Practitioner:
    """The profile is wrong: the practitioner cannot certify until a reviewer has decided."""
    if not message.strip() or len(message) > MAX_PROBLEM:
        raise Refused(
            Refusal(
                UserErrorCode.INVALID, f"Say in at most {MAX_PROBLEM} characters what is wrong.", ("message",)
            )
        )

    async def work(tx: Transaction) -> Practitioner:
        account, _ = await _own_claim(practitioner_id, session, store, review_contact, now=now, tx=tx)
        disputed = await store.practitioners.dispute(tx, practitioner_id, message)
        await store.audit.add(
            AuditKind.PROFILE_REPORTED,
            account.id,
            at=now,
            tx=tx,
            session_id=session.session_id,
            about=practitioner_id,
            network=client.network,
        )
        review = Review(
            str(uuid4()),
            ReviewKind.PROFILE_PROBLEM,
            now,
            practitioner_id=practitioner_id,
            account_id=account.id,
            message=message,
        )
        await store.reviews.open(tx, review, about=practitioner_id)
        if disputed.account_id is not None:  # nobody has heard of the others yet
            await store.outbox.add(tx, [announced(PractitionerChanged, disputed, account, store)])
        return disputed

    return await store.transaction(work)


async def _own_claim(
    practitioner_id: str,
    session: Session,
    store: Store,
    review_contact: str,
    *,
    now: datetime,
    tx: Transaction | None = None,
) -> tuple[Account, Practitioner]:
    """Whom the account proved to be. Raises Refused where it did not, or another account was first to confirm."""
    account = await owner_of(session, store, now=now, tx=tx)
    found = await store.practitioners.find(practitioner_id, tx=tx)
    if found is None or practitioner_id != (account.practitioner_id or account.claimed_practitioner_id):
        raise _not_claimed()
    if found.is_kept_from(account.id):
        raise _taken("practitionerId", review_contact)
    return account, found


async def _count_try(account_id: str, number: str, *, now: datetime, store: Store, contact: str) -> None:
    wait = await store.claims.wait_of(account_id, now=now)
    if wait is not None:
        raise too_many("ssnLast4", wait=wait)
    if await store.claims.count_number(number, now=now) > NUMBER_TRIES:
        await open_claim_limit_review(number, account_id=account_id, now=now, store=store)
        raise Refused(
            Refusal(
                UserErrorCode.TOO_MANY_ATTEMPTS,
                f"This DEA number was tried too often. A reviewer decides; reach them at {contact}.",
                ("deaNumber",),
            )
        )


def _no_match(number: str, contact: str) -> Refused:
    if not fits_formula(number):
        # Alike whether or not the registry vouches for this number: else it would tell whose it holds.
        return Refused(
            Refusal(
                UserErrorCode.INVALID,
                "The last digit does not fit the others, and no practitioner has both numbers. Look for a slip "
                f"of the pen; if the DEA certificate has this very number, write to {contact}.",
                ("deaNumber",),
            )
        )
    return Refused(
        Refusal(
            UserErrorCode.NO_MATCH,
            "No practitioner of the registry has this DEA number and these last four digits. Check both.",
            ("deaNumber",),
        )
    )


def _well_formed(dea_number: str, ssn_last4: str) -> str:
    refusals = []
    number = ""
    try:
        number = well_formed_dea_number(dea_number)
    except BadDeaNumber as reason:
        refusals.append(Refusal(UserErrorCode.INVALID, str(reason), ("deaNumber",)))
    if not _SSN_LAST4.fullmatch(ssn_last4.strip()) or ssn_last4.strip() == "0000":
        refusals.append(
            Refusal(
                UserErrorCode.INVALID,
                "Give the last four digits of your Social Security number.",
                ("ssnLast4",),
            )
        )
    if refusals:
        raise Refused(*refusals)
    return number


def _taken(field: str, contact: str) -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.CONFLICT,
            f"This profile is another account's, or was taken from yours. If it is you, write to {contact}.",
            (field,),
        )
    )


def _disputed() -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.WRONG_STATE,
            "A problem of this profile was reported. You can go on when a reviewer has decided.",
            ("practitionerId",),
        )
    )


def _not_claimed() -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.NOT_FOUND,
            "Identify yourself as this practitioner first: identifyAsPractitioner.",
            ("practitionerId",),
        )
    )
