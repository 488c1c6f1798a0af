"""`python -m services.identity api|worker|migrate|registry import FILE.csv`."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from chassis.cli import service_cli
from chassis.process import main
from chassis.settings import load
from services.identity.api import api
from services.identity.migrate import migrate
from services.identity.registry import import_file
from services.identity.settings import IdentitySettings
from services.identity.worker import worker

_settings = partial(load, IdentitySettings)
cli = service_cli(_settings, help=__doc__ or "", api=api, worker=worker, migrate=migrate)
registry = typer.Typer(no_args_is_help=True, help="The practitioner registry.")
cli.add_typer(registry, name="registry")


@registry.command("import")
def run_import(
    file: Path,
    dry_run: Annotated[bool, typer.Option(help="Only read and judge the rows; change nothing.")] = False,
) -> None:
    """Take practitioners from FILE (CSV with a heading, see docs/registry.md)."""
    main(_settings, partial(import_file, path=file, dry_run=dry_run))


if __name__ == "__main__":
    cli()
