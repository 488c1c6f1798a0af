"""The commands that every service has."""

from collections.abc import Callable, Coroutine
from typing import Any

import typer

from chassis.process import main
from chassis.settings import S

Work = Callable[[S], Coroutine[Any, Any, None]]


def service_cli(
    settings: Callable[[], S], *, help: str, api: Work[S], worker: Work[S], migrate: Work[S]
) -> typer.Typer:
    """`api`, `worker` and `migrate`; a service adds its own."""
    cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=help)

    @cli.command("api")
    def _api() -> None:
        """Serve the subgraph at LISTEN_PORT."""
        main(settings, api)

    @cli.command("worker")
    def _worker() -> None:
        """Consume events, do what is due, and relay the outbox."""
        main(settings, worker)

    @cli.command("migrate")
    def _migrate() -> None:
        """Build indexes and declare exchanges and queues. Can be repeated."""
        main(settings, migrate)

    return cli
