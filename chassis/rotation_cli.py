"""`keys reseal`: the part of a rotation that takes long, with a progress bar; Ctrl-C and again goes on."""

from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chassis.keys import KeyRing
from chassis.mongo import Mongo
from chassis.rotation import Counts, Reseal, Resealed
from chassis.settings import ServiceSettings


async def reseal(settings: ServiceSettings, *, service: str, collections: Sequence[Resealed]) -> None:
    """Seal and index anew whatever is not under the present keys. Repeating it changes nothing."""
    console = Console(stderr=True)
    mongo = Mongo(settings.mongodb_url, settings.mongodb_database)
    rings = tuple(KeyRing.read(settings.keys_dir, f"{service}.{kind}") for kind in ("seal", "index"))
    work = Reseal(mongo, (rings[0], rings[1]))
    changed = 0
    try:
        with Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
        ) as progress:
            for each in collections:
                task = progress.add_task(each.collection, total=await work.total(each))
                counts = Counts()
                async for counts in work.run(each):
                    progress.update(task, completed=counts.looked_at)
                progress.update(task, total=counts.looked_at)  # some came or went meanwhile
                changed += counts.changed
    finally:
        mongo.close()
    console.print(f"{changed} documents sealed anew; everything is under the present keys", highlight=False)
