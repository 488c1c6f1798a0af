"""`registry import`: the practitioner registry from a CSV file, with a progress bar."""

import sys
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from services.identity.service import opened
from services.identity.settings import IdentitySettings
from services.identity.usecases.import_registry import BadFile, Reject, rows, take

SHOWN_REJECTS = 100


async def import_file(settings: IdentitySettings, path: Path, *, dry_run: bool) -> None:
    """Exit 1 where the file is no registry or a row was rejected; the good rows are kept all the same."""
    console = Console(stderr=True)
    counts: Counter[str] = Counter()
    try:
        with path.open("rb") as raw:
            total = sum(chunk.count(b"\n") for chunk in iter(lambda: raw.read(1 << 20), b"")) - 1
        async with opened(settings, "registry") as (_, store):
            with (
                path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines,
                _progress(console) as progress,
            ):
                task = progress.add_task("practitioners", total=max(total, 0))
                for row in rows(lines):
                    if isinstance(row, Reject):
                        counts["rejected"] += 1
                        if counts["rejected"] <= SHOWN_REJECTS:
                            console.print(f"line {row.line}: {row.reason}", highlight=False)
                    else:
                        counts["good" if dry_run else await take(row, store)] += 1
                    progress.advance(task)
    except BadFile as reason:
        sys.exit(str(reason))
    except OSError as error:
        sys.exit(f"{path.name}: cannot be read ({type(error).__name__})")
    console.print(", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "no rows")
    if counts["rejected"]:
        sys.exit(1)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )
