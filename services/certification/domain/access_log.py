"""Who was shown a patient's data."""

from dataclasses import dataclass
from datetime import datetime

from services.certification.domain.audit import Capacity


@dataclass(frozen=True, slots=True)
class Read:
    """What one request showed to one account."""

    id: str
    at: datetime
    account_id: str
    shown: tuple[tuple[str, Capacity], ...]  # certification, and as what the account saw it
