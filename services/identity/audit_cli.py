"""`audit`: the trail as JSON lines. `audit verify`: whether nobody changed it."""

import sys
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import orjson
import typer

from chassis.chain_cli import BROKEN, Expect, noted, tell_end
from chassis.events import now
from chassis.process import main
from chassis.settings import load
from services.identity.service import opened
from services.identity.settings import IdentitySettings

SETTINGS = partial(load, IdentitySettings)
cli = typer.Typer(invoke_without_command=True)


@cli.callback()
def audit(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Option(help="An account's id: what happened to it, or it did.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="The first day or instant, UTC."),
    ] = None,
) -> None:
    """Print the audit trail as JSON lines, the oldest first: ids, and clients' addresses as blind indexes."""
    if context.invoked_subcommand is not None:
        return
    if account is None and since is None:
        sys.exit("Give --account or --since. (The command verify looks at the whole chain.)")
    main(SETTINGS, partial(_print, account, None if since is None else since.replace(tzinfo=UTC)))


@cli.command()
def verify(expect: Expect = None) -> None:
    """Look at the whole chain and name its first broken link. Exit code 3 where there is one."""
    found: list[str] = []
    main(SETTINGS, partial(_verify, found, noted(expect)))
    if found:
        raise typer.Exit(BROKEN)


async def _print(account: str | None, since: datetime | None, settings: IdentitySettings) -> None:
    async with opened(settings, "audit") as (_, store):
        async for entry in store.audit.all(account_id=account, since=since):
            line = {
                "id": entry.id,
                "at": entry.at,
                "kind": entry.told,
                "account_id": entry.account_id,
                "session_id": entry.session_id,
                "by": entry.by,
                "about": entry.about,
                "client": entry.client,
            }
            typer.echo(orjson.dumps(line).decode())


async def _verify(found: list[str], expected: tuple[int, str] | None, settings: IdentitySettings) -> None:
    async with opened(settings, "audit") as (_, store):
        async for told in store.audit.broken(now=now(), expected=expected):
            found.append(told)
            typer.echo(told)
        await tell_end(store.audit, whole=None if found else "The chain is whole.")
