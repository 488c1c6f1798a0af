"""A rulebook is the rules and condition lists in force on a date. It assesses facts, all rules at once."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from services.certification.rules import (
    caregiver,
    certification,
    condition,
    contact,
    minor,
    patient,
    practitioner,
)
from services.certification.rules.conditions import Finder
from services.certification.rules.facts import Facts
from services.certification.rules.law import ALL_LISTS, AS_THE_GUIDE_HAS_IT, Law, Lists, Switches
from services.certification.rules.model import Fails, Missing, Outcome, Rule, Severity

RULES: tuple[Rule, ...] = (
    *practitioner.RULES,
    *patient.RULES,
    *contact.RULES,
    *condition.RULES,
    *minor.RULES,
    *caregiver.RULES,
    *certification.RULES,
)


class Verdict(StrEnum):
    """What becomes of a certification that is submitted with an assessment."""

    CERTIFIED = "CERTIFIED"
    IN_REVIEW = "IN_REVIEW"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule and what it found."""

    rule: Rule
    outcome: Outcome

    @property
    def open(self) -> bool:
        """The rule does not hold, or can't be decided yet."""
        return isinstance(self.outcome, Fails | Missing)

    @property
    def blocks(self) -> bool:
        """A missing fact blocks where its rule blocks."""
        return self.rule.severity is Severity.BLOCKS and self.open


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every rule's outcome for one certification on one day."""

    rulebook_version: str
    signed_on: date
    findings: tuple[Finding, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.blocks)

    @property
    def to_review(self) -> tuple[Finding, ...]:
        """What a reviewer decides, once nothing blocks."""
        return tuple(f for f in self.findings if f.rule.severity is Severity.REVIEW and f.open)

    @property
    def awaits_cosignature(self) -> bool:
        """Whether only the second physician of a minor is still to sign."""
        return {finding.rule.id for finding in self.blocking} <= minor.COSIGNATURE and bool(self.blocking)

    @property
    def verdict(self) -> Verdict:
        if self.blocking:
            return Verdict.REFUSED
        return Verdict.IN_REVIEW if self.to_review else Verdict.CERTIFIED


@dataclass(frozen=True, slots=True)
class Rulebook:
    """`version` changes whenever anything in force changes: a rule, a list, a switch."""

    as_of: date
    version: str
    switches: Switches
    lists: Lists
    rules: tuple[Rule, ...]
    law: Law

    def assess(self, facts: Facts) -> Assessment:
        """Ask every rule. The order of the rules says nothing about the result."""
        law = self.law
        findings = tuple(Finding(rule, rule.outcome(facts, law)) for rule in self.rules)
        return Assessment(self.version, facts.signed_on, findings)


@dataclass(frozen=True, slots=True)
class Rulebooks:
    """The rulebooks of all days, under the policies that were chosen."""

    switches: Switches = AS_THE_GUIDE_HAS_IT
    lists: Lists = ALL_LISTS

    def in_force_on(self, day: date) -> Rulebook:
        return _made(day, self.switches, self.lists)


def in_force_on(day: date) -> Rulebook:
    """The rulebook of a day with every switch as the guide has it."""
    return Rulebooks().in_force_on(day)


@lru_cache(maxsize=64)
def _made(day: date, switches: Switches, all_lists: Lists) -> Rulebook:
    rules = tuple(rule for rule in RULES if rule.in_force_on(day, switches))
    lists = all_lists.on(day)
    law = Law(day, switches, Finder(lists.adult), Finder(lists.minor))
    return Rulebook(day, _version(day, switches, lists, rules), switches, lists, rules, law)


def _version(day: date, switches: Switches, lists: Lists, rules: tuple[Rule, ...]) -> str:
    """The day of the last change, and a digest of what is in force."""
    listed = (*lists.adult, *lists.minor)
    dated = (practitioner.MAY_CERTIFY.since(day), practitioner.PHYSICIAN_ASSISTANTS)
    changed = max(
        (
            *(rule.in_force_from for rule in rules),
            *(entry.since for entry in listed),
            *(since for since in dated if since is not None and since <= day),
        ),
        default=day,
    )
    text = "\n".join(
        [
            *(
                f"{rule.id}|{rule.title}|{rule.citation}|{rule.severity}|{rule.in_force_from}"
                for rule in rules
            ),
            *(f"{entry.code}|{entry.name}|{entry.since}" for entry in lists.adult),
            *(f"minor {entry.code}|{entry.name}|{entry.since}" for entry in lists.minor),
            *(f"{name}={value}" for name, value in sorted(asdict(switches).items())),
            str(changed),
        ]
    )
    return f"{changed}.{hashlib.sha256(text.encode()).hexdigest()[:8]}"
