"""`roles`, `practitioners` and `temporary-emails`: what operators give, take back, and open again."""

import sys
from functools import partial
from typing import Annotated

import typer

from chassis.events import now
from chassis.process import main
from chassis.settings import load
from contracts.contact import normal_email
from services.identity.domain.account import Account, Role
from services.identity.domain.dea import BadDeaNumber, well_formed_dea_number
from services.identity.service import opened
from services.identity.settings import IdentitySettings
from services.identity.store import Store
from services.identity.usecases.release_practitioner import allow_practitioner, release_practitioner
from services.identity.usecases.roles import GRANTED, set_role
from services.identity.usecases.temporary_email import reopen_temporary_email

SETTINGS = partial(load, IdentitySettings)
roles = typer.Typer(no_args_is_help=True, help="Roles that are granted: REVIEWER. The others are proved.")
practitioners = typer.Typer(no_args_is_help=True, help="Which account is which practitioner.")
temporary_emails = typer.Typer(no_args_is_help=True, help="Temporary e-mail addresses.")
Email = Annotated[str, typer.Argument(help="The account's e-mail address.")]
Name = Annotated[str, typer.Argument(metavar="ROLE", help="REVIEWER.")]


@roles.command("grant")
def grant(email: Email, role: Name) -> None:
    """Give the account a role. Its sessions have it at their next refresh."""
    main(SETTINGS, partial(_set, email, _role(role), granted=True))


@roles.command("revoke")
def revoke(email: Email, role: Name) -> None:
    """Take the role away. An access token that was given out keeps it for ten minutes at most."""
    main(SETTINGS, partial(_set, email, _role(role), granted=False))


@roles.command("list")
def list_roles(
    email: Annotated[
        str | None, typer.Argument(help="Of one account; else the ids of all reviewers.")
    ] = None,
) -> None:
    """Show an account's roles, or the ids of the accounts that were granted one."""
    main(SETTINGS, partial(_list, email))


@practitioners.command("release")
def release(
    email: Annotated[
        str | None,
        typer.Argument(help="The account's address; without it the DEA number is asked for."),
    ] = None,
) -> None:
    """Take a practitioner from the account that wrongly has them: nobody certifies as them until another proves it."""
    number = None if email is not None else _dea_number(typer.prompt("DEA number"))
    main(SETTINGS, partial(_release, email, number))


@practitioners.command("allow")
def allow(email: Email) -> None:
    """A release was a mistake: let the account prove again to be the practitioner that was taken from it."""
    main(SETTINGS, partial(_allow, email))


@temporary_emails.callback()
def _temporary_emails() -> None:
    """Temporary e-mail addresses."""


@temporary_emails.command("reopen")
def reopen(email: Annotated[str, typer.Argument(help="The temporary address.")]) -> None:
    """A patient lost the password to a temporary address: let the practitioner issue it anew, once you saw who asks."""
    main(SETTINGS, partial(_reopen, email))


def _role(name: str) -> Role:
    try:
        role = Role(name.upper())
    except ValueError:
        role = None
    if role not in GRANTED:
        sys.exit(f"{', '.join(GRANTED)} can be granted. The other roles an account proves itself.")
    return role


def _dea_number(text: str) -> str:
    try:
        return well_formed_dea_number(text)
    except BadDeaNumber as reason:
        sys.exit(str(reason))


async def _release(email: str | None, number: str | None, settings: IdentitySettings) -> None:
    async with opened(settings, "practitioners") as (_, store):
        if number is None:
            practitioner_id = (await _account(email or "", store)).practitioner_id
            if practitioner_id is None:
                sys.exit("This account is no practitioner's.")
        else:
            found = (await store.practitioners.of_deas([number])).get(number)
            if found is None:
                sys.exit("The registry does not have this number.")
            practitioner_id = found[0].id
        account_id = await release_practitioner(practitioner_id, now=now(), store=store)
    if account_id is None:
        sys.exit("No account has this practitioner.")
    typer.echo(f"practitioner {practitioner_id} released from account {account_id}, which is signed out")
    typer.echo(
        "Whoever has both numbers can claim them now, but not that account: let the right one do it at once."
    )


async def _allow(email: str, settings: IdentitySettings) -> None:
    async with opened(settings, "practitioners") as (_, store):
        allowed = await allow_practitioner((await _account(email, store)).id, now=now(), store=store)
    if not allowed:
        sys.exit("No practitioner was taken from this account.")
    typer.echo(
        "The account can prove the numbers and confirm the profile again, unless another has it by now."
    )


async def _account(email: str, store: Store) -> Account:
    account = await store.accounts.of_email(normal_email(email) or "")
    if account is None:
        sys.exit("No account has this address.")
    return account


async def _reopen(email: str, settings: IdentitySettings) -> None:
    async with opened(settings, "temporary-emails") as (_, store):
        done = await reopen_temporary_email(email, now=now(), store=store)
    if not done:
        sys.exit("There is no such temporary address whose password was chosen.")
    typer.echo("The practitioner can issue it anew. Until then nobody signs in with it.")


async def _set(email: str, role: Role, settings: IdentitySettings, *, granted: bool) -> None:
    async with opened(settings, "roles") as (_, store):
        account = await _account(email, store)
        changed = await set_role(account, role, granted=granted, now=now(), store=store)
    if not changed:
        typer.echo(f"nothing to do: the account {'has' if granted else 'does not have'} {role}")
    else:
        typer.echo(f"{role} {'granted to' if granted else 'revoked from'} account {account.id}")


async def _list(email: str | None, settings: IdentitySettings) -> None:
    async with opened(settings, "roles") as (_, store):
        for line in await _lines(email, store) or ["none"]:
            typer.echo(line)


async def _lines(email: str | None, store: Store) -> list[str]:
    if email is None:
        return [f"{id_} {role}" for role in GRANTED for id_ in await store.accounts.with_role(role)]
    account = await _account(email, store)
    return [f"{account.id} {' '.join(sorted(account.roles)) or 'has no role'}"]
