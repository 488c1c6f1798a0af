"""Past decisions, looked at again: explained as they were, or decided anew under another rulebook."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

from services.certification.domain.certification import Certification
from services.certification.domain.decision import Decision
from services.certification.rules.model import Severity
from services.certification.rules.rulebook import Assessment, Rulebook, Verdict
from services.certification.rules.telling import RuleResult, told
from services.certification.store import Store
from services.certification.usecases.decide import facts_from, part_of

OPEN = (RuleResult.FAILS, RuleResult.MISSING)


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decision under another rulebook. `why` names the rules that make the difference, with their words.

    `beside` is one that a reviewer refused before the present one, or on a change of what was in force already.
    """

    certification_id: str
    was: Verdict
    would_be: Verdict
    why: tuple[str, ...]
    beside: bool = False

    @property
    def changed(self) -> bool:
        return self.was is not self.would_be


async def replay(store: Store, book: Rulebook) -> AsyncIterator[Replayed]:
    """Decide every stored decision's facts under `book`, one after another; nothing is changed.

    The day of signing stays: ages and validity are those of that day, the law is the book's.
    Raises ValueError where stored facts were tampered with.
    """
    async for certification in store.certifications.decided():
        if certification.decision is not None:
            yield replayed(certification, certification.decision, book)
        for decision in (*certification.decided_before, *certification.decided_later):
            yield replace(replayed(certification, decision, book), beside=True)


def replayed(certification: Certification, decision: Decision, book: Rulebook) -> Replayed:
    try:
        facts = facts_from(decision)
    except ValueError as error:
        raise ValueError(f"certification {certification.id}: {error}") from None
    assessment = part_of(book.assess(facts), decision.about)
    was, would_be = verdict_of(decision), assessment.verdict
    why = () if was is would_be else tuple(_reasons(decision, assessment))
    return Replayed(certification.id, was, would_be, why)


def verdict_of(decision: Decision) -> Verdict:
    """What the stored outcomes came to."""
    still_open = {outcome["severity"] for outcome in decision.outcomes if outcome["result"] in OPEN}
    if Severity.BLOCKS in still_open:
        return Verdict.REFUSED
    return Verdict.IN_REVIEW if Severity.REVIEW in still_open else Verdict.CERTIFIED


def _reasons(decision: Decision, assessment: Assessment) -> list[str]:
    before: dict[str, dict[str, Any]] = {outcome["rule"]: outcome for outcome in decision.outcomes}
    reasons = []
    for finding in assessment.findings:
        past = before.pop(finding.rule.id, None)
        was_open = past is not None and past["result"] in OPEN
        if finding.open and not was_open and finding.rule.severity is not Severity.WARNS:
            reasons.append(f"{finding.rule.id}: {told(finding).message}")
        if was_open and not finding.open:
            reasons.append(f"{finding.rule.id}: holds now or does not apply")
    reasons += [
        f"{rule}: not in that rulebook" for rule, outcome in before.items() if outcome["result"] in OPEN
    ]
    return reasons
