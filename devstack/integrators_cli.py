"""`python -m devstack integrator add | password | list | remove`."""

from typing import Annotated

import typer
from rich.table import Table

from devstack.certificate import CERTIFICATE, HOST
from devstack.command import out, run
from devstack.integrators import Credentials, Integrators
from devstack.rabbitmqctl import Control
from devstack.rundir import RunDir
from devstack.stack import DEFAULT_ROOT

cli = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Small letters, digits and hyphens, for example acme.")]
Through = Annotated[
    str | None,
    typer.Option(
        help='What leads to the broker\'s rabbitmqctl, for example "docker-compose exec -T rabbitmq"; '
        "by default the broker that runs in this checkout."
    ),
]
Vhost = Annotated[str, typer.Option(help="The broker's vhost that our services use.")]
Address = Annotated[
    str | None,
    typer.Option(help="Where integrators reach the broker, for example amqps://broker.example:5671"),
]


@cli.callback()
def integrator() -> None:
    """Who may read the public events: a broker user each, with a queue of its own and no other right."""


@cli.command()
def add(
    name: Name,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="Only these event types; all by default.")
    ] = None,
    through: Through = None,
    vhost: Vhost = "/",
    address: Address = None,
) -> None:
    """Make an integrator's user and queue, and show what it needs to connect."""

    async def work() -> None:
        integrators = _integrators(through, vhost)
        _show(await integrators.add(name, types or ()), integrators.control, address)

    run(work())


@cli.command()
def password(name: Name, through: Through = None, vhost: Vhost = "/", address: Address = None) -> None:
    """Give an integrator a new password; the queue stays, and so do connections that are open."""

    async def work() -> None:
        integrators = _integrators(through, vhost)
        _show(await integrators.password(name), integrators.control, address)

    run(work())


@cli.command()
def remove(name: Name, through: Through = None, vhost: Vhost = "/") -> None:
    """End an integrator's connections, and delete its user, its queue and what waits there."""

    async def work() -> None:
        await _integrators(through, vhost).remove(name)
        out.print(f"removed {name}")

    run(work())


@cli.command(name="list")
def list_all(through: Through = None, vhost: Vhost = "/") -> None:
    """Show all integrators, how many events wait for each, and whether it reads them."""

    async def work() -> None:
        table = Table("integrator", "events waiting", "consumers", box=None)
        for name, (waiting, consumers) in (await _integrators(through, vhost).waiting()).items():
            table.add_row(name, str(waiting), str(consumers))
        out.print(table)

    run(work())


def _integrators(through: str | None, vhost: str) -> Integrators:
    control = Control.of_run(RunDir(DEFAULT_ROOT)) if through is None else Control.through(through)
    return Integrators(control, vhost)


def _show(given: Credentials, control: Control, address: str | None) -> None:
    if address is None and control.tls_port is not None:
        address = f"amqps://{HOST}:{control.tls_port}"
        out.print(f"export AMQP_CA_FILE='{control.folder / 'tls' / CERTIFICATE}'", soft_wrap=True)
    out.print(f"export AMQP_URL='{given.url(address or 'amqps://HOST:5671')}'", soft_wrap=True, markup=False)
    out.print(f"export AMQP_QUEUE='{given.queue}'", soft_wrap=True, markup=False)
