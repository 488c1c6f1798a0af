"""Roles that operators give and take. What an account proves (practitioner, patient, caregiver) they cannot give."""

from datetime import datetime

from chassis.mongo import Transaction
from services.identity.domain.account import Account, Role
from services.identity.domain.audit import OPERATOR, AuditKind
from services.identity.store import Store

GRANTED = (Role.REVIEWER,)


async def set_role(account: Account, role: Role, *, granted: bool, now: datetime, store: Store) -> bool:
    """False where the account had it, or had it not, before. Its next access token tells, within minutes."""

    async def work(tx: Transaction) -> bool:
        if not await store.accounts.set_role(tx, account.id, role, granted=granted):
            return False
        kind = AuditKind.ROLE_GRANTED if granted else AuditKind.ROLE_REVOKED
        await store.audit.add(kind, account.id, at=now, tx=tx, by=OPERATOR, about=role.value)
        return True

    return await store.transaction(work)
