"""A rulebook is the rules and condition lists in force on a date. It assesses facts, all rules at once."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from services.certification.rules import condition, conditions, contact, patient, practitioner
from services.certification.rules.conditions import Condition
from services.certification.rules.facts import Facts
from services.certification.rules.model import Fails, Missing, Outcome, Rule, Severity

RULES: tuple[Rule, ...] = (*practitioner.RULES, *patient.RULES, *contact.RULES, *condition.RULES)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule and what it found."""

    rule: Rule
    outcome: Outcome

    @property
    def blocks(self) -> bool:
        """A missing fact blocks where its rule blocks."""
        return self.rule.severity is Severity.BLOCKS and isinstance(self.outcome, Fails | Missing)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every rule's outcome for one certification on one day."""

    rulebook_version: str
    signed_on: date
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.blocks)


@dataclass(frozen=True, slots=True)
class Rulebook:
    as_of: date
    version: str
    rules: tuple[Rule, ...]
    conditions: tuple[Condition, ...]

    def assess(self, facts: Facts) -> Assessment:
        """Ask every rule. The order of the rules says nothing about the result."""
        findings = tuple(Finding(rule, rule.outcome(facts)) for rule in self.rules)
        return Assessment(self.version, facts.signed_on, findings)


@lru_cache(maxsize=64)
def in_force_on(day: date) -> Rulebook:
    """The rulebook of a day. Its version names the last change and a digest of what is in force."""
    rules = tuple(rule for rule in RULES if rule.in_force_on(day))
    listed = conditions.listed_on(day)
    changed = max((*(rule.in_force_from for rule in rules), *(entry.since for entry in listed)), default=day)
    text = "\n".join(
        [
            *(
                f"{rule.id}|{rule.title}|{rule.citation}|{rule.severity}|{rule.in_force_from}"
                for rule in rules
            ),
            *(f"{entry.code}|{entry.name}|{entry.since}" for entry in listed),
        ]
    )
    return Rulebook(day, f"{changed}.{hashlib.sha256(text.encode()).hexdigest()[:8]}", rules, listed)
