"""`python -m devstack.contracts build|check`: the committed contracts follow the code.

`build` writes each subgraph's SDL, composes the supergraph (the only step that needs Node), derives the clients'
schema, and writes what integrators read of the events and clients of the error codes. `check` finds drift without
Node: it compares the files with the code, and the hashes in the supergraph's header with the SDLs.
"""

import hashlib
import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import typer

from devstack import clients_page, event_contracts

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "contracts"
COMPOSER = FOLDER / "tool"
SUBGRAPHS = {
    "certification": "http://127.0.0.1:8002/graphql",
    "identity": "http://127.0.0.1:8001/graphql",
    "notifications": "http://127.0.0.1:8003/graphql",
}
cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


def sdl_in_code(name: str) -> str:
    """The SDL that the service's schema has now."""
    schema = importlib.import_module(f"services.{name}.schema").schema
    return str(schema.as_str()).strip() + "\n"


def sdl_file(name: str) -> Path:
    return FOLDER / "graphql" / f"{name}.graphql"


def header() -> str:
    """The supergraph's first lines: what it was composed from."""
    lines = [
        f"# {name} sha256:{hashlib.sha256(sdl_file(name).read_bytes()).hexdigest()}\n"
        for name in sorted(SUBGRAPHS)
    ]
    return "# Composed by `make contracts` from these SDLs. Do not edit.\n" + "".join(lines)


def compose() -> str:
    """The supergraph SDL of the committed SDLs. Exits with the composer's words where they do not compose."""
    if shutil.which("node") is None:
        sys.exit("make contracts needs Node.js 18 or newer: install it, or leave the composed file as it is.")
    installed, lock = COMPOSER / "node_modules" / ".package-lock.json", COMPOSER / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=COMPOSER, check=True)
    named = [f"{name}={url}={sdl_file(name)}" for name, url in sorted(SUBGRAPHS.items())]
    done = subprocess.run(
        ["node", str(COMPOSER / "compose.mjs"), *named], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"The subgraphs do not compose:\n{done.stderr}")
    return done.stdout


def bundle_graphiql() -> None:
    """Bundle the gateway's page from npm's packages, so that it needs nothing from elsewhere."""
    subprocess.run(
        ["node", str(COMPOSER / "graphiql" / "build.mjs"), str(ROOT / "gateway" / "graphiql")], check=True
    )


def client_schema(supergraph: str) -> str:
    """What clients see of the supergraph."""
    from gateway.federation.api_schema import api_sdl  # noqa: PLC0415  # only `build` and `check` need the engine

    return api_sdl(supergraph).strip() + "\n"


@cli.command()
def build() -> None:
    """Write all contracts anew."""
    (FOLDER / "graphql").mkdir(exist_ok=True)
    for name in SUBGRAPHS:
        sdl_file(name).write_text(sdl_in_code(name), encoding="utf-8")
        typer.echo(f"wrote contracts/graphql/{name}.graphql")
    supergraph = header() + "\n" + compose().strip() + "\n"
    (FOLDER / "supergraph.graphql").write_text(supergraph, encoding="utf-8")
    (FOLDER / "api.graphql").write_text(client_schema(supergraph), encoding="utf-8")
    typer.echo("wrote contracts/supergraph.graphql and contracts/api.graphql")
    bundle_graphiql()
    typer.echo("wrote gateway/graphiql/")
    (FOLDER / event_contracts.SCHEMAS).mkdir(exist_ok=True)
    for path in event_contracts.outdated(FOLDER):
        path.unlink()
    for name, text in event_contracts.files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    typer.echo(f"wrote contracts/{event_contracts.ASYNCAPI} and contracts/{event_contracts.SCHEMAS}/")
    page = clients_page.PAGE.read_text(encoding="utf-8")
    clients_page.PAGE.write_text(clients_page.with_codes(page), encoding="utf-8")
    typer.echo("wrote the error codes of docs/clients.md")


@cli.command()
def check() -> None:
    """Exit 1, naming each file that no longer follows the code."""
    drifted = [
        f"contracts/graphql/{name}.graphql"
        for name in SUBGRAPHS
        if _differs(sdl_file(name), sdl_in_code(name))
    ]
    supergraph = FOLDER / "supergraph.graphql"
    if not supergraph.exists() or not supergraph.read_text(encoding="utf-8").startswith(header()):
        drifted.append("contracts/supergraph.graphql")
    elif _differs(FOLDER / "api.graphql", client_schema(supergraph.read_text(encoding="utf-8"))):
        drifted.append("contracts/api.graphql")
    drifted += [
        f"contracts/{name}" for name, text in event_contracts.files().items() if _differs(FOLDER / name, text)
    ]
    drifted += [str(path.relative_to(ROOT)) for path in event_contracts.outdated(FOLDER)]
    if _differs(clients_page.PAGE, clients_page.with_codes(clients_page.PAGE.read_text(encoding="utf-8"))):
        drifted.append("docs/clients.md")
    if drifted:
        sys.exit(f"Run `make contracts` and commit: {', '.join(drifted)}")


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text


if __name__ == "__main__":
    cli()
