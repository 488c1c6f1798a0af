"""`python -m chassis generate-keys DIR`: the key files of an installation."""

from pathlib import Path

import typer

from chassis.keys import generate_missing

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


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


if __name__ == "__main__":
    cli()
