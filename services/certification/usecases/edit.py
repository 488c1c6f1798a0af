"""A practitioner, or a delegate of theirs, changes a draft by parts."""

import unicodedata
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime

from chassis.mongo import Transaction
from chassis.once import Request
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.audit import Deed
from services.certification.domain.certification import Certification, Status
from services.certification.rules import conditions
from services.certification.rules.telling import spelled
from services.certification.store import Store
from services.certification.store.certifications import Stale
from services.certification.usecases.access import act, drafting_as, in_work
from services.certification.usecases.once import once

MAX_TEXT = 200
MAX_CONDITIONS = 20
MAX_MONTHS = 1200


class Conflict(Refused):
    """The draft is no longer at the version that the change was made for. `newer` is its present state."""

    def __init__(self, newer: Certification) -> None:
        super().__init__(
            Refusal(
                UserErrorCode.CONFLICT,
                "The draft was changed since you read it. Look at its present state and make your change again.",
                ("version",),
            )
        )
        self.newer = newer


async def edit(
    id: str,
    version: int,
    change: Callable[[Certification], Certification],
    *,
    deed: Deed = Deed.EDITED,
    session: Session,
    now: datetime,
    request: Request | None = None,
    store: Store,
) -> Certification:
    """Apply `change` to the draft at `version`. Raises Conflict for a stale one, Refused for bad texts."""

    async def work(tx: Transaction) -> Certification:
        draft = await in_work(id, session, store, tx=tx)
        require_draft(draft)
        if draft.version != version:
            raise Conflict(draft)
        changed = replace(change(draft), updated_at=now)
        acceptable(changed)
        by = act(deed, session, drafting_as(draft.practitioner_id, session), at=now)
        return await store.certifications.save(tx, changed, by)

    try:
        return await once(request, work, session=session, now=now, store=store)
    except Stale:
        raise Conflict(await in_work(id, session, store)) from None


async def discard_draft(id: str, version: int, *, session: Session, now: datetime, store: Store) -> None:
    """Delete a draft that nobody needs. Raises Conflict for a stale version, Refused where a reviewer refused it."""

    async def work(tx: Transaction) -> None:
        draft = await in_work(id, session, store, tx=tx)
        require_draft(draft)
        if draft.version != version:
            raise Conflict(draft)
        if draft.refused_before:
            told = (
                "A reviewer decided about it, and that is kept. Change it and submit it again, or leave it."
            )
            raise Refused(Refusal(UserErrorCode.WRONG_STATE, told, ("certificationId",)))
        by = act(Deed.DISCARDED, session, drafting_as(draft.practitioner_id, session), at=now)
        await store.certifications.discard(tx, draft, by)

    await store.transaction(work)


def require_draft(certification: Certification) -> None:
    """Raises Refused for what was submitted."""
    if certification.status is not Status.DRAFT:
        raise Refused(
            Refusal(
                UserErrorCode.WRONG_STATE,
                "It was submitted: only a draft can be edited.",
                ("certificationId",),
            )
        )


def acceptable(draft: Certification) -> None:
    """Half-filled and wrong drafts can be saved; texts that no form would send cannot.

    Raises Refused with a path for each of them.
    """
    findings = draft.findings
    refusals = [
        Refusal(UserErrorCode.INVALID, f"At most {MAX_TEXT} characters, on one line.", (part, spelled(name)))
        for part, content in (
            ("patient", draft.patient),
            ("findings", findings),
            ("caregiver", draft.caregiver),
        )
        for name, value in (asdict(content) if content else {}).items()
        if isinstance(value, str) and (len(value) > MAX_TEXT or _has_controls(value))
    ]
    if findings.pain_months is not None and not 0 <= findings.pain_months <= MAX_MONTHS:
        refusals.append(
            Refusal(UserErrorCode.INVALID, f"From 0 to {MAX_MONTHS} months.", ("findings", "painMonths"))
        )
    if len(findings.conditions) > MAX_CONDITIONS:
        refusals.append(
            Refusal(
                UserErrorCode.INVALID, f"At most {MAX_CONDITIONS} conditions.", ("findings", "conditions")
            )
        )
    refusals += [
        Refusal(
            UserErrorCode.INVALID,
            "No such condition. debilitatingConditions lists them.",
            ("findings", "conditions", str(position)),
        )
        for position, code in enumerate(findings.conditions)
        if conditions.find(code) is None
    ]
    if refusals:
        raise Refused(*refusals)


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(character).startswith("C") for character in text)
