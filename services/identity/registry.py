"""`registry import`: the practitioner registry from a CSV file, with a progress bar."""

import contextlib
import csv
import sys
from collections import Counter
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from chassis.events import now
from services.identity.domain.registry_rows import BadFile, Reject, Row, rows
from services.identity.service import opened
from services.identity.settings import IdentitySettings
from services.identity.usecases.import_registry import batches, take

SHOWN_REJECTS = 20


class Rejects:
    """Shows the first rejected rows, and writes all of them to a file that is made for the first."""

    def __init__(self, console: Console, path: Path) -> None:
        self.count, self.path = 0, path
        self._console = console
        self._files = contextlib.ExitStack()

    def __enter__(self) -> "Rejects":
        self.path.unlink(missing_ok=True)  # those of an earlier run
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def add(self, reject: Reject) -> None:
        if self.count == 0:
            self._writer = csv.writer(
                self._files.enter_context(self.path.open("w", encoding="utf-8", newline=""))
            )
            self._writer.writerow(("line", "reason"))
        self.count += 1
        self._writer.writerow((reject.line, reject.reason))
        if self.count <= SHOWN_REJECTS:
            self._console.print(f"line {reject.line}: {reject.reason}", highlight=False)


async def import_file(
    settings: IdentitySettings, path: Path, *, dry_run: bool, rejects: Path | None = None
) -> None:
    """Exit 1 where the file is no registry or a row was rejected; the good rows are kept all the same."""
    console = Console(stderr=True)
    counts: Counter[str] = Counter()
    rejected = Rejects(console, rejects or path.with_name(f"{path.name}.rejects.csv"))
    try:
        async with opened(settings, "registry") as (_, store):
            with rejected, _progress(console) as progress, _text(progress, path) as lines:
                for batch in batches(rows(lines)):
                    good = [row for row in batch if isinstance(row, Row)]
                    for reject in (row for row in batch if isinstance(row, Reject)):
                        rejected.add(reject)
                    counts += Counter(good=len(good)) if dry_run else await take(good, now=now(), store=store)
                    judged = counts.total() + rejected.count
                    progress.update(progress.task_ids[0], description=f"{judged} practitioners")
    except BadFile as reason:
        sys.exit(str(reason))
    except OSError as error:
        sys.exit(f"{Path(error.filename or path).name}: cannot be read or written ({type(error).__name__})")
    if rejected.count:
        counts["rejected"] = rejected.count
    console.print(", ".join(f"{count} {what}" for what, count in sorted(counts.items())) or "no rows")
    if rejected.count:
        console.print(f"all rejected rows with their reasons: {rejected.path.name}", highlight=False)
        sys.exit(1)


def _text(progress: Progress, path: Path) -> TextIO:
    """The file's lines; the bar shows how much of it was read."""
    return progress.open(
        path,
        "rt",
        encoding="utf-8-sig",
        errors="surrogateescape",
        newline="",
        description="0 practitioners",
    )


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
    )
