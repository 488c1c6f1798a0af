"""What a finding says, in words and paths of the API's input."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from services.certification.rules.model import Fails, Holds, Missing, Path
from services.certification.rules.rulebook import Finding


class RuleResult(StrEnum):
    HOLDS = "HOLDS"
    FAILS = "FAILS"
    MISSING = "MISSING"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding's result, what to do about it, and the paths it is about."""

    result: RuleResult
    message: str | None
    paths: tuple[Path, ...]


def told(finding: Finding) -> Told:
    match finding.outcome:
        case Holds():
            return Told(RuleResult.HOLDS, None, tuple(map(camel, finding.rule.needs)))
        case Fails(message, path):
            return Told(RuleResult.FAILS, message, (camel(path),))
        case Missing(paths):
            named = tuple(map(camel, paths))
            return Told(RuleResult.MISSING, f"Fill in: {', '.join('.'.join(path) for path in named)}.", named)
        case _:
            return Told(RuleResult.NOT_APPLICABLE, None, ())


def camel(path: Path) -> Path:
    """A path of facts as the API spells it."""
    return tuple(map(spelled, path))


@cache  # of the names of facts
def spelled(name: str) -> str:
    """E.g. painMonths for pain_months."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
