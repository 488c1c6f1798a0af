"""`keys rotate`: another key to sign access tokens with."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import typer

from services.identity.settings import IdentitySettings
from services.identity.signing_keys import OVERLAP_SECONDS, UnderWay, rotate


async def rotate_signing(settings: IdentitySettings, *, compromised: bool) -> None:
    """Exit 1 where the file cannot be changed, or the last rotation's key does not sign yet."""
    folder: Path = settings.keys_dir
    try:
        done = rotate(folder, now=time.time(), compromised=compromised)
    except UnderWay as reason:
        sys.exit(f"{reason} Run it again then.")
    except OSError as error:
        sys.exit(f"{folder}: cannot be written ({error.strerror}). Run this where the key files are made.")
    typer.echo(done.kid)
    for kid in done.dropped:
        typer.echo(f"dropped {kid}", err=True)
    if compromised:
        typer.echo("It signs from now on, and it alone verifies. Hand the file out at once.", err=True)
        return
    at = datetime.fromtimestamp(done.signs_from, UTC)
    typer.echo(
        f"It signs from {at:%H:%M:%S} UTC on; if you hand key files out, do it in the next minutes. The key before "
        f"verifies for {OVERLAP_SECONDS} seconds more, and leaves the file at the next rotation.",
        err=True,
    )
