"""A new password, by one who knows the present one or reads the mail of the account's address."""

from datetime import datetime
from uuid import uuid4

from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.identity.domain.audit import AuditKind
from services.identity.domain.client_address import Client
from services.identity.domain.mailed_proof import MailedProof, ProofKind
from services.identity.domain.readable import as_typed
from services.identity.store import Store
from services.identity.usecases.access import owner_of
from services.identity.usecases.mails import SecurityChange, mail_proof, tell_owner
from services.identity.usecases.new_password import hash_of_new
from services.identity.usecases.present_password import require_password
from services.identity.usecases.sign_up import email_or_refused
from services.identity.usecases.tries import count_of_client, count_request, count_try, entered, not_wrong


async def change_password(
    current: str, new: str, client: Client, *, session: Session, now: datetime, store: Store
) -> None:
    """All other sessions end, and mailed links are void. Raises Refused for a wrong or unacceptable password."""
    account = await owner_of(session, store, now=now)
    await require_password(account, current, client, field="currentPassword", now=now, store=store)
    hashed = await hash_of_new(new, email=account.email, field="newPassword")

    async def work(tx: Transaction) -> None:
        await store.accounts.set_password(tx, account.id, hashed)
        await store.sessions.end_all_of(tx, account.id, but=session.session_id)
        await store.mailed_proofs.void_all_of(tx, account.id)
        await tell_owner(tx, account, SecurityChange.PASSWORD_CHANGED, store)
        await store.audit.add(
            AuditKind.PASSWORD_CHANGED,
            account.id,
            at=now,
            tx=tx,
            session_id=session.session_id,
            network=client.network,
        )

    await store.transaction(work)


async def request_password_reset(
    email: str, client: Client, *, now: datetime, store: Store, public_url: str
) -> None:
    """Mail a link and a code, if the address has an account: what the caller learns is the same."""
    normal = email_or_refused(email)
    await count_request(client, now=now, store=store)

    async def work(tx: Transaction) -> None:
        await store.gates.enter(tx, normal, now=now)
        account = await store.accounts.of_email(normal, tx=tx)
        temporary = await store.temporary_emails.of_email(normal, tx=tx)
        proof = MailedProof(
            str(uuid4()), ProofKind.PASSWORD_RESET, normal, None if account is None else account.id, now
        )
        await mail_proof(
            tx,
            proof,
            about=normal,
            language=None if account is None or temporary is not None else account.language,
            now=now,
            store=store,
            public_url=public_url,
        )
        await store.audit.add(
            AuditKind.PASSWORD_RESET_REQUESTED, proof.account_id, at=now, tx=tx, network=client.network
        )

    await store.transaction(work)


async def reset_by_token(token: str, new: str, client: Client, *, now: datetime, store: Store) -> None:
    """Set the password; all sessions end. Raises Refused for a link that does not count."""
    proof = await store.mailed_proofs.by_token(ProofKind.PASSWORD_RESET, token, now=now)
    if proof is None:
        raise _expired("token")
    hashed = await hash_of_new(new, email=proof.email, field="newPassword")
    await _reset(proof, hashed, client, field="token", now=now, store=store)


async def reset_by_code(
    email: str, code: str, new: str, client: Client, *, now: datetime, store: Store
) -> None:
    """The same by the code; a few wrong ones void it, and passwords that are not acceptable do not."""
    normal = email_or_refused(email)
    await count_of_client(client, field="code", now=now, store=store)
    hashed = await hash_of_new(new, email=normal, field="newPassword")
    await count_try("reset code", normal, field="code", now=now, store=store)
    proof = await store.mailed_proofs.by_code(ProofKind.PASSWORD_RESET, normal, as_typed(code), now=now)
    await _reset(proof, hashed, client, field="code", now=now, store=store)
    await not_wrong(client, store=store)


async def _reset(
    proof: MailedProof | None, hashed: str, client: Client, *, field: str, now: datetime, store: Store
) -> None:
    if proof is None or proof.account_id is None:
        raise _expired(field)
    account_id = proof.account_id

    async def work(tx: Transaction) -> None:
        account = await store.accounts.find(account_id, tx=tx)
        if account is None or not await store.mailed_proofs.use(tx, proof, account_id):
            raise _expired(field)
        await store.accounts.set_password(tx, account_id, hashed)
        await store.sessions.end_all_of(tx, account_id)
        await tell_owner(tx, account, SecurityChange.PASSWORD_CHANGED, store)
        await store.audit.add(AuditKind.PASSWORD_RESET, account_id, at=now, tx=tx, network=client.network)

    await store.transaction(work)
    await entered(proof.email, client, now=now, store=store)
    await store.attempts.forget("reset code", proof.email)


def _expired(field: str) -> Refused:
    return Refused(
        Refusal(
            UserErrorCode.EXPIRED,
            "This link or code is used, expired or not valid. Ask for another: requestPasswordReset.",
            (field,),
        )
    )
