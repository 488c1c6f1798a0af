"""What the commands `list|replay|drop` say and take, of whatever was set aside for an operator."""

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

Ids = Annotated[list[str] | None, typer.Argument(help="Ids, as `list` shows them; - for events without.")]
All = Annotated[bool, typer.Option("--all", help="All of them.")]


def chosen(ids: list[str] | None, every: bool) -> set[str] | None:
    """None for all; ends the process where neither or both were said."""
    if bool(ids) is every:
        sys.exit("Name them by their ids, or say --all.")
    return set(ids) if ids else None


def print_table(table: Table) -> None:
    """As wide as the terminal; wide enough for every id where there is none."""
    Console(width=None if sys.stdout.isatty() else 200).print(table if table.rows else "none")


def tell_settled(count: int, ids: set[str] | None, verb: str) -> None:
    """How many were replayed or dropped, `verb`; ends the process where some of `ids` were not there."""
    typer.echo(f"{'replayed' if verb == 'replay' else 'dropped'} {count}")
    if ids is not None and count < len(ids):
        sys.exit(f"{len(ids) - count} of the ids were not found.")
