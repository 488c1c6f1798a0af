"""A signed certification is decided: certified, or handed to a reviewer. So is what changes of it while it is in force.

Every decision can be explained and replayed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter

from chassis.mongo import Transaction
from chassis.user_errors import Refusal, Refused, UserErrorCode
from services.certification.domain.audit import Act, Deed
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.domain.decision import Decision
from services.certification.metrics import REFUSALS
from services.certification.rules.facts import Facts
from services.certification.rules.rulebook import Assessment, Finding, Rulebooks, Verdict
from services.certification.rules.telling import told
from services.certification.store import Store
from services.certification.usecases.access import announced
from services.certification.usecases.assess import Known, facts_of, known_of
from services.certification.usecases.certify import certify

FACTS = TypeAdapter(Facts)
MAX_DECIDED_LATER = 50  # each keeps all its facts


class Blocked(Exception):
    """Some blocking rules do not hold, so nothing was changed."""

    def __init__(self, certification: Certification, assessment: Assessment) -> None:
        super().__init__("blocked by rules")
        self.certification, self.assessment = certification, assessment


async def decide(
    tx: Transaction,
    signed: Certification,
    facts: Facts,
    assessment: Assessment,
    known: Known,
    *,
    by: Act,
    store: Store,
) -> Certification:
    """Certify the patient, or hand the case to a reviewer where a rule asks for one. Raises Blocked.

    `by` tells who signed last; `known` was held.
    """
    if assessment.verdict is Verdict.REFUSED:
        for finding in assessment.blocking:
            REFUSALS.labels(finding.rule.id).inc()
        raise Blocked(signed, assessment)
    made = decision(facts, assessment)
    if assessment.verdict is Verdict.IN_REVIEW:
        reviewed = signed.in_review(made, at=by.at)
        return await store.certifications.save(tx, reviewed, replace(by, deed=Deed.SUBMITTED_FOR_REVIEW))
    return await certify(tx, signed, made, known, signed_on=facts.signed_on, by=by, store=store)


async def decide_part(
    tx: Transaction,
    changed: Certification,
    about: tuple[str, ...],
    *,
    path: tuple[str, ...] | None = None,
    now: datetime,
    store: Store,
    books: Rulebooks,
) -> tuple[Certification, Facts]:
    """What is in force, as it is to be changed, with today's decision on what these rules say, and on what facts.

    Raises Refused where one of them does not hold, also where a reviewer would decide: an address is not reviewed.
    All of it is about `path` where that is given.
    """
    facts, assessment = await assess_part(tx, changed, about, path=path, now=now, store=store, books=books)
    if assessment.to_review:
        raise refused_by(assessment.to_review, path)
    return with_later_decision(changed, decision(facts, assessment, about)), facts


def with_later_decision(changed: Certification, made: Decision) -> Certification:
    return replace(changed, decided_later=(*changed.decided_later, made))


async def assess_part(
    tx: Transaction,
    changed: Certification,
    about: tuple[str, ...],
    *,
    path: tuple[str, ...] | None = None,
    now: datetime,
    store: Store,
    books: Rulebooks,
) -> tuple[Facts, Assessment]:
    """What these rules, named by id or family, say today of what is in force, as it is to be changed.

    The rest was decided when the patient was certified. Raises Refused where one of them blocks.
    """
    if len(changed.decided_later) >= MAX_DECIDED_LATER:
        told = "It was changed too often. Withdraw it and certify anew."
        raise Refused(Refusal(UserErrorCode.WRONG_STATE, told, path or ("certificationId",)))
    practitioner = await announced(changed.practitioner_id, store, tx=tx)
    known = await known_of(changed, store, tx=tx)
    facts = facts_of(changed, practitioner, connecticut_date(now), known)
    assessment = part_of(books.in_force_on(facts.signed_on).assess(facts), about)
    if assessment.blocking:
        raise refused_by(assessment.blocking, path)
    return facts, assessment


def part_of(assessment: Assessment, about: tuple[str, ...]) -> Assessment:
    """What some rules say in it, named by id or family; all where none is named."""

    def asked(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        ids = ((each, each.rule.id) for each in findings)
        return tuple(each for each, id_ in ids if id_ in about or id_.partition("-")[0] in about)

    if not about:
        return assessment
    return replace(assessment, findings=asked(assessment.findings), open=asked(assessment.open))


def refused_by(findings: Iterable[Finding], path: tuple[str, ...] | None = None) -> Refused:
    """One refusal for each rule, about `path`, or what the rule is about."""
    return Refused(
        *(
            Refusal(UserErrorCode.RULE_BLOCKS, said(each), (told(each).paths[0] if path is None else path))
            for each in findings
        )
    )


def said(finding: Finding) -> str:
    """The rule, what to do about it, and the law."""
    return f"{finding.rule.id}: {told(finding).message} ({finding.rule.citation})"


def decision(facts: Facts, assessment: Assessment, about: tuple[str, ...] = ()) -> Decision:
    """What is kept of an assessment, or of the part that some rules are."""
    stored: dict[str, Any] = orjson.loads(orjson.dumps(asdict(facts)))
    digest = hashlib.sha256(orjson.dumps(stored, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Decision(
        rulebook_version=assessment.rulebook_version,
        digest=digest,
        outcomes=tuple(_kept(finding) for finding in assessment.findings),
        facts=stored,
        about=about,
    )


def facts_from(decision: Decision) -> Facts:
    """The facts that a decision was made on, read back. Raises ValueError where they are not those of its digest."""
    digest = hashlib.sha256(orjson.dumps(decision.facts, option=orjson.OPT_SORT_KEYS)).hexdigest()
    if digest != decision.digest:
        raise ValueError("the stored facts do not fit their digest")
    return FACTS.validate_python(decision.facts)


def assessed_before(certification: Certification, books: Rulebooks) -> Assessment | None:
    """What every rule said when it was decided; None where it is not yet, or the rulebook has changed since."""
    decided = certification.decision
    if decided is None:
        return None
    facts = facts_from(decided)
    book = books.in_force_on(facts.signed_on)
    return book.assess(facts) if book.version == decided.rulebook_version else None


def _kept(finding: Finding) -> dict[str, Any]:
    """Enough to explain it when the rule itself has changed."""
    words, rule = told(finding), finding.rule
    return {
        "rule": rule.id,
        "title": rule.title,
        "citation": rule.citation,
        "severity": rule.severity.value,
        "result": words.result.value,
        "message": words.message,
        "paths": [list(path) for path in words.paths],
    }
