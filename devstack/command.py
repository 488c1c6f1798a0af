"""What the commands of `python -m devstack` have in common: where they speak, and how they end."""

from collections.abc import Coroutine
from typing import Any, NoReturn

import typer
from rich.console import Console

from devstack.errors import DevstackError
from devstack.signals import run_until_signal

out = Console(highlight=False)
err = Console(highlight=False, stderr=True)
quiet = Console(quiet=True)

INTERRUPTED = 130


def run(work: Coroutine[Any, Any, object], *, when_interrupted: int = INTERRUPTED) -> None:
    """Run it to its end. Exits with 1, in one sentence, where it fails."""
    try:
        finished = run_until_signal(work)
    except DevstackError as error:
        fail(error)
    if not finished:
        raise typer.Exit(when_interrupted)


def fail(error: DevstackError) -> NoReturn:
    err.print(f"[red]{type(error).__name__}[/]: ", end="")
    err.print(str(error), markup=False, soft_wrap=True)
    raise typer.Exit(1)
