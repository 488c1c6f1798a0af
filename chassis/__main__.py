"""`python -m chassis generate-keys DIR`, `hand-out-keys DIR SERVICE TARGET`: the key files of an installation."""

import sys
from collections.abc import Callable
from pathlib import Path

import typer

from chassis.keys import RINGS, KeyFileError, KeyRing, generate_missing, hand_out
from chassis.rotation import SETTLE_SECONDS

ROTATED = tuple(name for name in RINGS if not name.endswith(".pepper"))  # docs/keys.md
cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
ring = typer.Typer(no_args_is_help=True, help="The phases of a key rotation (docs/keys.md).")
cli.add_typer(ring, name="ring")


@cli.callback()
def chassis() -> None:
    """Commands that no single service owns."""


@cli.command()
def generate_keys(folder: Path) -> None:
    """Make the key files that FOLDER lacks. Those that are there stay as they are."""
    made = generate_missing(folder)
    for name in made:
        typer.echo(f"made {name}")
    if made:
        typer.secho(
            "DEVELOPMENT ONLY: keys made here lie unprotected on this disk. In production make them once, "
            "keep a copy apart from the database's back-ups, and mount them read-only.",
            fg=typer.colors.YELLOW,
            err=True,
        )
    else:
        typer.echo("all key files are there")


@cli.command()
def hand_out_keys(folder: Path, service: str, target: Path) -> None:
    """Copy into TARGET those of FOLDER's key files that SERVICE needs: no service can read another's data."""
    for name in hand_out(folder, service, target):
        typer.echo(f"{service}: {name}")


@ring.command("add")
def add_key(folder: Path, name: str) -> None:
    """Phase 1: give the ring NAME a key that everybody can read, and nobody seals with yet."""
    changed = _changed(folder, name, lambda ring: ring.with_new_key())
    typer.echo(list(changed.keys)[-1])
    _wait("`use` it")


@ring.command("use")
def use_key(folder: Path, name: str, kid: str) -> None:
    """Phase 2: seal new values with the key KID."""
    _changed(folder, name, lambda ring: ring.using(kid))
    _wait("run `python -m services.SERVICE keys reseal`")


@ring.command("drop")
def drop_key(folder: Path, name: str, kid: str) -> None:
    """Phase 4, after `keys reseal`: take the key KID away. What is still under it cannot be read again."""
    _changed(folder, name, lambda ring: ring.without(kid))


def _changed(folder: Path, name: str, change: Callable[[KeyRing], KeyRing]) -> KeyRing:
    if name not in ROTATED:
        sys.exit(f"no ring that can be rotated: {', '.join(ROTATED)}")
    try:
        changed = change(KeyRing.read(folder, name))
        changed.write(folder, name)
    except (KeyFileError, OSError) as error:
        sys.exit(str(error))
    return changed


def _wait(then: str) -> None:
    typer.secho(f"wait {SETTLE_SECONDS} seconds, until every process has read it; then {then}", err=True)


if __name__ == "__main__":
    cli()
