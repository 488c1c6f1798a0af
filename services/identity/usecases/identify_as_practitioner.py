"""The door "I am a physician": an account proves to be a practitioner, then confirms the profile."""

import re
from datetime import datetime

from chassis.events import Event, event_of, new_event_id
from chassis.mongo import DuplicateKeyError, Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.events.internal import PractitionerChanged, PractitionerConfirmed, PractitionerContact
from services.identity.domain.account import Account
from services.identity.domain.dea import BadDeaNumber, normal_dea_number
from services.identity.domain.practitioner import Practitioner
from services.identity.store import Store
from services.identity.usecases.access import account_of
from services.identity.usecases.tries import count_try

_SSN_LAST4 = re.compile(r"[0-9]{4}")
MAX_PROBLEM = 1000


async def identify_as_practitioner(
    dea_number: str, ssn_last4: str, *, session: Session, now: datetime, store: Store
) -> Practitioner:
    """The profile to review, if both numbers belong to one practitioner.

    Raises Refused: with the input's path for what no DEA number or digits can be, alike for an unknown number
    and wrong digits, and after five tries in 15 minutes.
    """
    account = await account_of(session, store)
    number = _well_formed(dea_number, ssn_last4)
    await count_try("identify", account.id, field="ssnLast4", now=now, store=store)
    found = await store.practitioners.matching(number, ssn_last4.strip())
    if found is None:
        raise Refused(
            Refusal(
                UserErrorCode.NO_MATCH,
                "No practitioner of the registry has this DEA number and these last four digits. Check both.",
                ("deaNumber",),
            )
        )
    await store.attempts.forget("identify", account.id)
    if found.account_id not in (None, account.id):
        raise _taken("deaNumber")

    async def work(tx: Transaction) -> None:
        await store.accounts.claim(tx, account.id, found.id)

    await store.transaction(work)
    return found


async def confirm_practitioner_profile(
    practitioner_id: str, *, session: Session, store: Store
) -> Practitioner:
    """Bind practitioner and account to each other, for good. Repeating it changes nothing."""

    async def work(tx: Transaction) -> Practitioner:
        account = await account_of(session, store, tx=tx)
        found = await store.practitioners.find(practitioner_id, tx=tx)
        if found is None or practitioner_id != (account.practitioner_id or account.claimed_practitioner_id):
            raise _not_claimed()
        if found.account_id not in (None, account.id):
            raise _taken("practitionerId")
        if found.disputed:
            raise _disputed()
        if account.practitioner_id == practitioner_id:
            return found
        bound = await store.practitioners.bind(tx, practitioner_id, account.id)
        if bound is None:
            raise _taken("practitionerId")
        await store.accounts.bind(tx, account.id, practitioner_id)
        await store.outbox.add(tx, [announced(PractitionerConfirmed, bound, account, store)])
        return bound

    try:
        return await store.transaction(work)
    except DuplicateKeyError:
        raise _taken("practitionerId") from None


async def report_profile_problem(
    practitioner_id: str, message: str, *, session: Session, store: Store
) -> Practitioner:
    """The profile is wrong: the practitioner cannot certify until a reviewer has decided."""
    if not message.strip() or len(message) > MAX_PROBLEM:
        raise Refused(
            Refusal(
                UserErrorCode.INVALID, f"Say in at most {MAX_PROBLEM} characters what is wrong.", ("message",)
            )
        )

    async def work(tx: Transaction) -> Practitioner:
        account = await account_of(session, store, tx=tx)
        found = await store.practitioners.find(practitioner_id, tx=tx)
        if found is None or practitioner_id != (account.practitioner_id or account.claimed_practitioner_id):
            raise _not_claimed()
        if found.account_id not in (None, account.id):
            raise _taken("practitionerId")
        disputed = await store.practitioners.dispute(tx, practitioner_id, message)
        if disputed.account_id is not None:  # nobody has heard of the others yet
            await store.outbox.add(tx, [announced(PractitionerChanged, disputed, account, store)])
        return disputed

    return await store.transaction(work)


def announced(
    kind: type[PractitionerConfirmed | PractitionerChanged],
    practitioner: Practitioner,
    account: Account,
    store: Store,
) -> Event:
    """The event that tells of the practitioner's present state."""
    event_id = new_event_id()
    registered = practitioner.registered
    contact = PractitionerContact(name=registered.name, email=account.email, language=account.language)
    state = kind(
        practitioner_id=practitioner.id,
        account_id=account.id,
        profession=registered.profession,
        confirmed=practitioner.confirmed,
        license=registered.license,
        controlled_substance=registered.controlled_substance,
        dea=registered.dea,
        board_certifications=registered.board_certifications,
        sealed=store.transport.seal(contact.model_dump(mode="json", by_alias=True), (event_id, "sealed")),
    )
    return event_of(state, subject=practitioner.id, sequence=practitioner.sequence, id=event_id)


def _well_formed(dea_number: str, ssn_last4: str) -> str:
    refusals = []
    number = ""
    try:
        number = normal_dea_number(dea_number)
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


def _taken(field: str) -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.CONFLICT,
            "Another account has confirmed this profile. If that was not you, write to the program's office.",
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
