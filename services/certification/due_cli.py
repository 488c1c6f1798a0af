"""`due list|replay|drop`: what time was to bring to a certification and could not be done."""

from functools import partial

import typer
from rich.table import Table

from chassis.process import main
from chassis.set_aside_cli import All, Ids, chosen, print_table, tell_settled
from chassis.settings import load
from services.certification.service import opened
from services.certification.settings import CertificationSettings

SETTINGS = partial(load, CertificationSettings)
cli = typer.Typer(no_args_is_help=True, help=__doc__)


@cli.command("list")
def list_aside() -> None:
    """What was set aside and why; the worker's log has the place in the code, by certification and time."""
    main(SETTINGS, _list)


@cli.command()
def replay(ids: Ids = None, *, every: All = False) -> None:
    """Have it done again, once what was wrong is mended. What would come too late to be true is left out by itself."""
    main(SETTINGS, partial(_settle, chosen(ids, every), "replay"))


@cli.command()
def drop(ids: Ids = None, *, every: All = False) -> None:
    """Delete it for good: it will never be done."""
    main(SETTINGS, partial(_settle, chosen(ids, every), "drop"))


async def _list(settings: CertificationSettings) -> None:
    table = Table("id", "kind", "due at", "set aside at", "reason")
    async with opened(settings, "due") as (_, store):
        for each in await store.due.aside():
            table.add_row(
                each.id, each.kind, f"{each.due_at:%Y-%m-%d %H:%M}", f"{each.at:%Y-%m-%d %H:%M}", each.reason
            )
    print_table(table)


async def _settle(ids: set[str] | None, verb: str, settings: CertificationSettings) -> None:
    async with opened(settings, "due") as (_, store):
        count = await (store.due.replay(ids) if verb == "replay" else store.due.drop_aside(ids))
    tell_settled(count, ids, verb)
