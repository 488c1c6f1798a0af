"""A new address for an account: asked for with the password, proved by what was mailed there."""

from datetime import datetime
from uuid import uuid4

from chassis.events import Event, event_of, new_event_id
from chassis.mongo import DuplicateKeyError, Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from contracts.contact import is_temporary, normal_email
from contracts.events.internal import AccountChanged, EmailAddress, PractitionerChanged
from services.identity.domain.account import Account
from services.identity.domain.audit import AuditKind
from services.identity.domain.client_address import Client
from services.identity.domain.mailed_proof import MailedProof, ProofKind
from services.identity.domain.readable import as_typed
from services.identity.store import Store
from services.identity.usecases.access import owner_of
from services.identity.usecases.announce_practitioner import announced
from services.identity.usecases.mails import SecurityChange, mail_proof, tell_owner
from services.identity.usecases.present_password import require_password
from services.identity.usecases.temporary_email import void_temporary_email
from services.identity.usecases.tries import count_try, too_many


async def request_email_change(
    new_email: str,
    password: str,
    client: Client,
    *,
    session: Session,
    now: datetime,
    store: Store,
    public_url: str,
    temporary_domain: str,
) -> None:
    """Mail a link and a code to the new address. Whether that has an account already is not told."""
    account = await owner_of(session, store, now=now)
    new = _possible(new_email, account, temporary_domain)
    await require_password(account, password, client, field="password", now=now, store=store)
    if account.gated and not await store.links.of_accounts([account.id]):
        raise Refused(
            Refusal(
                UserErrorCode.WRONG_STATE,
                "Identify yourself as patient or caregiver first: your application is found by the present "
                "address.",
                ("newEmail",),
            )
        )

    async def work(tx: Transaction) -> None:
        await store.gates.enter(tx, account.id, now=now)
        taken = await store.accounts.of_email(new, tx=tx) is not None
        proof = MailedProof(str(uuid4()), ProofKind.EMAIL_CHANGE, new, account.id, now)
        wait = await mail_proof(
            tx,
            proof,
            about=account.id,
            language=None if taken else account.language,
            now=now,
            store=store,
            public_url=public_url,
        )
        if wait is not None:
            raise too_many("newEmail", wait=wait)
        await store.audit.add(
            AuditKind.EMAIL_CHANGE_REQUESTED,
            account.id,
            at=now,
            tx=tx,
            session_id=session.session_id,
            network=client.network,
        )

    await store.transaction(work)


async def confirm_by_token(token: str, *, session: Session, now: datetime, store: Store) -> Account:
    """Whoever mistyped the new address must not give the account to a stranger: its own session is needed too."""
    account = await owner_of(session, store, now=now)
    proof = await store.mailed_proofs.by_token(ProofKind.EMAIL_CHANGE, token, now=now)
    return await _confirm(account, proof, session_id=session.session_id, field="token", now=now, store=store)


async def confirm_by_code(code: str, *, session: Session, now: datetime, store: Store) -> Account:
    """The same by the code; a few wrong ones void it."""
    account = await owner_of(session, store, now=now)
    await count_try("e-mail code", account.id, field="code", now=now, store=store)
    proof = await store.mailed_proofs.by_code(ProofKind.EMAIL_CHANGE, account.id, as_typed(code), now=now)
    return await _confirm(account, proof, session_id=session.session_id, field="code", now=now, store=store)


async def _confirm(
    old: Account,
    proof: MailedProof | None,
    *,
    session_id: str,
    field: str,
    now: datetime,
    store: Store,
) -> Account:
    if proof is None or proof.account_id != old.id:
        raise _expired(field)
    email = proof.email

    async def work(tx: Transaction) -> Account:
        await store.gates.enter(tx, email, now=now)
        if not await store.mailed_proofs.use(tx, proof, old.id):
            raise _expired(field)
        await tell_owner(tx, old, SecurityChange.EMAIL_CHANGED, store)
        sequence = await store.accounts.set_email(tx, old.id, email)
        await store.audit.add(AuditKind.EMAIL_CHANGED, old.id, at=now, tx=tx, session_id=session_id)
        await void_temporary_email(tx, old.email, store)
        await store.sign_ups.drop_all(tx, email)
        await store.mailed_proofs.void_all_about(tx, ProofKind.ACCOUNT_VERIFICATION, email)
        account = await store.accounts.find(old.id, tx=tx) or old
        if await store.links.of_accounts([old.id], tx=tx):
            await store.outbox.add(tx, [_announced(account, sequence, store)])
        if account.practitioner_id is not None:
            practitioner = await store.practitioners.again(tx, account.practitioner_id)
            await store.outbox.add(tx, [announced(PractitionerChanged, practitioner, account, store)])
        return account

    try:
        return await store.transaction(work)
    except DuplicateKeyError:  # somebody opened an account there meanwhile
        raise _expired(field) from None


def _possible(text: str, account: Account, temporary_domain: str) -> str:
    new = normal_email(text)
    reason = None
    if new is None:
        reason = "This is no valid e-mail address."
    elif new == account.email:
        reason = "This is the present address."
    elif is_temporary(new, temporary_domain):
        reason = "Nobody reads mail at this domain. Give an address of your own."
    if new is None or reason is not None:
        raise Refused(Refusal(UserErrorCode.INVALID, reason or "", ("newEmail",)))
    return new


def _announced(account: Account, sequence: int, store: Store) -> Event:
    event_id = new_event_id()
    address = EmailAddress(email=account.email).model_dump(mode="json", by_alias=True)
    changed = AccountChanged(
        account_id=account.id, sealed=store.transport.seal(address, (event_id, "sealed"))
    )
    return event_of(changed, subject=account.id, sequence=sequence, id=event_id)


def _expired(field: str) -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.EXPIRED,
            "This link or code is used, expired or not valid. Ask for another: requestEmailChange.",
            (field,),
        )
    )
