"""Staff who prepare a practitioner's drafts: invited by e-mail, at work until somebody ends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.events.internal import Language

INVITATION_DAYS = 7
INVITED_AGAIN_AFTER = timedelta(minutes=10)
MAX_DELEGATES = 50  # of one practitioner, invited ones included
MAX_INVITED, INVITED_WINDOW = 20, timedelta(hours=1)  # people whom one practitioner may have written to


class DelegateStatus(StrEnum):
    """EXPIRED is an invitation that nobody accepted in time; it is no state that is kept."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class Delegate:
    """`name` and `email` are the practitioner's word; `account_id` is who accepted the invitation."""

    id: str
    practitioner_id: str
    name: str
    email: str
    language: Language
    status: DelegateStatus
    invited_at: datetime
    account_id: str | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        """When the invitation can be accepted no longer."""
        return self.invited_at + timedelta(days=INVITATION_DAYS)

    def status_at(self, now: datetime) -> DelegateStatus:
        late = self.status is DelegateStatus.INVITED and now >= self.expires_at
        return DelegateStatus.EXPIRED if late else self.status
