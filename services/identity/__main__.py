"""`python -m services.identity api|worker|migrate|registry import FILE.csv`."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from chassis.process import main
from chassis.settings import load
from services.identity.api import api
from services.identity.migrate import migrate
from services.identity.registry import import_file
from services.identity.settings import IdentitySettings
from services.identity.worker import worker

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
registry = typer.Typer(no_args_is_help=True, help="The practitioner registry.")
cli.add_typer(registry, name="registry")
_settings = partial(load, IdentitySettings)


@cli.command("api")
def run_api() -> None:
    """Serve the subgraph and the JWKS at LISTEN_PORT."""
    main(_settings, api)


@cli.command("worker")
def run_worker() -> None:
    """Consume events and relay the outbox."""
    main(_settings, worker)


@cli.command("migrate")
def run_migrate() -> None:
    """Build indexes and declare exchanges and queues. Can be repeated."""
    main(_settings, migrate)


@registry.command("import")
def run_import(
    file: Path,
    dry_run: Annotated[bool, typer.Option(help="Only read and judge the rows; change nothing.")] = False,
) -> None:
    """Take practitioners from FILE (CSV with a heading, see docs/registry.md)."""
    main(_settings, partial(import_file, path=file, dry_run=dry_run))


if __name__ == "__main__":
    cli()
