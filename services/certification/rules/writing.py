"""The rulebook written out for a lawyer: plain text or Markdown."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from services.certification.rules.conditions import Condition
from services.certification.rules.law import POLICIES, spelled
from services.certification.rules.model import Rule, Severity
from services.certification.rules.provisions import CHAPTERS
from services.certification.rules.rooms import ROOMS, RULES
from services.certification.rules.rulebook import Rulebook

CONSEQUENCE = {Severity.BLOCKS: "blocks", Severity.REVIEW: "review", Severity.WARNS: "warns"}
INTRODUCTION = (
    "Not legal advice. A rule that blocks must hold before a certification can be submitted, and a fact that it needs "
    "and that is missing blocks too. Where a rule for review does not hold, a reviewer decides. A warning is only said."
)


def plain(book: Rulebook) -> Iterator[str]:
    yield f"Rulebook {book.version}, as of {book.as_of}. {INTRODUCTION}"
    for title, rules in _rooms(book):
        yield f"\n{title.upper()}"
        for rule in rules:
            yield f"  {rule.id:8} {CONSEQUENCE[rule.severity]:7} {rule.title}"
            yield f"  {'':16} {_law(rule)}. {rule.explanation}"
    yield "\nIN FORCE UNDER ANOTHER SWITCH"
    for rule, under in _otherwise(book):
        yield f"  {rule.id:8} {CONSEQUENCE[rule.severity]:7} {rule.title} [{under}]"
    yield "\nPOLICIES"
    for conflict, meaning, setting in _policies(book):
        yield f"  {conflict:8} {meaning} {setting}".rstrip()
    for title, entries in _lists(book):
        yield f"\n{title.upper()}"
        yield from (f"  {entry.since}  {_named(entry)}" for entry in entries)


def markdown(book: Rulebook) -> Iterator[str]:
    yield "# The rulebook"
    yield f"\nAs of {book.as_of}, version `{book.version}`. {INTRODUCTION}"
    for title, rules in _rooms(book):
        yield f"\n## {title}\n"
        yield "| rule | what must hold | otherwise | law | what is meant |"
        yield "|---|---|---|---|---|"
        for rule in rules:
            yield _row(rule.id, rule.title, CONSEQUENCE[rule.severity], _law(rule), rule.explanation)
    yield "\n## Policies\n"
    yield (
        "Where the guide and other texts differ the guide is followed. `RULEBOOK_SWITCHES=KEY=VALUE,...` departs from "
        "it.\n"
    )
    yield "| conflict | what it is about | switch |"
    yield "|---|---|---|"
    yield from (_row(conflict, meaning, setting) for conflict, meaning, setting in _policies(book, _code))
    yield "\nRules that only another switch brings in force:\n"
    yield "| rule | what must hold | otherwise | law | under |"
    yield "|---|---|---|---|---|"
    for rule, under in _otherwise(book):
        yield _row(rule.id, rule.title, CONSEQUENCE[rule.severity], _law(rule), _code(under))
    for title, entries in _lists(book):
        yield f"\n## {title}\n"
        yield "| # | condition | counts from | code | also |"
        yield "|---|---|---|---|---|"
        for number, entry in enumerate(entries, start=1):
            code = _code(entry.code) if entry.known else "cannot be chosen"
            yield _row(str(number), entry.name, str(entry.since), code, ", ".join(entry.aliases))
    yield "\n## What answers each provision\n"
    yield "Whether a rule is in force on a day, the tables above say."
    for chapter, provisions in CHAPTERS:
        yield f"\n### {chapter}\n"
        yield "| provision | about | rules, or what else decides |"
        yield "|---|---|---|"
        for each in provisions:
            yield _row(each.id, each.subject, ", ".join(each.rules) or each.otherwise)


def _rooms(book: Rulebook) -> Iterator[tuple[str, list[Rule]]]:
    for title, room in ROOMS:
        in_force = [rule for rule in room.RULES if rule in book.rules]
        if in_force:
            yield title, in_force


def _otherwise(book: Rulebook) -> Iterator[tuple[Rule, str]]:
    """Rules of the day that are not in force as the switches are set."""
    for rule in RULES:
        needed: dict[str, Any] = {
            name: value for name, value in rule.only_if if getattr(book.switches, name) != value
        }
        if needed and rule.in_force_on(book.as_of, replace(book.switches, **needed)):
            yield rule, ",".join(f"{name}={spelled(value)}" for name, value in needed.items())


def _policies(
    book: Rulebook, quoted: Callable[[str], str] = lambda text: f"[{text}]"
) -> Iterator[tuple[str, str, str]]:
    for policy in POLICIES:
        chosen = policy.switch and f"{policy.switch}={spelled(getattr(book.switches, policy.switch))}"
        yield policy.conflict, policy.meaning, quoted(chosen) if chosen else ""


def _lists(book: Rulebook) -> tuple[tuple[str, tuple[Condition, ...]], ...]:
    return (
        ("Debilitating conditions of adults", book.lists.adult),
        ("Debilitating conditions of patients under 18", book.lists.minor),
    )


def _law(rule: Rule) -> str:
    until = f" until {rule.in_force_until}" if rule.in_force_until else ""
    return f"{rule.citation} ({rule.source.value.lower()}, from {rule.in_force_from}{until})"


def _named(entry: Condition) -> str:
    return entry.name if entry.known else f"{entry.name} (unknown, cannot be chosen)"


def _code(text: str) -> str:
    return f"`{text}`"


def _row(*cells: str) -> str:
    return "| " + " | ".join(" ".join(cell.split()) for cell in cells) + " |"
