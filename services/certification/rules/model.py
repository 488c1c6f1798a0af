"""What a rule is, and what it can find.

A rule is a named, cited, dated pure function from facts to an outcome. What it needs is declared: where one of
those facts is absent, the outcome is Missing without the function being asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Generic, TypeAlias, TypeVar

from services.certification.rules.facts import Facts

T = TypeVar("T")
Path: TypeAlias = tuple[str, ...]


class Severity(StrEnum):
    BLOCKS = "BLOCKS"
    REVIEW = "REVIEW"
    WARNS = "WARNS"


class Source(StrEnum):
    """GUIDE: the program's guide for physicians. LAW: statute or regulation. POLICY: ours, and it says so."""

    GUIDE = "GUIDE"
    LAW = "LAW"
    POLICY = "POLICY"


@dataclass(frozen=True, slots=True)
class Holds:
    """The rule is satisfied."""


@dataclass(frozen=True, slots=True)
class Fails:
    """The rule is not satisfied. The message tells the cure and names no personal data."""

    message: str
    path: Path


@dataclass(frozen=True, slots=True)
class Missing:
    """The facts at `paths` are needed before the rule can decide."""

    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The rule says nothing about this case."""


Outcome: TypeAlias = Holds | Fails | Missing | NotApplicable
Decide: TypeAlias = Callable[[Facts], Outcome]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, in force from and, where it ended, until a date (that day included)."""

    id: str
    title: str
    citation: str
    source: Source
    in_force_from: date
    in_force_until: date | None
    severity: Severity
    needs: tuple[Path, ...]
    decide: Decide

    def in_force_on(self, day: date) -> bool:
        return self.in_force_from <= day and (self.in_force_until is None or day <= self.in_force_until)

    def outcome(self, facts: Facts) -> Outcome:
        missing = tuple(path for path in self.needs if attrgetter(".".join(path))(facts) in (None, "", ()))
        return Missing(missing) if missing else self.decide(facts)


def rule(
    *,
    id: str,
    title: str,
    citation: str,
    source: Source,
    in_force_from: date,
    severity: Severity,
    needs: tuple[str, ...] = (),
    in_force_until: date | None = None,
) -> Callable[[Decide], Rule]:
    """Make a Rule of a function. `needs` are dotted paths of facts, e.g. "patient.email"."""

    def made(decide: Decide) -> Rule:
        return Rule(
            id=id,
            title=title,
            citation=citation,
            source=source,
            in_force_from=in_force_from,
            in_force_until=in_force_until,
            severity=severity,
            needs=tuple(tuple(path.split(".")) for path in needs),
            decide=decide,
        )

    return made


class Dated(Generic[T]):
    """A value of the law that changed over time: each under the date from which it holds."""

    def __init__(self, values: Mapping[date, T]) -> None:
        self._values = sorted(values.items(), key=lambda item: item[0], reverse=True)

    def on(self, day: date) -> T | None:
        return next((value for since, value in self._values if since <= day), None)
