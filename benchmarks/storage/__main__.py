"""`python -m benchmarks.storage [--count N] [--beside M]`: what it costs to have a million certifications.

Two databases on one real MongoDB, one with M certifications and one with N. Each question goes to both in turn, for a
practitioner drawn anew, and the figure is the ratio of the medians. The goal is at most 1.5.
"""

import asyncio
import multiprocessing
import os
import shutil
import statistics
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from benchmarks.storage.asking import QUESTIONS, Desk
from benchmarks.storage.filling import CHUNK, OWN, Filling, fill
from chassis.events import now
from chassis.keys import generate_missing
from devstack.stack import Devstack
from devstack.testing import new_root
from services.certification.store import INDEXES

GOAL = 1.5
WARM_UP = 5  # rounds that do not count
BYTES_EACH = 12_000  # on disk, indexes and the database's own log included


def main(
    count: Annotated[int, typer.Option(help="Certifications in the large database.", min=OWN)] = 1_000_000,
    beside: Annotated[int, typer.Option(help="Certifications in the small one.", min=OWN)] = 10_000,
    rounds: Annotated[int, typer.Option(help="Times that each question is asked of both.", min=5)] = 100,
) -> None:
    """Fill, ask, and print what each question costs at both sizes. Exit code 1 where a ratio is above the goal."""
    free = shutil.disk_usage(".").free
    if free < count * BYTES_EACH:
        sys.exit(f"{count} certifications need about {count * BYTES_EACH >> 30} GiB: {free >> 30} are free.")
    slower = asyncio.run(_run(count, beside, rounds))
    if slower:
        sys.exit(f"More than {GOAL} times as slow: {', '.join(slower)}.")


async def _run(count: int, beside: int, rounds: int) -> list[str]:
    root = new_root("bench-storage")
    try:
        with tempfile.TemporaryDirectory() as keys:
            generate_missing(Path(keys))
            async with Devstack(("mongodb",), root=root) as stack:
                sizes = [
                    Filling(stack.mongodb_url, f"bench_storage_{size}", Path(keys), size, now())
                    for size in (beside, count)
                ]
                for filling in sizes:
                    await _fill(filling)
                return _told(await _ask(sizes, rounds), sizes)
    finally:
        shutil.rmtree(root, ignore_errors=True)


async def _fill(filling: Filling) -> None:
    loop = asyncio.get_running_loop()
    spawned = multiprocessing.get_context("spawn")
    with (
        Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        ) as progress,
        ProcessPoolExecutor(os.cpu_count(), mp_context=spawned) as pool,
    ):
        task = progress.add_task("filling", total=filling.total)
        firsts = range(0, filling.total, CHUNK)
        for done in asyncio.as_completed(
            [loop.run_in_executor(pool, fill, filling, first) for first in firsts]
        ):
            progress.advance(task, await done)
        task = progress.add_task("indexes", total=None)
        desk = await Desk.open(filling)
        await desk.store.mongo.build(INDEXES)
        progress.update(task, total=1, completed=1)


async def _ask(sizes: list[Filling], rounds: int) -> dict[str, list[list[float]]]:
    """For each question, the seconds of each round at each size."""
    desks = [await Desk.open(filling) for filling in sizes]
    took: dict[str, list[list[float]]] = {question: [[] for _ in desks] for question in QUESTIONS}
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()) as progress:
        task = progress.add_task("asking", total=(rounds + WARM_UP) * len(QUESTIONS))
        for turn in range(rounds + WARM_UP):
            for question, ask in QUESTIONS.items():
                for place in (0, 1) if turn % 2 else (1, 0):
                    seconds = await ask(desks[place], turn)
                    if turn >= WARM_UP:
                        took[question][place].append(seconds)
                progress.advance(task)
    return took


def _told(took: dict[str, list[list[float]]], sizes: list[Filling]) -> list[str]:
    """The table, printed; the questions whose ratio is above the goal."""
    small, large = (f"{filling.total:,}" for filling in sizes)
    table = Table("question", f"ms at {small}", f"ms at {large}", "ratio", title="Medians")
    slower = []
    for question, (at_small, at_large) in took.items():
        ratio = statistics.median(at_large) / statistics.median(at_small)
        table.add_row(
            question,
            f"{statistics.median(at_small) * 1000:.1f}",
            f"{statistics.median(at_large) * 1000:.1f}",
            f"{ratio:.2f}",
        )
        if ratio > GOAL:
            slower.append(question)
    Console().print(table)
    return slower


if __name__ == "__main__":
    typer.run(main)
