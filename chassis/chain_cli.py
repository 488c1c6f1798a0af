"""What `audit verify` of every service says and takes."""

import sys
from typing import Annotated, TypeAlias

import typer

from chassis.chain import Chain

BROKEN = 3  # exit code
Expect: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="NUMBER:DIGEST", help="What an earlier run printed and you kept elsewhere."),
]


def noted(text: str | None) -> tuple[int, str] | None:
    """What an earlier run printed; ends the process where it is nothing of the kind."""
    if text is None:
        return None
    number, _, digest = text.partition(":")
    if not number.isdecimal() or not digest:
        sys.exit("--expect takes what an earlier run printed, as NUMBER:DIGEST.")
    return int(number), digest


async def tell_end(chain: Chain, *, whole: str | None) -> None:
    """`whole` is what to say where nothing is broken; then what to keep elsewhere, and what is not chained yet."""
    if whole is not None:
        head, _ = await chain.head()
        end = "0:" if head is None else f"{head.number}:{head.digest}"
        typer.echo(f"{whole} Keep this elsewhere, for --expect: {end}")
    if waiting := await chain.waiting():
        typer.echo(f"{waiting} entries are not chained yet: the worker does that.")
