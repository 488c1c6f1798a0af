"""What the rules say of a certification on a day."""

import hashlib
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import orjson

from chassis.tokens import Session
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification, Decision
from services.certification.domain.people import Practitioner
from services.certification.rules.facts import Facts
from services.certification.rules.model import Fails, Holds, Missing
from services.certification.rules.rulebook import Assessment, Finding, in_force_on
from services.certification.store import Store
from services.certification.usecases.access import known_practitioner, own


async def check_certification(id: str, *, session: Session, now: datetime, store: Store) -> Assessment:
    """Every rule's outcome, were it signed now."""
    practitioner = await known_practitioner(session, store)
    draft = await own(id, session, store)
    return assess(facts_of(draft, practitioner, connecticut_date(now)))


def facts_of(certification: Certification, practitioner: Practitioner, day: date) -> Facts:
    return Facts(
        signed_on=day,
        practitioner=practitioner,
        patient=certification.patient,
        findings=certification.findings,
    )


def assess(facts: Facts) -> Assessment:
    return in_force_on(facts.signed_on).assess(facts)


def decision(facts: Facts, assessment: Assessment) -> Decision:
    """What is kept of an assessment, so that it can be explained and replayed."""
    stored: dict[str, Any] = orjson.loads(orjson.dumps(asdict(facts)))
    digest = hashlib.sha256(orjson.dumps(stored, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return Decision(
        rulebook_version=assessment.rulebook_version,
        digest=digest,
        outcomes=tuple(_kept(finding) for finding in assessment.findings),
        facts=stored,
    )


def _kept(finding: Finding) -> dict[str, Any]:
    match finding.outcome:
        case Holds():
            result = "HOLDS"
        case Fails():
            result = "FAILS"
        case Missing():
            result = "MISSING"
        case _:
            result = "NOT_APPLICABLE"
    return {"rule": finding.rule.id, "result": result}
