"""`python -m services.notifications api|worker|migrate`."""

from functools import partial

import typer

from chassis.process import main
from chassis.settings import load
from services.notifications.api import api
from services.notifications.migrate import migrate
from services.notifications.settings import NotificationsSettings
from services.notifications.worker import worker

cli = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
_settings = partial(load, NotificationsSettings)


@cli.command("api")
def run_api() -> None:
    """Serve the subgraph at LISTEN_PORT."""
    main(_settings, api)


@cli.command("worker")
def run_worker() -> None:
    """Consume events and send mails."""
    main(_settings, worker)


@cli.command("migrate")
def run_migrate() -> None:
    """Build indexes and declare exchanges and queues. Can be repeated."""
    main(_settings, migrate)


if __name__ == "__main__":
    cli()
