"""What a reviewer decides about practitioners."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ReviewKind(StrEnum):
    """Why somebody has to look."""

    PROFILE_PROBLEM = "PROFILE_PROBLEM"
    DEA_NUMBER = "DEA_NUMBER"
    CLAIM_LIMIT = "CLAIM_LIMIT"


class ReviewDecision(StrEnum):
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Review:
    """A question to a reviewer. A refused one can still be approved later; an approved one is settled.

    `dea_number` belongs to CLAIM_LIMIT, where nobody knows whether the number is anybody's; its `account_id` is the
    one that tried last.
    """

    id: str
    kind: ReviewKind
    opened_at: datetime
    practitioner_id: str | None = None
    account_id: str | None = None
    dea_number: str | None = None
    message: str | None = None
    decision: ReviewDecision | None = None
    reason: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
