"""`python -m gateway serve` runs the gateway, `python -m gateway explain FILE` prints an operation's plan."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import orjson
import typer

from chassis import logging
from chassis.garbage import settle
from chassis.health import Health
from chassis.process import CannotStart, run_loop, run_until_signalled, server
from chassis.settings import SettingsError, load
from gateway.app import gateway, load_engine
from gateway.federation.errors import FederationError
from gateway.federation.plan_text import plan_data, plan_text
from gateway.settings import GatewaySettings

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
SupergraphFile = Annotated[Path | None, typer.Option("--supergraph", help="The supergraph SDL file.")]


@cli.command()
def serve(
    supergraph: SupergraphFile = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.")] = None,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
) -> None:
    """Serve a supergraph. What is not given here comes from the settings in the environment."""
    try:
        settings = _settings(supergraph=supergraph, listen_port=port, listen_host=host)
        logging.configure(service="gateway", role="api", level=settings.log_level)
        run_loop(_serve(settings))
    except (SettingsError, FederationError, CannotStart) as error:
        sys.exit(f"{error}")


async def _serve(settings: GatewaySettings) -> None:
    health = Health()
    async with gateway(settings, health) as app:
        reloading: set[asyncio.Task[None]] = set()

        async def reload() -> None:
            await app.reload()
            settle()

        def on_hangup() -> None:
            task = asyncio.create_task(reload())
            reloading.add(task)
            task.add_done_callback(reloading.discard)

        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, on_hangup)
        listening = server(
            app,
            settings.listen_host,
            settings.listen_port,
            max_connections=settings.max_connections,
            body_seconds=settings.body_timeout,
        )
        await run_until_signalled(settings, health, [listening], [])


@cli.command()
def explain(
    file: Annotated[Path, typer.Argument(help="The operation, or - for standard input.")],
    supergraph: SupergraphFile = None,
    operation: Annotated[str | None, typer.Option(help="Which of several operations.")] = None,
    variables: Annotated[
        str, typer.Option(help="Variables as JSON; @skip and @include look at them.")
    ] = "{}",
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the plan of an operation: what is asked of which subgraph, in which order.

    Where that cannot be, a line says why, and the exit code is 2.
    """
    try:
        text = (sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()).decode("utf-8")
        given = orjson.loads(variables)
        if not isinstance(given, dict):
            raise _Unusable("--variables is no JSON object.")
        engine = load_engine(_settings(supergraph=supergraph))
        prepared = engine.prepare(text, operation)
        plan = engine.plan(prepared, _values(prepared.operation.coerced, given))
    except (SettingsError, FederationError, _Unusable) as error:
        _refuse(f"{error}")
    except OSError as error:
        _refuse(f"{error.filename}: {error.strerror}")
    except UnicodeDecodeError:
        _refuse(f"{file} is not UTF-8.")
    except orjson.JSONDecodeError:
        _refuse("--variables is not JSON.")
    typer.echo(
        orjson.dumps(plan_data(plan), option=orjson.OPT_INDENT_2).decode() if json else plan_text(plan)
    )


class _Unusable(Exception):
    """What was given on the command line, and what it must be."""


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(2)


def _values(coerce: Any, given: dict[str, Any]) -> dict[str, Any]:
    """The coerced variables, or, where some were left out, those that were given: a plan needs no others."""
    try:
        coerced: dict[str, Any] = coerce(given)
    except FederationError:
        return given
    return coerced


def _settings(**given: Any) -> GatewaySettings:
    named = {name: value for name, value in given.items() if value is not None}
    if (
        "supergraph" not in named
        and "SUPERGRAPH" not in os.environ
        and Path("contracts/supergraph.graphql").exists()
    ):
        named["supergraph"] = Path("contracts/supergraph.graphql")
    return load(GatewaySettings, **named)


if __name__ == "__main__":
    cli()
