"""`audit verify`: whether every chain of the audit is whole."""

from functools import partial

import typer

from chassis.chain_cli import BROKEN, Expect, noted, tell_end
from chassis.events import now
from chassis.process import main
from chassis.settings import load
from services.certification.service import opened
from services.certification.settings import CertificationSettings
from services.certification.usecases.read_audit import broken_links

cli = typer.Typer(no_args_is_help=True, help=__doc__)


@cli.callback()
def audit() -> None:
    """The chains of who changed and who saw what."""


@cli.command()
def verify(expect: Expect = None) -> None:
    """Look at every chain, and at what it tells of, and name the first broken link. Exit code 3 where there is one.

    What it prints to be kept, and takes with --expect, is of the chain of reads.
    """
    found: list[str] = []
    main(partial(load, CertificationSettings), partial(_verify, found, noted(expect)))
    if found:
        raise typer.Exit(BROKEN)


async def _verify(
    found: list[str], expected: tuple[int, str] | None, settings: CertificationSettings
) -> None:
    async with opened(settings, "cli") as (_, store):
        async for told in broken_links(store, now=now(), expected=expected):
            found.append(told)
            typer.echo(told)
        await tell_end(store.reads, whole=None if found else "Every chain is whole.")
