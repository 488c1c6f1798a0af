"""Links and codes that were mailed: whoever has one reads the mail of an address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ProofKind(StrEnum):
    """ACCOUNT_EXISTS proves nothing: nobody is told its link and code. It is kept to count the mails that say so."""

    ACCOUNT_VERIFICATION = "ACCOUNT_VERIFICATION"
    ACCOUNT_EXISTS = "ACCOUNT_EXISTS"
    PASSWORD_RESET = "PASSWORD_RESET"
    EMAIL_CHANGE = "EMAIL_CHANGE"


LASTS = {
    ProofKind.ACCOUNT_VERIFICATION: timedelta(hours=24),
    ProofKind.ACCOUNT_EXISTS: timedelta(hours=24),
    ProofKind.PASSWORD_RESET: timedelta(hours=1),
    ProofKind.EMAIL_CHANGE: timedelta(hours=24),
}
# All of them can be used: nobody voids somebody's link by asking for another.
MAX_AT_A_TIME = {
    ProofKind.ACCOUNT_VERIFICATION: 5,
    ProofKind.ACCOUNT_EXISTS: 5,
    ProofKind.PASSWORD_RESET: 3,
    ProofKind.EMAIL_CHANGE: 3,
}
MAIL_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MailedProof:
    """Sent to `email`, about `account_id`; None where the address has no account (yet)."""

    id: str
    kind: ProofKind
    email: str
    account_id: str | None
    created_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.created_at + LASTS[self.kind]


def wait_for_mail(kind: ProofKind, earlier: list[datetime], now: datetime) -> timedelta | None:
    """How long until another may go out beside those made at `earlier` that can still be used; None: now."""
    if not earlier:
        return None
    if len(earlier) >= MAX_AT_A_TIME[kind]:
        return min(earlier) + LASTS[kind] - now
    wait = max(earlier) + MAIL_AGAIN_AFTER - now
    return wait if wait > timedelta() else None
