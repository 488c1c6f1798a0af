"""`python -m benchmarks.gateway [--rounds N]`: CPU per request and throughput, side by side in one run.

The load comes from one process with many requests in flight, which works little itself. CPU is what the kernel
charged to the measured process, so the load's and the subgraphs' own do not count. Rounds alternate between the
candidates; the figure is the median of the rounds' ratios.
"""

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import aiohttp
import orjson
import typer
from joserfc.jwk import KeySet
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.gateway.load import request_bytes, send
from benchmarks.gateway.queries import OPERATIONS
from chassis.process import run_loop
from devstack.ports import free_port
from tests.support import Signer

ROOT = Path(__file__).parent.parent.parent
SUPERGRAPH = ROOT / "contracts" / "supergraph.graphql"
HIVE = ROOT / "contracts" / "peers" / "node_modules" / ".bin" / "hive-gateway"
START_SECONDS = 30
OURS, FLOOR, PEER = "this gateway", "floor", "Hive Gateway"


@dataclass(frozen=True)
class Candidate:
    """A server that answers the operations, and the process that is measured."""

    name: str
    pid: int
    url: str

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figure:
    cpu_ms: float
    per_second: float


@contextmanager
def started(*command: str, **environment: str) -> Iterator[int]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def candidates(stack: ExitStack, signer: Signer) -> list[Candidate]:
    """Start the subgraphs and everything that is compared."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    ports = [free_port() for _ in range(3)]
    keys = folder / "jwks.json"
    keys.write_bytes(orjson.dumps(KeySet([signer.key]).as_dict(private=False)))
    python = sys.executable
    stack.enter_context(
        started(python, "-m", "benchmarks.gateway.canned", *(str(port) for port in ports), str(keys))
    )
    subgraphs = dict(zip(("identity", "certification", "notifications"), ports, strict=True))
    addresses = {name: f"http://127.0.0.1:{port}/graphql" for name, port in subgraphs.items()}
    ours, floor, peer = free_port(), free_port(), free_port()
    gateway = stack.enter_context(
        started(
            *(python, "-m", "gateway", "serve", "--supergraph", str(SUPERGRAPH), "--port", str(ours)),
            SUBGRAPH_URLS=orjson.dumps({name: [url] for name, url in addresses.items()}).decode(),
            JWKS_URL=f"http://127.0.0.1:{subgraphs['identity']}/.well-known/jwks.json",
            LOG_LEVEL="warning",
        )
    )
    by_hand = stack.enter_context(
        started(python, "-m", "benchmarks.gateway.floor", *(str(port) for port in (floor, *ports)))
    )
    found = [
        Candidate(OURS, gateway, f"http://127.0.0.1:{ours}/graphql"),
        Candidate(FLOOR, by_hand, f"http://127.0.0.1:{floor}/graphql"),
    ]
    if HIVE.exists() and (node := shutil.which("node")):
        hive = stack.enter_context(
            started(node, str(HIVE), "supergraph", str(_moved(folder, addresses)), *_hive_listens(peer))
        )
        found.append(Candidate(PEER, hive, f"http://127.0.0.1:{peer}/graphql"))
    return found


def _hive_listens(port: int) -> tuple[str, ...]:
    return ("-h", "127.0.0.1", "-p", str(port), "--fork", "1")


def _moved(folder: Path, addresses: dict[str, str]) -> Path:
    """The supergraph with the canned subgraphs' addresses, for a router that reads them there alone."""
    from devstack.contracts import SUBGRAPHS  # noqa: PLC0415  # only where a peer is compared

    text = SUPERGRAPH.read_text(encoding="utf-8")
    for name, url in addresses.items():
        text = text.replace(SUBGRAPHS[name], url)
    moved = folder / "supergraph.graphql"
    moved.write_text(text, encoding="utf-8")
    return moved


async def answering(candidate: Candidate, http: aiohttp.ClientSession, operation: str) -> bytes:
    """Wait until it answers, and return what."""
    body = orjson.dumps({"query": operation})
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                async with http.post(candidate.url, data=body) as answer:
                    content = await answer.read()
                    if answer.status == 200 and "errors" not in (read := orjson.loads(content)):
                        return orjson.dumps(read["data"])
            except (aiohttp.ClientError, ConnectionError, ValueError):
                pass
            await asyncio.sleep(0.1)


async def measure(candidate: Candidate, headers: dict[str, str], operation: str, requests: int) -> Figure:
    request = request_bytes(candidate.url, headers, orjson.dumps({"query": operation}))
    cpu, begun = candidate.cpu_seconds(), time.perf_counter()
    await send(candidate.url, request, requests)
    took, used = time.perf_counter() - begun, candidate.cpu_seconds() - cpu
    return Figure(1000 * used / requests, requests / took)


async def compare(rounds: int, requests: int) -> dict[str, dict[str, list[Figure]]]:
    signer = Signer()
    headers = {"content-type": "application/json", "authorization": f"Bearer {signer.token('account-1')}"}
    with ExitStack() as stack:
        running = candidates(stack, signer)
        figures: dict[str, dict[str, list[Figure]]] = {}
        for name, operation in OPERATIONS.items():
            async with aiohttp.ClientSession(headers=headers) as http:
                answers = {c.name: await answering(c, http, operation) for c in running}
            assert len(set(answers.values())) == 1, "the candidates do not give the same answer"
            for each in running:
                await measure(each, headers, operation, requests)  # caches and compilers are warm now
            found = figures[name] = {each.name: [] for each in running}
            for _ in track(range(rounds), description=name, console=Console(stderr=True)):
                for each in running:
                    found[each.name].append(await measure(each, headers, operation, requests))
        return figures


def report(figures: dict[str, dict[str, list[Figure]]]) -> Table:
    table = Table("operation", "server", "CPU ms", "CPU ours / it", "requests/s", "throughput ours / it")
    for operation, by_server in figures.items():
        ours = by_server[OURS]
        for server, found in by_server.items():
            cpu = statistics.median(o.cpu_ms / f.cpu_ms for o, f in zip(ours, found, strict=True))
            rate = statistics.median(o.per_second / f.per_second for o, f in zip(ours, found, strict=True))
            table.add_row(
                operation,
                server,
                f"{statistics.median(f.cpu_ms for f in found):.3f}",
                f"{cpu:.2f}",
                f"{statistics.median(f.per_second for f in found):.0f}",
                f"{rate:.2f}",
            )
    return table


def main(
    rounds: Annotated[int, typer.Option(help="Rounds for each operation.")] = 7,
    requests: Annotated[int, typer.Option(help="Requests in each round.")] = 2000,
) -> None:
    """Measure the gateway beside a floor, and beside Hive Gateway where Node and it are installed."""
    Console().print(report(run_loop(compare(rounds, requests))))


if __name__ == "__main__":
    typer.run(main)
