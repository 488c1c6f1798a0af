"""A signed certification is decided: certified, or handed to a reviewer. Its decision can be explained and replayed."""

import hashlib
from dataclasses import asdict, replace
from typing import Any

import orjson
from pydantic import TypeAdapter

from chassis.mongo import Transaction
from services.certification.domain.audit import Act, Deed
from services.certification.domain.certification import Certification
from services.certification.domain.decision import Decision
from services.certification.metrics import REFUSALS
from services.certification.rules.facts import Facts
from services.certification.rules.rulebook import Assessment, Finding, Verdict
from services.certification.rules.telling import told
from services.certification.store import Store
from services.certification.usecases.assess import Known
from services.certification.usecases.certify import certify

FACTS = TypeAdapter(Facts)


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


def decision(facts: Facts, assessment: Assessment) -> Decision:
    """What is kept of an assessment."""
    stored: dict[str, Any] = orjson.loads(orjson.dumps(asdict(facts)))
    digest = hashlib.sha256(orjson.dumps(stored, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Decision(
        rulebook_version=assessment.rulebook_version,
        digest=digest,
        outcomes=tuple(_kept(finding) for finding in assessment.findings),
        facts=stored,
    )


def facts_from(decision: Decision) -> Facts:
    """The facts that a decision was made on, read back. Raises ValueError where they are not those of its digest."""
    digest = hashlib.sha256(orjson.dumps(decision.facts, option=orjson.OPT_SORT_KEYS)).hexdigest()
    if digest != decision.digest:
        raise ValueError("the stored facts do not fit their digest")
    return FACTS.validate_python(decision.facts)


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
