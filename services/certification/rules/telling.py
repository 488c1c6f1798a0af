"""What a finding says, in words and paths of the API's input."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from services.certification.rules.model import Fails, Holds, Missing, Path, Rule
from services.certification.rules.rulebook import Finding
from services.certification.rules.subjects import ATTESTATIONS

ENTERED = ("patient", "findings", "caregiver")


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
            return Told(RuleResult.MISSING, _asked(finding.rule, paths), tuple(map(camel, paths)))
        case _:
            return Told(RuleResult.NOT_APPLICABLE, None, ())


def _asked(rule: Rule, paths: tuple[Path, ...]) -> str:
    """What to do about each missing fact: not every one is entered in the form."""
    said = []
    if rule.affirmed is not None and ATTESTATIONS in paths:
        said.append(f"Affirm {rule.affirmed.value}.")
        paths = tuple(path for path in paths if path != ATTESTATIONS)
    if entered := [path for path in paths if path[0] in ENTERED]:
        said.append(f"Fill in: {_named(entered)}.")
    if by_registry := [path for path in paths if path[0] == "practitioner"]:
        said.append(f"The registry does not tell {_named(by_registry)}. Report a problem of your profile.")
    if ("cosigner",) in paths:
        said.append("A second physician has to sign: submit, and pass the reference on.")
    if ("cosigner", "role") in paths:
        said.append("The second physician has to say in which of the two roles they sign.")
    return " ".join(said)


def _named(paths: list[Path]) -> str:
    return ", ".join(".".join(camel(path)) for path in paths)


def camel(path: Path) -> Path:
    """A path of facts as the API spells it."""
    return tuple(map(spelled, path))


@cache  # of the names of facts
def spelled(name: str) -> str:
    """E.g. painMonths for pain_months."""
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
