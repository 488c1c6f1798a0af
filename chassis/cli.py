"""The commands that every service has."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

import typer

from chassis.dead_letters_cli import dead_letters_cli
from chassis.process import main
from chassis.rotation import Resealed
from chassis.rotation_cli import reseal
from chassis.settings import ServiceSettings

S = TypeVar("S", bound=ServiceSettings)
Work = Callable[[S], Coroutine[Any, Any, None]]


def service_cli(
    settings: Callable[[], S], *, service: str, help: str, api: Work[S], worker: Work[S], migrate: Work[S]
) -> typer.Typer:
    """`api`, `worker`, `migrate` and `deadletters`; a service adds its own."""
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

    cli.add_typer(dead_letters_cli(settings, queue=service), name="deadletters")
    return cli


def keys_cli(
    settings: Callable[[], S],
    *,
    service: str,
    collections: Sequence[Resealed],
    record: Work[S] | None = None,
) -> typer.Typer:
    """`keys reseal`, which a service that keeps a trail may `record` before it begins; a service may add its own."""
    keys = typer.Typer(no_args_is_help=True, help="The service's keys (docs/keys.md).")

    async def work(settings: S) -> None:
        if record is not None:
            await record(settings)
        await reseal(settings, service=service, collections=collections)

    @keys.callback()
    def _keys() -> None:
        """The service's keys (docs/keys.md)."""

    @keys.command("reseal")
    def _reseal() -> None:
        """Seal and index anew what lies under older keys; can be interrupted and run again."""
        main(settings, work)

    return keys
