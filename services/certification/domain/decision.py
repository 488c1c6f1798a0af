"""Why a certification was decided as it was: enough to explain and to replay it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewer's word on a certification whose assessment asked for it."""

    approved: bool
    reason: str
    by: str  # the reviewer's account
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """`outcomes` (rule, result, severity, message, paths) and `facts` tell of health: both are sealed at rest.

    `about` names the rules that were asked, by id or family (MAIL for MAIL-1, MAIL-2); empty where all were.
    """

    rulebook_version: str
    digest: str
    outcomes: tuple[dict[str, Any], ...]
    facts: dict[str, Any]
    review: Review | None = None
    about: tuple[str, ...] = ()
