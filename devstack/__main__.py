"""`python -m devstack up | demo | story | ...`: `--help` lists them all."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from devstack.certificate import write_certificate
from devstack.command import err, fail, out, quiet, run
from devstack.credentials import prepare
from devstack.errors import DevstackError
from devstack.integrators_cli import cli as integrators
from devstack.mail_preview import preview
from devstack.operate import backup, doctor, restore
from devstack.processes import STAYING, WEB_APP
from devstack.progress import Progress
from devstack.rundir import RunDir, stop_processes
from devstack.servers import SERVERS, Given
from devstack.stack import DEFAULT_ROOT, Devstack
from devstack.story import Story, demo_credentials

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)
cli.add_typer(integrators, name="integrator")
cli.command()(doctor)
cli.command()(backup)
cli.command()(restore)

WATCH_SECONDS = 1.0


@cli.callback()
def devstack() -> None:
    """The real parts on one machine: MongoDB, RabbitMQ, an SMTP inbox and all our processes."""


MongoNodes = Annotated[
    int, typer.Option("--mongo-nodes", min=1, max=7, help="How many members MongoDB's replica set has.")
]


@cli.command()
def up(mongo_nodes: MongoNodes = 1) -> None:
    """Start everything with demo data and leave it running; Ctrl-C stops it."""
    run(_up(mongo_nodes), when_interrupted=0)


@cli.command()
def demo() -> None:
    """Start everything, play the story, show the patient's mail, stop. Exit code 0 only if every step held."""
    run(_demo())


@cli.command()
def story(
    gateway: Annotated[str, typer.Option(help="The gateway's address, for example http://127.0.0.1:8000")],
    inbox: Annotated[
        str, typer.Option(help="The address of mailpit or of our inbox, for example http://127.0.0.1:8025")
    ],
) -> None:
    """Play the story against any running installation that has the demo's registry."""
    run(Story(gateway, inbox, out).play())


@cli.command()
def mail_preview(
    folder: Annotated[Path, typer.Option(help="Where to write them")] = DEFAULT_ROOT / "mail-preview",
) -> None:
    """Write every mail in both languages to a folder, to be looked at in a browser."""
    out.print(f"Open {preview(folder)}")


@cli.command()
def certificate(
    folder: Annotated[Path, typer.Argument(help="Where to write it")] = DEFAULT_ROOT / "broker-tls",
) -> None:
    """Write a certificate for `localhost` and its key, to try docker-compose.integrators.yml with."""
    out.print(f"export AMQP_CA_FILE='{write_certificate(folder)}'", soft_wrap=True)


@cli.command()
def credentials(
    folder: Annotated[Path, typer.Argument(help="Where all of it is kept")],
    shares: Annotated[Path, typer.Argument(help="Where each part finds its share, in a folder of its name")],
) -> None:
    """Make the keys, passwords and inner certificates that an installation lacks, and hand them out."""
    for name in prepare(folder, shares) or ["nothing: all is there"]:
        out.print(f"made {name}")


@cli.command()
def servers(mongo_nodes: MongoNodes = 1) -> None:
    """Start MongoDB, RabbitMQ and the inbox alone, and print what to export; Ctrl-C stops them."""
    run(_servers(mongo_nodes), when_interrupted=0)


@cli.command()
def down() -> None:
    """Stop the stack that runs in this checkout, and whatever an earlier one left behind."""
    rundir = RunDir(DEFAULT_ROOT)
    holder = rundir.holder()
    if holder:
        stop_processes([holder], seconds=60)
    try:
        stopped = rundir.acquire()
    except DevstackError as error:
        fail(error)
    rundir.release()
    if not holder and not stopped:
        out.print("nothing was running")
    else:
        out.print("stopped" + "".join(f" {name}" for name in stopped))


async def _up(mongo_nodes: int) -> None:
    async with Devstack(
        progress=Progress(out),
        usual_ports=True,
        mongo_nodes=mongo_nodes,
        web_app=WEB_APP if WEB_APP.exists() else None,
    ) as stack:
        out.print(f"  everything runs after {stack.started_in:.1f} s; loading the demo data")
        await Story(stack.gateway_url, stack.inbox_url, quiet).play()
        _show_addresses(stack)
        await _watch(stack)


async def _demo() -> None:
    async with Devstack(progress=Progress(out)) as stack:
        out.print(f"  everything runs after {stack.started_in:.1f} s\n")
        await Story(stack.gateway_url, stack.inbox_url, out).play()


async def _servers(mongo_nodes: int) -> None:
    async with Devstack(
        SERVERS, given=Given(), progress=Progress(err), usual_ports=True, mongo_nodes=mongo_nodes
    ) as stack:
        out.print(f"export MONGODB_URL='{stack.mongodb_url}'", soft_wrap=True)
        out.print(f"export AMQP_URL='{stack.amqp_url}'", soft_wrap=True)
        out.print(f"export SMTP_URL='{stack.smtp_url}'", soft_wrap=True)
        out.print(f"export INBOX_URL='{stack.inbox_url}'", soft_wrap=True)
        await _watch(stack)


def _show_addresses(stack: Devstack) -> None:
    out.print(f"\n  web client    {stack.web_app_url or '`make web-build` builds it, then start anew'}")
    out.print(f"  GraphiQL      {stack.gateway_url}/graphql")
    out.print(f"  mail inbox    {stack.inbox_url or 'where SMTP_URL leads'}")
    out.print(f"  logs          {stack.rundir.logs}", soft_wrap=True)
    told = {
        "MONGODB_URL": stack.mongodb_url,
        "AMQP_URL": stack.amqp_url,
        "KEYS_DIR": str(stack.rundir.keys),
    }
    settings = " ".join(f"{name}='{value}'" for name, value in told.items())
    out.print(f"  to operate    export {settings}", soft_wrap=True, markup=False, highlight=False)
    for process in STAYING:
        out.print(f"  metrics       {stack.admin_url(process.name)}/metrics  [dim]{process.name}[/]")
    out.print("\n  Demo credentials (invented people, published test DEA numbers):")
    for line in demo_credentials():
        out.print(f"    {line}", soft_wrap=True)
    out.print("\n  Ctrl-C stops everything.")


async def _watch(stack: Devstack) -> None:
    """Until cancelled; says once of each part that it ended by itself."""
    told: set[str] = set()
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        for name in stack.ended():
            if name not in told:
                told.add(name)
                err.print(f"  [red]{name} has ended[/]: see {stack.rundir.logs / name}.log", soft_wrap=True)


if __name__ == "__main__":
    cli()
