"""Physicians of the registry whom no account claimed yet."""

import asyncio
import csv
import sys
from pathlib import Path

from devstack.stack import Devstack


async def physicians(stack: Devstack, folder: Path, *, count: int, seed: int) -> list[dict[str, str]]:
    """At least `count` rows of a new sample of the registry, all active; tests that share a stack differ in `seed`."""
    words = ("services.identity", "registry", "sample", "--count", str(2 * count), "--seed", str(seed))
    sample = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    text, _ = await sample.communicate()
    registry = folder / "registry.csv"
    registry.write_bytes(text)
    await stack.command("identity-registry", "services.identity", "registry", "import", str(registry))
    rows = [
        row
        for row in csv.DictReader(text.decode().splitlines())
        if row["profession"] == "PHYSICIAN"
        and {row["license_status"], row["csp_status"], row["dea_status"]} == {"ACTIVE"}
    ]
    assert len(rows) >= count
    return rows
