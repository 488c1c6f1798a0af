"""A signed certification is decided: certified, or handed to a reviewer. Its decision can be explained and replayed."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter

from chassis.mongo import Transaction
from contracts.events.internal import ApplicationInitiated
from contracts.events.public import CertificationCertified
from services.certification.domain.certification import Certification, Decision
from services.certification.rules.facts import Facts
from services.certification.rules.rulebook import Assessment, Finding, Verdict
from services.certification.rules.telling import told
from services.certification.store import Store
from services.certification.usecases.announce import announce

FACTS = TypeAdapter(Facts)


class Blocked(Exception):
    """Some blocking rules do not hold, so nothing was changed."""

    def __init__(self, certification: Certification, assessment: Assessment) -> None:
        super().__init__("blocked by rules")
        self.certification, self.assessment = certification, assessment


async def decide(
    tx: Transaction,
    draft: Certification,
    facts: Facts,
    assessment: Assessment,
    *,
    now: datetime,
    store: Store,
) -> Certification:
    """Certify the patient, or hand the case to a reviewer where a rule asks for one. Raises Blocked."""
    if assessment.verdict is Verdict.REFUSED:
        raise Blocked(draft, assessment)
    made = decision(facts, assessment)
    if assessment.verdict is Verdict.IN_REVIEW:
        return await store.certifications.save(tx, draft.in_review(made, at=now))
    return await certify(tx, draft.certified(made, at=now), store=store)


async def certify(tx: Transaction, certified: Certification, *, store: Store) -> Certification:
    """Save what was certified and announce it."""
    certified, events = announce(certified, CertificationCertified, ApplicationInitiated, store.transport)
    certified = await store.certifications.save(tx, certified)
    await store.outbox.add(tx, events)
    return certified


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
