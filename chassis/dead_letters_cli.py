"""`deadletters list|show|replay|drop` of every service."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated

import typer
from aio_pika.exceptions import ChannelNotFoundEntity
from rich.table import Table
from rich.text import Text

from chassis.broker import dead_queue
from chassis.dead_letters import DeadLetters, dead_letters
from chassis.process import main
from chassis.set_aside_cli import All, Ids, chosen, print_table, tell_settled
from chassis.settings import ServiceSettings

SHOWN_CHARS = 200


def dead_letters_cli(settings: Callable[[], ServiceSettings], *, queue: str) -> typer.Typer:
    """The commands for one service's queue."""
    cli = typer.Typer(no_args_is_help=True, help="Events that could not be applied.")

    @cli.command("list")
    def _list() -> None:
        """What rests there and why."""
        main(settings, partial(_show_all, queue=queue))

    @cli.command("show")
    def _show(id: Annotated[str, typer.Argument(help="An event's id.")]) -> None:
        """All that is told of one event, but not its data."""
        main(settings, partial(_show_one, queue=queue, id=id))

    @cli.command("replay")
    def _replay(ids: Ids = None, *, every: All = False) -> None:
        """Have events consumed again, once what was wrong is mended."""
        main(settings, partial(_settle, queue=queue, ids=chosen(ids, every), verb="replay"))

    @cli.command("drop")
    def _drop(ids: Ids = None, *, every: All = False) -> None:
        """Delete events for good."""
        main(settings, partial(_settle, queue=queue, ids=chosen(ids, every), verb="drop"))

    return cli


def shown(text: str) -> str:
    """What a stranger may have written, fit for a terminal."""
    printable = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    return printable if len(printable) <= SHOWN_CHARS else f"{printable[:SHOWN_CHARS]}..."


@asynccontextmanager
async def _resting(settings: ServiceSettings, queue: str) -> AsyncIterator[DeadLetters]:
    try:
        async with dead_letters(settings.amqp_url, queue) as resting:
            yield resting
    except ChannelNotFoundEntity:
        sys.exit(
            f"The broker at AMQP_URL has no queue {dead_queue(queue)}: correct the setting, or run `migrate` first."
        )


async def _show_all(settings: ServiceSettings, *, queue: str) -> None:
    table = Table("id", "type", "subject", "reason")
    async with _resting(settings, queue) as resting:
        for letter in resting.letters:
            cells = (letter.id, letter.type, letter.subject, letter.reason)
            table.add_row(*(Text(shown(each)) for each in cells))
    print_table(table)


async def _show_one(settings: ServiceSettings, *, queue: str, id: str) -> None:
    async with _resting(settings, queue) as resting:
        found = next((letter for letter in resting.letters if letter.id == id), None)
    if found is None:
        sys.exit("No event of this id rests there.")
    for name, value in sorted(found.headers.items()):
        typer.echo(f"{shown(name)}: {shown(str(value))}")
    typer.echo(f"size: {found.size} bytes of data, not shown")


async def _settle(settings: ServiceSettings, *, queue: str, ids: set[str] | None, verb: str) -> None:
    async with _resting(settings, queue) as resting:
        count = await (resting.replay(ids) if verb == "replay" else resting.drop(ids))
    tell_settled(count, ids, verb)
