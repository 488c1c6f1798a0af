"""The rulebook and what it says of a certification."""

from datetime import date

import strawberry

from services.certification.rules import law, model, rulebook
from services.certification.rules.telling import camel, told
from services.certification.schema.certification import DebilitatingCondition
from services.certification.schema.enums import Attestation, RuleResult, Severity, Source


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
    explanation: str = strawberry.field(description="What is meant, in a sentence or two.")
    needs: list[list[str]] = strawberry.field(description="The paths of the certification that it looks at.")
    attestation: Attestation | None = strawberry.field(
        description="What the practitioner affirms for it; null where no affirmation is asked for."
    )

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
            needs=[list(camel(path)) for path in rule.needs],
            attestation=rule.affirmed,
            explanation=rule.explanation,
        )


@strawberry.type(description="How a conflict between the guide and other texts is handled here.")
class Policy:
    conflict: str = strawberry.field(description="Stable id, e.g. C-9.")
    meaning: str = strawberry.field(description="What it is about, or what is done.")
    switch: str | None = strawberry.field(
        description="The switch that decides it; null where it is decided once and for all."
    )
    value: str | None = strawberry.field(description="How the switch is set; null where there is none.")

    @classmethod
    def of(cls, policy: law.Policy, switches: law.Switches) -> "Policy":
        value = None if policy.switch is None else law.spelled(getattr(switches, policy.switch))
        return cls(conflict=policy.conflict, meaning=policy.meaning, switch=policy.switch, value=value)


@strawberry.type(description="The rules and condition lists in force on a day.")
class Rulebook:
    as_of: date = strawberry.field(description="The day.")
    version: str = strawberry.field(
        description="Changes whenever anything changes that decides: a rule, a list, a policy."
    )
    rules: list[Rule] = strawberry.field(description="All rules in force.")
    conditions: list[DebilitatingCondition] = strawberry.field(description="The adult list in force.")
    minor_conditions: list[DebilitatingCondition] = strawberry.field(
        description="The list in force for patients under 18."
    )
    policies: list[Policy] = strawberry.field(description="How conflicts between texts are handled.")

    @classmethod
    def of(cls, book: rulebook.Rulebook) -> "Rulebook":
        return cls(
            as_of=book.as_of,
            version=book.version,
            rules=[Rule.of(rule) for rule in book.rules],
            conditions=[DebilitatingCondition.of(condition) for condition in book.lists.adult],
            minor_conditions=[DebilitatingCondition.of(condition) for condition in book.lists.minor],
            policies=[Policy.of(policy, book.switches) for policy in law.POLICIES],
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
        words = told(finding)
        return cls(
            rule=Rule.of(finding.rule),
            result=words.result,
            message=words.message,
            paths=[list(path) for path in words.paths],
            blocks=finding.blocks,
        )


@strawberry.type(description="Every rule's outcome for one certification, were it signed on that day.")
class Assessment:
    rulebook_version: str = strawberry.field(description="The rulebook it was made under.")
    signed_on: date = strawberry.field(description="The day it was made for, by Connecticut's calendar.")
    blocked: bool = strawberry.field(description="Whether any outcome blocks.")
    awaits_cosignature: bool = strawberry.field(
        description="Whether nothing blocks but what a second physician is to sign: it can be submitted."
    )
    needs_review: bool = strawberry.field(description="Whether a reviewer would decide, once nothing blocks.")
    outcomes: list[RuleOutcome] = strawberry.field(description="One for each rule in force.")

    @classmethod
    def of(cls, assessment: rulebook.Assessment) -> "Assessment":
        return cls(
            rulebook_version=assessment.rulebook_version,
            signed_on=assessment.signed_on,
            blocked=bool(assessment.blocking),
            awaits_cosignature=assessment.awaits_cosignature,
            needs_review=bool(assessment.to_review),
            outcomes=[RuleOutcome.of(finding) for finding in assessment.findings],
        )
