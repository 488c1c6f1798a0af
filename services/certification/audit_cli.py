"""`audit verify`: whether every chain of the audit is whole."""

from functools import partial

import typer

from chassis.process import main
from chassis.settings import load
from services.certification.service import opened
from services.certification.settings import CertificationSettings
from services.certification.usecases.read_audit import broken_links

BROKEN = 3
cli = typer.Typer(no_args_is_help=True, help=__doc__)


@cli.callback()
def audit() -> None:
    """The chains of who changed and who saw what."""


@cli.command()
def verify() -> None:
    """Look at every chain and name the first broken link of each. Exit code 3 where there is one."""
    found: list[str] = []
    main(partial(load, CertificationSettings), partial(_verify, found))
    if found:
        raise typer.Exit(BROKEN)


async def _verify(found: list[str], settings: CertificationSettings) -> None:
    async with opened(settings, "cli") as (_, store):
        async for told in broken_links(store):
            found.append(told)
            typer.echo(told)
    if not found:
        typer.echo("Every chain is whole.")
