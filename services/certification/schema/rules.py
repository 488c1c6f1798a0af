"""The rulebook and what it says of a certification."""

from datetime import date
from enum import Enum

import strawberry

from services.certification.rules import model, rulebook
from services.certification.schema.certification import DebilitatingCondition
from services.certification.schema.enums import Severity, Source


@strawberry.enum(description="What a rule found.")
class RuleResult(Enum):
    HOLDS = "HOLDS"
    FAILS = "FAILS"
    MISSING = "MISSING"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@strawberry.type(description="A rule of the law or of the program's guide. Not legal advice.")
class Rule:
    id: strawberry.ID = strawberry.field(description="Stable id, e.g. RES-1.")
    title: str = strawberry.field(description="What must hold.")
    citation: str = strawberry.field(description="Where it is written.")
    source: Source = strawberry.field(description="Whether the guide, the law or a policy says it.")
    severity: Severity = strawberry.field(description="What follows where it does not hold.")
    in_force_from: date = strawberry.field(description="The first day it is in force.")
    in_force_until: date | None = strawberry.field(
        description="The last day it is in force; null where none is set."
    )
    needs: list[list[str]] = strawberry.field(description="The paths of the certification that it looks at.")

    @classmethod
    def of(cls, rule: model.Rule) -> "Rule":
        return cls(
            id=strawberry.ID(rule.id),
            title=rule.title,
            citation=rule.citation,
            source=rule.source,
            severity=rule.severity,
            in_force_from=rule.in_force_from,
            in_force_until=rule.in_force_until,
            needs=[camel(path) for path in rule.needs],
        )


@strawberry.type(description="The rules and condition lists in force on a day.")
class Rulebook:
    as_of: date = strawberry.field(description="The day.")
    version: str = strawberry.field(description="Changes whenever anything in force changes.")
    rules: list[Rule] = strawberry.field(description="All rules in force.")
    conditions: list[DebilitatingCondition] = strawberry.field(description="The adult list in force.")

    @classmethod
    def of(cls, book: rulebook.Rulebook) -> "Rulebook":
        return cls(
            as_of=book.as_of,
            version=book.version,
            rules=[Rule.of(rule) for rule in book.rules],
            conditions=[DebilitatingCondition.of(condition) for condition in book.conditions],
        )


@strawberry.type(description="What one rule found.")
class RuleOutcome:
    rule: Rule = strawberry.field(description="The rule.")
    result: RuleResult = strawberry.field(description="What it found.")
    message: str | None = strawberry.field(
        description="What to do about it; null where there is nothing to do."
    )
    paths: list[list[str]] = strawberry.field(
        description='What it is about, in the certification, e.g. ["patient", "email"].'
    )
    blocks: bool = strawberry.field(description="Whether it keeps the certification from being submitted.")

    @classmethod
    def of(cls, finding: rulebook.Finding) -> "RuleOutcome":
        result, message, paths = described(finding)
        return cls(
            rule=Rule.of(finding.rule), result=result, message=message, paths=paths, blocks=finding.blocks
        )


@strawberry.type(description="Every rule's outcome for one certification, were it signed on that day.")
class Assessment:
    rulebook_version: str = strawberry.field(description="The rulebook it was made under.")
    signed_on: date = strawberry.field(description="The day it was made for, by Connecticut's calendar.")
    blocked: bool = strawberry.field(description="Whether any outcome blocks.")
    outcomes: list[RuleOutcome] = strawberry.field(description="One for each rule in force.")

    @classmethod
    def of(cls, assessment: rulebook.Assessment) -> "Assessment":
        return cls(
            rulebook_version=assessment.rulebook_version,
            signed_on=assessment.signed_on,
            blocked=bool(assessment.blocking),
            outcomes=[RuleOutcome.of(finding) for finding in assessment.findings],
        )


def described(finding: rulebook.Finding) -> tuple[RuleResult, str | None, list[list[str]]]:
    """A finding's result, what to do about it, and the paths it is about."""
    match finding.outcome:
        case model.Holds():
            return RuleResult.HOLDS, None, [camel(path) for path in finding.rule.needs]
        case model.Fails(message, path):
            return RuleResult.FAILS, message, [camel(path)]
        case model.Missing(paths):
            named = [camel(path) for path in paths]
            return RuleResult.MISSING, f"Fill in: {', '.join('.'.join(path) for path in named)}.", named
        case _:
            return RuleResult.NOT_APPLICABLE, None, []


def camel(path: tuple[str, ...]) -> list[str]:
    """A path of facts as the schema spells it."""

    def spelled(name: str) -> str:
        first, *rest = name.split("_")
        return first + "".join(part.title() for part in rest)

    return [spelled(name) for name in path]
