"""What operators do with an installation: `doctor`, `backup`, `restore`."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from devstack.backup.put_back import put_back
from devstack.backup.take import take
from devstack.command import err, fail, out
from devstack.doctor.examine import examine
from devstack.errors import DevstackError
from devstack.installation import Installation
from devstack.rundir import RunDir
from devstack.stack import DEFAULT_ROOT


def doctor() -> None:
    """Look at everything that the installation needs; exit code 1 where something is wrong."""

    async def work() -> int:
        ill = 0
        async for finding in examine(_installation()):
            ill += not finding.well
            word = "[green]ok   [/]" if finding.well else "[red]WRONG[/]"
            told = (
                finding.note
                if finding.well
                else f"{finding.wrong}. {finding.cure[:1].upper()}{finding.cure[1:]}."
            )
            out.print(f"{word} {finding.subject}: ", end="")
            out.print(told, markup=False, soft_wrap=True)
        return ill

    try:
        ill = asyncio.run(work())
    except DevstackError as error:
        fail(error)
    if ill:
        out.print(f"{ill} wrong")
        raise typer.Exit(1)


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder for it.")],
    keys: Annotated[
        Path | None, typer.Option(help="Copy the key files too, into this folder elsewhere.")
    ] = None,
) -> None:
    """Write all three databases, as they are at one moment, to a folder. The keys are not in it."""
    try:
        with _progress() as progress:
            taken = take(_installation(), folder, keys, progress)
    except DevstackError as error:
        fail(error)
    out.print(f"{taken.documents} documents in {folder}", soft_wrap=True)
    where = "are not in it: keep a copy elsewhere" if keys is None else f"are in {keys}: keep them elsewhere"
    out.print(f"The keys, without which nobody can read it, {where}.", soft_wrap=True)


def restore(
    folder: Annotated[Path, typer.Argument(help="The back-up.", exists=True)],
    keys: Annotated[
        Path | None, typer.Option(help="The key files that were in use then, to be used from now on.")
    ] = None,
) -> None:
    """Put a back-up into an installation that holds nothing. Then start it."""
    try:
        with _progress() as progress:
            manifest, again = put_back(_installation(), folder, keys, progress)
    except DevstackError as error:
        fail(error)
    out.print(f"{manifest.documents} documents of {manifest.taken_at} restored", soft_wrap=True)
    out.print(f"{again} events that were on their way go out once more, under the ids that they had")
    out.print("Integrators: add them again, then `events replay` (docs/operations.md).")


def _installation() -> Installation:
    return Installation.found(RunDir(DEFAULT_ROOT))


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err)
