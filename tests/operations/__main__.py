"""`make ops-check`: an operator's day with docker-compose, played on a production installation of its own.

Up, story, scale, stop and kill containers under load, back up, destroy, restore, story again. Prints a table; exit code
1 where something did not hold.
"""

import ssl
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import typer
from rich.console import Console
from rich.table import Table

from devstack.command import run
from devstack.errors import DevstackError
from devstack.mailbox import Mailbox
from devstack.stack import DEFAULT_ROOT
from tests.faults.caller import ANSWER_SECONDS
from tests.operations import steps
from tests.operations.composed import Composed
from tests.operations.steps import Day

SHOWN = 300
LOGS = DEFAULT_ROOT / "ops-check.log"
out = Console(highlight=False, soft_wrap=True)
STEPS: tuple[tuple[str, Callable[[Day], Awaitable[str]]], ...] = (
    ("compose up", steps.up),
    ("doctor", steps.doctor),
    ("alert rules", steps.rules),
    ("the story", steps.story),
    ("scale: 2 gateways, 3 certification-apis, 2 of each other api", steps.scale),
    ("SIGTERM to one of each under load", steps.stop_each),
    ("SIGKILL to one of each under load", steps.kill_each),
    ("back up under load", steps.back_up),
    ("Prometheus sees all", steps.observe),
    ("destroy everything", steps.destroy),
    ("restore", steps.restore),
    ("what was accepted before the back-up is there", steps.compare),
    ("doctor again", steps.doctor),
    ("the story again", steps.story),
)


async def play() -> None:
    with tempfile.TemporaryDirectory(prefix="mmp-ops-check-", ignore_cleanup_errors=True) as folder:
        composed = Composed(Path(folder))
        try:
            rows = await _played(composed)
        finally:
            LOGS.parent.mkdir(exist_ok=True)
            LOGS.write_text(await composed("logs", "--no-color", "--tail", "500"))
            out.print("taking it down ...")
            await composed(
                "--profile", "operator", "--profile", "observability", "down", "-v", "--remove-orphans"
            )
    table = Table("", "", "s", "what was seen", box=None)
    for name, held, seconds, seen in rows:
        table.add_row("[green]held[/]" if held else "[red]BROKEN[/]", name, f"{seconds:.0f}", seen[:SHOWN])
    out.print(table)
    if len(rows) < len(STEPS) or not all(held for _, held, _, _ in rows):
        raise DevstackError(f"not everything held: the containers' logs are in {LOGS}")


async def _played(composed: Composed) -> list[tuple[str, bool, float, str]]:
    """Each step with whether it held, how long it took and what was seen; the first that breaks is the last."""
    rows: list[tuple[str, bool, float, str]] = []
    out.print("building, and preparing secrets ...")
    await composed.prepare()
    trust = ssl.create_default_context(cafile=composed.certificate)
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust), timeout=timeout) as http:
        day = Day(composed, http, Mailbox(composed.inbox_url, http))
        for name, step in STEPS:
            begun = time.monotonic()
            try:
                seen, held = await step(day), True
            except (DevstackError, AssertionError, TimeoutError) as error:
                seen, held = f"{type(error).__name__}: {error}", False
            rows.append((name, held, time.monotonic() - begun, seen))
            out.print(f"{'held' if held else 'BROKEN'}  {name}  {rows[-1][2]:.0f} s  {seen}", markup=False)
            if not held:
                break
        if day.load is not None:
            await day.load.stop()
    return rows


def main() -> None:
    """An operator's day with docker-compose; needs the container engine."""
    run(play())


if __name__ == "__main__":
    typer.run(main)
