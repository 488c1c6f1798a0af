"""Who was shown a patient's data, chained after the fact: a read must not wait for the chain."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import orjson

from services.certification.domain.audit import Capacity


@dataclass(frozen=True, slots=True)
class Read:
    """What one request showed to one account. `number` and `digest` are there once it is chained."""

    id: str
    at: datetime
    account_id: str
    shown: tuple[tuple[str, Capacity], ...]  # certification, and as what the account saw it
    number: int | None = None
    digest: str | None = None


def digest(previous: str, number: int, read: Read) -> str:
    """Of an entry and, through `previous`, of all before it (SHA-256, base16)."""
    told = [previous, number, read.id, read.at.isoformat(), read.account_id, read.shown]
    return hashlib.sha256(orjson.dumps(told)).hexdigest()
