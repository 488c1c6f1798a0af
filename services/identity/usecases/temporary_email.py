"""A temporary e-mail address, from the practitioner who asks for it to the patient's own password."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from chassis.errors import Forbidden
from chassis.events import Event, event_of, new_event_id
from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.contact import normal_email
from contracts.events.internal import EmailAddress, Language, TemporaryEmailIssued, TemporaryEmailStatus
from services.identity.domain.account import Account
from services.identity.domain.audit import OPERATOR, AuditKind
from services.identity.domain.client_address import Client
from services.identity.domain.readable import as_typed
from services.identity.domain.temporary_email import TemporaryEmail, new_address, new_one_time_password
from services.identity.hashing import hash_password
from services.identity.store import Store
from services.identity.usecases.access import owner_of
from services.identity.usecases.new_password import hash_of_new
from services.identity.usecases.tries import password_try, too_many

MAX_SHEETS, SHEETS_WINDOW = 20, timedelta(hours=1)  # of one practitioner


@dataclass(frozen=True, slots=True)
class Issued:
    """An address and its one-time password, which nobody can be told again."""

    temporary: TemporaryEmail
    one_time_password: str

    @property
    def id(self) -> str:
        return self.temporary.id


async def create_temporary_email(
    language: Language,
    *,
    session: Session,
    now: datetime,
    request: Request | None = None,
    store: Store,
    domain: str,
) -> Issued:
    """A new address, bound to the practitioner who asks. Raises Forbidden for everybody else.

    The same request again gives the same address with another one-time password (decision 0036).
    """
    practitioner_id = await _practitioner(session, now=now, store=store)
    await _throttle(practitioner_id, now=now, store=store)
    password = new_one_time_password()
    temporary = TemporaryEmail(
        id=str(uuid4()),
        email=new_address(domain),
        practitioner_id=practitioner_id,
        password_hash=await hash_password(password),
        language=language,
        status=TemporaryEmailStatus.ISSUED,
        opened=False,
        sequence=1,
    )

    async def work(tx: Transaction) -> Issued:
        await store.temporary_emails.add(tx, temporary, now=now)
        await _record(tx, AuditKind.TEMPORARY_EMAIL_CREATED, temporary, session, now=now, store=store)
        await store.outbox.add(tx, [_announced(temporary, store)])
        return Issued(temporary, password)

    async def again(tx: Transaction, id: str) -> Issued:
        made = await store.temporary_emails.find(id, tx=tx)
        anew = None if made is None else replace(temporary, id=id, email=made.email)
        reissued = await _reissued(tx, anew, session, field="idempotencyKey", now=now, store=store)
        return Issued(reissued, password)

    return await store.requests.once(request, work, again, account_id=session.account_id, now=now)


async def reissue_temporary_email(
    address: str, language: Language, *, session: Session, now: datetime, store: Store
) -> Issued:
    """Another one-time password for an address of this practitioner's; the last one is void.

    Raises Refused once the patient chose a password of their own: the account is theirs alone (decision 0025).
    """
    practitioner_id = await _practitioner(session, now=now, store=store)
    await _throttle(practitioner_id, now=now, store=store)
    password = new_one_time_password()
    hashed = await hash_password(password)

    async def work(tx: Transaction) -> TemporaryEmail:
        found = await store.temporary_emails.of_email(normal_email(address) or "", tx=tx)
        own = found if found is not None and found.practitioner_id == practitioner_id else None
        anew = own and replace(own, password_hash=hashed, language=language)
        return await _reissued(tx, anew, session, field="address", now=now, store=store)

    return Issued(await store.transaction(work), password)


async def _reissued(
    tx: Transaction,
    anew: TemporaryEmail | None,
    session: Session,
    *,
    field: str,
    now: datetime,
    store: Store,
) -> TemporaryEmail:
    """The address with its new one-time password, kept. Raises Refused, about `field`, where that cannot be."""
    if anew is None:
        raise Refused(
            Refusal(
                UserErrorCode.NOT_FOUND,
                "You have no such temporary address, or a real one replaced it.",
                (field,),
            )
        )
    hashed = anew.password_hash
    if hashed is None or not await store.temporary_emails.reissue(tx, anew.id, hashed, anew.language):
        raise Refused(
            Refusal(
                UserErrorCode.WRONG_STATE,
                "The patient has chosen a password of their own, and changes the address too. If the password is "
                "lost, ask the program's office to open the address again.",
                (field,),
            )
        )
    await _record(tx, AuditKind.TEMPORARY_EMAIL_REISSUED, anew, session, now=now, store=store)
    return anew


async def replace_temporary_password(
    email: str, temporary_password: str, new_password: str, client: Client, *, now: datetime, store: Store
) -> None:
    """Open the account with the patient's own password, once an application with the address is certified.

    Raises Refused, alike for an unknown address, a wrong password and an application that is not certified yet.
    """
    normal = normal_email(email) or email
    async with password_try(normal, client, field="temporaryPassword", now=now, store=store) as tried:
        temporary = await store.temporary_emails.of_email(normal)
        known = None if temporary is None or not temporary.opened else temporary.password_hash
        if not await tried.is_right(as_typed(temporary_password), known) or temporary is None:
            await store.audit.add(AuditKind.SIGN_IN_REFUSED, None, at=now, network=client.network)
            raise _refused()
    if as_typed(new_password) == as_typed(temporary_password):
        raise Refused(
            Refusal(
                UserErrorCode.INVALID,
                "Choose another password than the one on the sheet: others have seen it.",
                ("newPassword",),
            )
        )
    hashed = await hash_of_new(new_password, email=normal, field="newPassword")

    async def work(tx: Transaction) -> None:
        if not await store.temporary_emails.use_password(tx, temporary.id, known or ""):
            raise _refused()
        account = await store.accounts.of_email(normal, tx=tx)
        kind = AuditKind.PASSWORD_CHANGED
        if account is not None:  # an operator opened it again
            await store.accounts.set_password(tx, account.id, hashed)
        else:
            kind = AuditKind.ACCOUNT_OPENED
            account = Account(
                str(uuid4()), normal, hashed, temporary.language, frozenset(), None, None, gated=True
            )
            await store.accounts.add(tx, account)
        await store.audit.add(
            kind,
            account.id,
            at=now,
            tx=tx,
            about=temporary.id,
            network=client.network,
        )

    await store.transaction(work)


async def reopen_temporary_email(email: str, *, now: datetime, store: Store) -> bool:
    """Its practitioner may issue it anew, although the patient had chosen a password: that, and sessions, are void.

    For an operator, who has seen who asks (decision 0025). False where there is nothing to reopen.
    """
    normal = normal_email(email) or ""
    nobodys = await hash_password(new_one_time_password())

    async def work(tx: Transaction) -> bool:
        reopened = await store.temporary_emails.reopen(tx, normal, nobodys)
        account = await store.accounts.of_email(normal, tx=tx)
        if reopened is None:
            return False
        id_ = None if account is None else account.id
        if id_ is not None:
            await store.accounts.set_password(tx, id_, nobodys)
            await store.sessions.end_all_of(tx, id_)
        kind = AuditKind.TEMPORARY_EMAIL_REOPENED
        await store.audit.add(kind, id_, at=now, tx=tx, by=OPERATOR, about=reopened)
        return True

    return await store.transaction(work)


async def one_time_password_hash(email: str, store: Store) -> str | None:
    """The hash of a one-time password that has to be replaced before anything else; None where there is none."""
    temporary = await store.temporary_emails.of_email(email)
    return None if temporary is None or not temporary.opened else temporary.password_hash


async def void_temporary_email(tx: Transaction, email: str, store: Store) -> None:
    """A real address replaced it: certification must not take it any more. Does nothing for other addresses."""
    temporary = await store.temporary_emails.void(tx, email)
    if temporary is not None:
        await store.outbox.add(tx, [_announced(temporary, store)])


def _announced(temporary: TemporaryEmail, store: Store) -> Event:
    event_id = new_event_id()
    address = EmailAddress(email=temporary.email)
    state = TemporaryEmailIssued(
        practitioner_id=temporary.practitioner_id,
        status=temporary.status,
        sealed=store.transport.seal(address.model_dump(mode="json", by_alias=True), (event_id, "sealed")),
    )
    return event_of(state, subject=temporary.id, sequence=temporary.sequence, id=event_id)


async def _record(
    tx: Transaction,
    kind: AuditKind,
    temporary: TemporaryEmail,
    session: Session,
    *,
    now: datetime,
    store: Store,
) -> None:
    await store.audit.add(
        kind, session.account_id, at=now, tx=tx, session_id=session.session_id, about=temporary.id
    )


async def _throttle(practitioner_id: str, *, now: datetime, store: Store) -> None:
    allowed = await store.attempts.allowed(
        "temporary e-mail", practitioner_id, now=now, limit=MAX_SHEETS, window=SHEETS_WINDOW
    )
    if not allowed:
        raise too_many(wait=SHEETS_WINDOW)


async def _practitioner(session: Session, *, now: datetime, store: Store) -> str:
    await owner_of(session, store, now=now)
    if session.practitioner_id is None:
        raise Forbidden("Only a practitioner may do this.")
    return session.practitioner_id


def _refused() -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.INVALID_CREDENTIALS,
            "This address and one-time password are not valid, were replaced, or your practitioner has not "
            "certified the application yet.",
            ("temporaryPassword",),
        )
    )
