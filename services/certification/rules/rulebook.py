"""A rulebook is the rules and condition lists in force on a date. It assesses facts, all rules at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from services.certification.rules import physicians, practitioner
from services.certification.rules.conditions import on_list
from services.certification.rules.facts import Facts
from services.certification.rules.law import ALL_LISTS, AS_THE_GUIDE_HAS_IT, Law, Lists, Switches
from services.certification.rules.model import HOLDS, NOT_APPLICABLE, Fails, Missing, Outcome, Rule, Severity
from services.certification.rules.rooms import RULES
from services.certification.rules.version import version

OPEN = (Fails, Missing)


class Verdict(StrEnum):
    """What becomes of a certification that is submitted with an assessment."""

    CERTIFIED = "CERTIFIED"
    IN_REVIEW = "IN_REVIEW"
    REFUSED = "REFUSED"


class Finding(NamedTuple):
    """One rule and what it found."""

    rule: Rule
    outcome: Outcome

    @property
    def open(self) -> bool:
        """The rule does not hold, or can't be decided yet."""
        return self.outcome.__class__ in OPEN

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
    open: tuple[Finding, ...]  # those of them that do not hold, or can't be decided yet

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.open if finding.blocks)

    @property
    def to_review(self) -> tuple[Finding, ...]:
        """What a reviewer decides, once nothing blocks."""
        return tuple(finding for finding in self.open if finding.rule.severity is Severity.REVIEW)

    @property
    def awaits_cosignature(self) -> bool:
        """Whether only the second physician of a minor is still to sign."""
        return {finding.rule.id for finding in self.blocking} <= physicians.COSIGNATURE and bool(
            self.blocking
        )

    @property
    def verdict(self) -> Verdict:
        severities = {finding.rule.severity for finding in self.open}
        if Severity.BLOCKS in severities:
            return Verdict.REFUSED
        return Verdict.IN_REVIEW if Severity.REVIEW in severities else Verdict.CERTIFIED


@dataclass(frozen=True, slots=True)
class Rulebook:
    """`version` changes whenever anything does that decides: a rule, its code, a list, a switch."""

    as_of: date
    version: str
    switches: Switches
    lists: Lists
    rules: tuple[Rule, ...]
    law: Law
    _settled: tuple[tuple[Rule, Callable[[Facts, Law], Outcome], Finding, Finding], ...] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Most rules hold or do not apply: those findings are made once."""
        settled = tuple(
            (rule, rule.outcome, Finding(rule, HOLDS), Finding(rule, NOT_APPLICABLE)) for rule in self.rules
        )
        object.__setattr__(self, "_settled", settled)

    def assess(self, facts: Facts) -> Assessment:
        """Ask every rule. The order of the rules says nothing about the result."""
        law, findings, still_open = self.law, [], []
        for rule, ask, holds, not_applicable in self._settled:
            outcome = ask(facts, law)
            if outcome is HOLDS:
                findings.append(holds)
            elif outcome is NOT_APPLICABLE:
                findings.append(not_applicable)
            else:
                finding = Finding(rule, outcome)
                findings.append(finding)
                if finding.open:
                    still_open.append(finding)
        return Assessment(self.version, facts.signed_on, tuple(findings), tuple(still_open))


@dataclass(frozen=True, eq=False)
class Rulebooks:
    """The rulebooks of all days, under the policies that were chosen. Each is made once."""

    switches: Switches = AS_THE_GUIDE_HAS_IT
    lists: Lists = ALL_LISTS

    def in_force_on(self, day: date) -> Rulebook:
        return _made(self, day)


_BY_THE_GUIDE = Rulebooks()


def in_force_on(day: date) -> Rulebook:
    """The rulebook of a day with every switch as the guide has it."""
    return _BY_THE_GUIDE.in_force_on(day)


@lru_cache(maxsize=64)  # by the identity of `books`: to hash whole lists would cost more than an assessment
def _made(books: Rulebooks, day: date) -> Rulebook:
    switches, lists = books.switches, books.lists.on(day)
    rules = tuple(rule for rule in RULES if rule.in_force_on(day, switches))
    law = Law(day, switches, on_list(lists.adult), on_list(lists.minor))
    told = version(day, RULES, switches, lists, (practitioner.MAY_CERTIFY, practitioner.ASSISTANTS_MAY))
    return Rulebook(day, told, switches, lists, rules, law)
