"""`rules list | explain | replay`: the rulebook and past decisions, for lawyers, auditors and regulators."""

import sys
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chassis.events import now
from chassis.process import main
from chassis.settings import SettingsError, load
from services.certification.domain.calendar import connecticut_date
from services.certification.domain.certification import Certification
from services.certification.domain.decision import Decision
from services.certification.rules.conditions import Condition
from services.certification.rules.law import Lists, Switches, UnknownSwitch
from services.certification.rules.rulebook import Rulebook, Rulebooks
from services.certification.rules.writing import markdown, plain
from services.certification.service import opened
from services.certification.settings import CertificationSettings, RulebookSettings
from services.certification.usecases.decide import facts_from
from services.certification.usecases.replay import replay, verdict_of

CHANGED, UNUSABLE = 3, 2
CONDITIONS = TypeAdapter(tuple[Condition, ...])
SETTINGS = partial(load, CertificationSettings)

cli = typer.Typer(no_args_is_help=True, help=__doc__)
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="The rulebook's day; today by default."),
]
Switch = Annotated[
    list[str] | None,
    typer.Option(
        "--switch",
        help="KEY=VALUE, any number of times, before what RULEBOOK_SWITCHES says; docs/rulebook.md lists them.",
    ),
]


@cli.command("list")
def list_rules(
    as_of: AsOf = None,
    switch: Switch = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="As docs/rulebook.md has it.")] = False,
) -> None:
    """Print the rulebook of a day, with its policies and condition lists, under the switches in force."""
    book = _book(as_of, switch, None)
    typer.echo("\n".join(markdown(book) if as_markdown else plain(book)))


@cli.command()
def explain(id: Annotated[str, typer.Argument(help="A certification's id.")]) -> None:
    """Tell in words why a certification was decided as it was. It shows health data: mind who looks on."""
    main(SETTINGS, partial(_explain, id))


@cli.command("replay")
def replay_decisions(
    as_of: AsOf = None,
    switch: Switch = None,
    conditions: Annotated[
        Path | None,
        typer.Option(
            help='JSON that replaces a list: {"adult": [{"code", "name", "since", "aliases"}, ...], "minor": [...]}.'
        ),
    ] = None,
) -> None:
    """Decide what was decided under another rulebook, and report what would change and why. Changes nothing.

    It is today's rulebook under the switches in force, but for what the options say.

    Exit code 0: nothing would change; 3: something would; 2: unusable arguments; 1: stored facts were tampered with.
    """
    main(SETTINGS, partial(_replay, _book(as_of, switch, conditions)))


def _book(as_of: datetime | None, switch: list[str] | None, conditions: Path | None) -> Rulebook:
    """With the switches in force, but for those given. Ends with UNUSABLE, told in a sentence, where there is none."""
    day = as_of.date() if as_of else connecticut_date(now())
    try:
        switches = Switches.of(switch or (), otherwise=load(RulebookSettings).switches)
        lists = Lists() if conditions is None else _lists(conditions)
        return Rulebooks(switches, lists).in_force_on(day)
    except (SettingsError, UnknownSwitch) as error:
        typer.echo(str(error), err=True)
    except (OSError, ValueError) as error:
        words = "it does not fit what --help says" if isinstance(error, ValueError) else error
        typer.echo(f"Cannot use {conditions}: {words}.", err=True)
    raise typer.Exit(UNUSABLE)


def _lists(file: Path) -> Lists:
    given = orjson.loads(file.read_bytes())
    if not isinstance(given, dict) or not given.keys() <= {"adult", "minor"}:
        raise ValueError("unknown lists")
    try:
        return replace(
            Lists(), **{name: CONDITIONS.validate_python(entries) for name, entries in given.items()}
        )
    except ValidationError as error:
        raise ValueError(str(error)) from None


async def _explain(id: str, settings: CertificationSettings) -> None:
    async with opened(settings, "rules") as (_, store):
        certification = await store.certifications.find(id)
    if certification is None or certification.decision is None:
        sys.exit("There is no such certification, or it was never decided.")
    books = Rulebooks(settings.switches)
    for decision in (*certification.decided_before, certification.decision, *certification.decided_later):
        try:
            signed_on = facts_from(decision).signed_on
        except ValueError as tampered:
            sys.exit(f"certification {id}: {tampered}")
        present = books.in_force_on(signed_on).version
        typer.echo("\n".join(_words(certification, decision, present)))


def _words(certification: Certification, decision: Decision, present: str) -> list[str]:
    """`present` is the version that the rulebook of the day of signing has now."""
    lines = [
        f"Certification {certification.id}: {certification.status}, signed on {certification.signed_on}.",
        *([f"A change of it, as to {', '.join(decision.about)}:"] if decision.about else []),
        f"Decided under rulebook {decision.rulebook_version}: {verdict_of(decision)}.",
        "The rulebook of that day is still the same."
        if present == decision.rulebook_version
        else f"The rulebook of that day is {present} now: rules, lists or switches changed. Ask rules replay what that "
        "would change.",
        f"The facts it was made on have the SHA-256 digest {decision.digest}.",
    ]
    if decision.review is not None:
        said = "approved" if decision.review.approved else "refused"
        lines.append(
            f"A reviewer {said} it at {decision.review.at:%Y-%m-%d %H:%M} UTC: {decision.review.reason}"
        )
    for outcome in decision.outcomes:
        lines += [
            "",
            f"{outcome['rule']} {outcome['title']} ({outcome['citation']})",
            f"  {_result(outcome)}",
        ]
    return lines


def _result(outcome: dict[str, Any]) -> str:
    words = {
        "HOLDS": "It held.",
        "NOT_APPLICABLE": "It did not apply.",
        "FAILS": "It did not hold.",
        "MISSING": "It could not be decided.",
    }[outcome["result"]]
    consequence = {
        "BLOCKS": "It blocked.",
        "REVIEW": "A reviewer was to decide.",
        "WARNS": "It was only said.",
    }
    if outcome["message"] is None:
        return words
    return f"{words} {outcome['message']} {consequence[outcome['severity']]}"


async def _replay(book: Rulebook, settings: CertificationSettings) -> None:
    console = Console(stderr=True)
    seen = changed = 0
    bar = Progress(
        TextColumn("replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console
    )
    async with opened(settings, "rules") as (_, store):
        with bar as progress:
            task = progress.add_task("replay", total=await store.certifications.count_decided())
            try:
                async for each in replay(store, book):
                    seen += 1
                    progress.advance(task, 0 if each.beside else 1)
                    if each.changed:
                        changed += 1
                        typer.echo(
                            f"{each.certification_id}  {each.was} -> {each.would_be}  {'; '.join(each.why)}"
                        )
            except ValueError as tampered:
                sys.exit(str(tampered))
    typer.echo(f"{changed} of {seen} decisions would change under rulebook {book.version} of {book.as_of}.")
    if changed:
        sys.exit(CHANGED)
