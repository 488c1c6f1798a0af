"""A practitioner changes a draft, by parts."""

import unicodedata
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from chassis.mongo import Transaction
from chassis.tokens import Session
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.certification import Certification, Status
from services.certification.domain.people import Findings, Patient
from services.certification.rules import conditions
from services.certification.store import Store
from services.certification.store.certifications import Stale
from services.certification.usecases.access import own

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
    change: Callable[[Certification], tuple[Patient, Findings]],
    *,
    session: Session,
    now: datetime,
    store: Store,
) -> Certification:
    """Apply `change` to the draft at `version`. Raises Conflict for a stale one, Refused for bad texts."""

    async def work(tx: Transaction) -> Certification:
        draft = await own(id, session, store, tx=tx)
        if draft.status is not Status.DRAFT:
            raise Refused(
                Refusal(
                    UserErrorCode.WRONG_STATE,
                    "It was submitted: only a draft can be edited.",
                    ("certificationId",),
                )
            )
        if draft.version != version:
            raise Conflict(draft)
        patient, findings = change(draft)
        acceptable(patient, findings)
        return await store.certifications.save(tx, draft.edited(at=now, patient=patient, findings=findings))

    try:
        return await store.transaction(work)
    except Stale:
        raise Conflict(await own(id, session, store)) from None


def acceptable(patient: Patient, findings: Findings) -> None:
    """Half-filled and wrong drafts can be saved; texts that no form would send cannot.

    Raises Refused with a path for each of them.
    """
    refusals = [
        Refusal(UserErrorCode.INVALID, f"At most {MAX_TEXT} characters, on one line.", (part, _camel(name)))
        for part, content in (("patient", patient), ("findings", findings))
        for name, value in asdict(content).items()
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


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
