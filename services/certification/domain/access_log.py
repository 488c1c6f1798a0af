"""Who was shown a patient's data."""

from dataclasses import dataclass
from datetime import datetime

from services.certification.domain.audit import Capacity


@dataclass(frozen=True, slots=True)
class Read:
    """What one account was shown of one certification within one hour of the clock, as what, and when the last time.

    The law wants to know who saw it: a page that asks again every few seconds would bury all others.
    """

    certification_id: str
    account_id: str
    capacity: Capacity
    at: datetime
