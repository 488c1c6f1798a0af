"""Links and codes that were mailed: whoever has one reads the mail of an address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class ProofKind(StrEnum):
    PASSWORD_RESET = "PASSWORD_RESET"
    EMAIL_CHANGE = "EMAIL_CHANGE"


LASTS = {ProofKind.PASSWORD_RESET: timedelta(hours=1), ProofKind.EMAIL_CHANGE: timedelta(hours=24)}
MAX_AT_A_TIME = 3  # all of them can be used: nobody voids somebody's link by asking for another
MAIL_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class MailedProof:
    """Sent to `email`, about `account_id`; None where the address has no account, and so no mail went out."""

    id: str
    kind: ProofKind
    email: str
    account_id: str | None
    created_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.created_at + LASTS[self.kind]


def may_be_mailed(earlier: list[datetime], now: datetime) -> bool:
    """Whether another may go out beside those that were made at `earlier` and can still be used."""
    return len(earlier) < MAX_AT_A_TIME and all(now - each >= MAIL_AGAIN_AFTER for each in earlier)
