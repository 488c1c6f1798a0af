"""`python -m tests.faults [RUN ...] [--short] [--seed N]`: every run in full, each on servers of its own.

Prints a line of figures for each run; exit code 1 if one of them breaks its bound.
"""

import asyncio
import logging
import random
import time
from enum import StrEnum
from types import ModuleType
from typing import Annotated

import typer
from rich.console import Console

from devstack.servers import MONGODB, RABBITMQ, Given
from devstack.stack import Devstack
from devstack.testing import new_root
from tests.faults.figures import broken, line
from tests.faults.ledger import played
from tests.faults.scenarios import (
    bad_lines,
    broker_away,
    disorder,
    failpoints,
    hostile,
    kill_storm,
    primary_lost,
    restored,
    rolling,
    smtp_faults,
    stuffing,
)
from tests.faults.site import opened

RUNS: dict[str, ModuleType] = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        failpoints,
        kill_storm,
        broker_away,
        primary_lost,
        bad_lines,
        smtp_faults,
        disorder,
        hostile,
        rolling,
        restored,
        stuffing,
    )
}
Run = StrEnum("Run", list(RUNS))  # type: ignore[misc]  # the names are those of the modules
out = Console(highlight=False, soft_wrap=True)


async def held(module: ModuleType, *, short: bool, seed: int) -> bool:
    """Whether every bound held."""
    nodes, copies = getattr(module, "MONGO_NODES", 1), getattr(module, "COPIES", 1)
    servers = Devstack([MONGODB, RABBITMQ], root=new_root("servers"), given=Given(), mongo_nodes=nodes)
    begun = time.monotonic()
    async with (
        servers,
        opened(
            servers,
            servers.amqp_url,
            seed=seed,
            copies=copies,
            extra=getattr(module, "EXTRA", None),
        ) as site,
    ):
        figures = await played(module, site, short=short)
    out.print(
        f"{line(module.TITLE, figures)} [took {time.monotonic() - begun:.0f} s, seed {seed}]", markup=False
    )
    return not broken(figures, with_times=not short)


async def all_of(names: list[str], *, short: bool, seed: int) -> list[str]:
    """The names of the runs that broke a bound, or broke off."""
    failed = []
    for name in names:
        out.print(f"{name}: {RUNS[name].TITLE} ...")
        try:
            kept = await held(RUNS[name], short=short, seed=seed)
        except Exception:  # one run's end must not hide the others' figures
            out.print_exception()
            kept = False
        if not kept:
            failed.append(name)
    return failed


def main(
    runs: Annotated[list[Run] | None, typer.Argument(help="Which runs; all by default.")] = None,
    short: Annotated[
        bool, typer.Option("--short", help="A few of everything; times are not judged.")
    ] = False,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same choices.")] = None,
) -> None:
    """The product under faults: every bound of the runs must hold."""
    logging.getLogger("aiormq").setLevel(
        logging.CRITICAL
    )  # of the integrator's connections, which are to break
    chosen = seed if seed is not None else random.randrange(1_000_000)
    failed = asyncio.run(all_of([run.value for run in runs or Run], short=short, seed=chosen))
    if failed:
        out.print(f"[red]broken:[/] {', '.join(failed)}")
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
