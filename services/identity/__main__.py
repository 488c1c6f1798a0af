"""`python -m services.identity api|worker|migrate|deadletters`, and what operators do: see `--help`."""

import sys
from collections.abc import Coroutine
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from chassis.cli import keys_cli, service_cli
from chassis.events import now
from chassis.process import main
from chassis.settings import load
from services.identity.audit_cli import cli as audit
from services.identity.migrate import migrate
from services.identity.operators import practitioners, roles, temporary_emails
from services.identity.record_reseal import record_reseal
from services.identity.registry import import_file
from services.identity.rotate_signing import rotate_signing
from services.identity.sample_registry import MAX_COUNT, write_sample
from services.identity.service import NAME
from services.identity.settings import IdentitySettings
from services.identity.store.resealed import RESEALED
from services.identity.worker import worker


def _api(settings: IdentitySettings) -> Coroutine[Any, Any, None]:
    from services.identity.api import api  # noqa: PLC0415  # a third of the start, and no other command needs it

    return api(settings)


_settings = partial(load, IdentitySettings)
cli = service_cli(_settings, service=NAME, help=__doc__ or "", api=_api, worker=worker, migrate=migrate)
registry = typer.Typer(no_args_is_help=True, help="The practitioner registry.")
cli.add_typer(registry, name="registry")
keys = keys_cli(_settings, service=NAME, collections=RESEALED, record=record_reseal)
cli.add_typer(keys, name="keys")
cli.add_typer(roles, name="roles")
cli.add_typer(practitioners, name="practitioners")
cli.add_typer(temporary_emails, name="temporary-emails")
cli.add_typer(audit, name="audit")


@keys.command("rotate")
def rotate_keys(
    compromised: Annotated[
        bool, typer.Option(help="The present key was seen by others: stop trusting it now.")
    ] = False,
) -> None:
    """Sign access tokens with a new key, once everybody can verify with it (docs/keys.md)."""
    main(_settings, partial(rotate_signing, compromised=compromised))


@registry.command("import")
def run_import(
    file: Path,
    dry_run: Annotated[bool, typer.Option(help="Only read and judge the rows; change nothing.")] = False,
    rejects: Annotated[
        Path | None, typer.Option(help="Where rejected rows go; FILE.rejects.csv if not given.")
    ] = None,
) -> None:
    """Take practitioners from FILE (CSV with a heading, see docs/registry.md)."""
    main(_settings, partial(import_file, path=file, dry_run=dry_run, rejects=rejects))


@registry.command("sample")
def sample(
    count: Annotated[int, typer.Option(min=0, max=MAX_COUNT, help="How many practitioners.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same file on the same day.")] = 1,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day that it is of; today if not given."),
    ] = None,
) -> None:
    """Write a registry of invented practitioners to the standard output."""
    write_sample(sys.stdout, count=count, seed=seed, on=(on or now()).date())


if __name__ == "__main__":
    cli()
