"""What a rule is, and what it can find.

A rule is a named, cited, dated pure function from facts to an outcome. Whom it is about (`applies`) and what it needs
are declared: where it does not apply, or one of those facts is absent, the outcome says so without the function being
asked.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import Generic, TypeAlias, TypeVar

from services.certification.domain.people import Attestation
from services.certification.rules.facts import Facts
from services.certification.rules.law import Law, Switches

T_co = TypeVar("T_co", covariant=True)
Path: TypeAlias = tuple[str, ...]


class Severity(StrEnum):
    BLOCKS = "BLOCKS"
    REVIEW = "REVIEW"
    WARNS = "WARNS"


class Source(StrEnum):
    """GUIDE: the program's guide for physicians. LAW: statute, regulation, or what the Department's pages say of them.
    POLICY: ours, and it says so.
    """

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
Decide: TypeAlias = Callable[[Facts], Outcome] | Callable[[Facts, Law], Outcome]
Applies: TypeAlias = Callable[[Facts], bool]
HOLDS, NOT_APPLICABLE = Holds(), NotApplicable()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, in force from and, where it ended, until a date (that day included).

    `only_if` names switches and the values under which it is in force at all; `affirmed` is what the practitioner
    affirms to satisfy it, None where no affirmation does.
    """

    id: str
    title: str
    citation: str
    source: Source
    in_force_from: date
    in_force_until: date | None
    severity: Severity
    needs: tuple[Path, ...]
    affirmed: Attestation | None
    only_if: tuple[tuple[str, object], ...]
    applies: Applies | None
    explanation: str
    outcome: Callable[[Facts, Law], Outcome]  # of one case, whether or not the rule is in force

    def in_force_on(self, day: date, switches: Switches) -> bool:
        return (
            self.in_force_from <= day
            and (self.in_force_until is None or day <= self.in_force_until)
            and all(getattr(switches, name) == value for name, value in self.only_if)
        )


def rule(
    *,
    id: str,
    title: str,
    citation: str,
    source: Source,
    in_force_from: date,
    severity: Severity,
    needs: tuple[str, ...] = (),
    affirmed: Attestation | None = None,
    applies: Applies | None = None,
    only_if: Mapping[str, object] | None = None,
    in_force_until: date | None = None,
) -> Callable[[Decide], Rule]:
    """Make a Rule of a function of the facts, or of the facts and the law.

    `needs` are dotted paths of facts, e.g. "patient.email"; `applies` tells whom the rule is about.
    """
    paths = tuple(tuple(path.split(".")) for path in needs)

    def made(decide: Decide) -> Rule:
        return Rule(
            id=id,
            title=title,
            citation=citation,
            source=source,
            in_force_from=in_force_from,
            in_force_until=in_force_until,
            severity=severity,
            needs=paths,
            affirmed=affirmed,
            only_if=tuple((only_if or {}).items()),
            applies=applies,
            explanation=inspect.getdoc(decide) or "",
            outcome=_outcome(decide, applies, paths),
        )

    return made


def _outcome(
    decide: Callable[..., Outcome], applies: Applies | None, needs: tuple[Path, ...]
) -> Callable[[Facts, Law], Outcome]:
    """The whole rule as one function: what is known before a case is there is not looked up for each."""
    asks_law = len(inspect.signature(decide).parameters) == 2
    facts_of = tuple((path, _look_up(path)) for path in needs)
    first = facts_of[0][1] if facts_of else None
    others = tuple(fact for _, fact in facts_of[1:])

    def outcome(facts: Facts, law: Law) -> Outcome:
        if applies is not None and not applies(facts):
            return NOT_APPLICABLE
        if first is not None:
            suspect = not first(facts)  # in most cases nothing is, so it is looked at closely only then
            for fact in others:
                suspect = suspect or not fact(facts)
            if suspect:
                missing = tuple(path for path, each in facts_of if _absent(each(facts)))
                if missing:
                    return Missing(missing)
        return decide(facts, law) if asks_law else decide(facts)

    return outcome


def _absent(fact: object) -> bool:
    """None or empty; False and 0 are facts."""
    return not fact and fact is not False and fact != 0


def _look_up(path: Path) -> Callable[[Facts], object]:
    """The fact at a path; None also where the person whose fact it is is absent."""
    if path[0] not in ("caregiver", "cosigner") or len(path) == 1:
        return attrgetter(".".join(path))
    person, fact = path[0], attrgetter(".".join(path[1:]))

    def of_person(facts: Facts) -> object:
        someone = getattr(facts, person)
        return None if someone is None else fact(someone)

    return of_person


class Dated(Generic[T_co]):
    """A value of the law that changed over time: each under the date from which it holds."""

    def __init__(self, values: Mapping[date, T_co]) -> None:
        self._values = sorted(values.items(), key=lambda item: item[0], reverse=True)

    def on(self, day: date) -> T_co | None:
        return next((value for since, value in self._values if since <= day), None)

    def since(self, day: date) -> date | None:
        """From when the value of a day holds."""
        return next((since for since, _ in self._values if since <= day), None)
