"""`python -m benchmarks.events [--rounds N] [--seconds N]`: on real servers, started for it."""

import logging
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.events.latency import Latency, measured
from benchmarks.events.throughput import rounds as relay_rounds
from chassis.garbage import settle
from chassis.process import run_loop
from devstack.servers import MONGODB, RABBITMQ, Given
from devstack.stack import Devstack
from devstack.testing import new_root
from tests.faults.figures import percentile

EVENTS = 4000
PER_SECOND = 20.0
out = Console()


def main(
    rounds: Annotated[int, typer.Option(help="Of the relay and the bare loop, in turn.")] = 5,
    seconds: Annotated[float, typer.Option(help="Of certifications; 0 leaves them out.")] = 30,
) -> None:
    """Print both tables."""
    logging.getLogger("aiormq").setLevel(logging.CRITICAL)
    settle()  # as every process of ours does
    run_loop(_all(rounds, seconds))


async def _all(rounds: int, seconds: float) -> None:
    async with Devstack([MONGODB, RABBITMQ], root=new_root("servers"), given=Given()) as servers:
        if rounds:
            out.print("relay and bare loop ...")
            _show_relay(await relay_rounds(servers, count=EVENTS, rounds=rounds))
        if seconds:
            out.print("certifications ...")
            _show_latency(await measured(servers, per_second=PER_SECOND, seconds=seconds))


def _show_relay(found: list[tuple[float, float]]) -> None:
    table = Table("", "median", "lowest", "highest", title="Events per second, each confirmed")
    bare, relayed = ([each[side] for each in found] for side in (0, 1))
    ratios = [relay / loop for loop, relay in found]
    for name, values in (("bare aio-pika loop", bare), ("relay", relayed)):
        table.add_row(name, *(f"{pick(values):,.0f}" for pick in (median, min, max)))
    table.add_row("relay / loop (goal 60 %)", *(f"{pick(ratios):.0%}" for pick in (median, min, max)))
    out.print(table)


def _show_latency(found: Latency) -> None:
    table = Table(
        "", "p50", "p99", title=f"Milliseconds from submit, {PER_SECOND:.0f} certifications a second"
    )
    for name, values in (
        ("to the practitioner's answer", found.answer),
        ("to the mail's acceptance (goal 150, 1000)", found.mail),
    ):
        table.add_row(name, *(f"{percentile(values, percent):,.0f}" for percent in (50, 99)))
    table.caption = f"{len(found.mail)} certifications"
    out.print(table)
    work = Table("", "CPU", title="Milliseconds of work for one certification")
    for name, spent in sorted(found.cpu.items(), key=lambda item: -item[1]):
        work.add_row(name, f"{spent:.1f}")
    work.add_row("all", f"{sum(found.cpu.values()):.1f}")
    out.print(work)


if __name__ == "__main__":
    typer.run(main)
