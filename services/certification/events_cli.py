"""`events replay`: public events of the past, once more, to one integrator's queue."""

import sys
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chassis.events import now
from chassis.outbox import replay as past
from chassis.process import main
from chassis.settings import load
from contracts.events.base import PUBLIC_EXCHANGE
from contracts.events.integrators import PREFIX
from contracts.events.public import PUBLIC
from services.certification.service import opened
from services.certification.settings import CertificationSettings

FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]
TYPES = [event.TYPE for event in PUBLIC]
cli = typer.Typer(no_args_is_help=True, help=__doc__)


@cli.callback()
def _events() -> None:
    """The public events."""


@cli.command()
def replay(
    queue: Annotated[str, typer.Option(help="The integrator's queue.")],
    since: Annotated[datetime, typer.Option("--from", formats=FORMATS, help="The first instant, UTC.")],
    until: Annotated[
        datetime | None, typer.Option("--to", formats=FORMATS, help="The instant before which it ends; now.")
    ] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", help="Only these types; all by default.")
    ] = None,
) -> None:
    """Send stored events again with the same ids; a reader's inbox sorts out those that it knows."""
    if not queue.startswith(PREFIX):
        sys.exit(f"{queue} is no integrator's queue: their names begin with {PREFIX}")
    if unknown := set(types or ()) - set(TYPES):
        sys.exit(f"No such type: {', '.join(sorted(unknown))}. There are {', '.join(TYPES)}.")
    chosen = past.Chosen(
        PUBLIC_EXCHANGE, since.replace(tzinfo=UTC), until.replace(tzinfo=UTC) if until else now(), types or ()
    )
    main(partial(load, CertificationSettings), partial(_replay, queue=queue, chosen=chosen))


async def _replay(settings: CertificationSettings, *, queue: str, chosen: past.Chosen) -> None:
    async with opened(settings, "replay") as (parts, store):
        total, sent = await past.count(parts.mongo, chosen), 0
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        ) as progress:
            task = progress.add_task(f"to {queue}", total=total)
            try:
                async for sent in past.replay(parts.mongo, store.outbox, settings.amqp_url, queue, chosen):
                    progress.update(task, completed=sent)
            except past.NoSuchQueue:
                sys.exit(
                    f"The broker has no queue {queue}, or it takes no more: {sent} of {total} were sent."
                )
    typer.echo(f"sent {sent} events to {queue}")
