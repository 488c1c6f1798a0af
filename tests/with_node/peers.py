"""Hive's planner and Hive Gateway, from contracts/peers, as tests use them."""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import aiohttp

from devstack.ports import free_port

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "contracts" / "peers"
HIVE_GATEWAY = PEERS / "node_modules" / ".bin" / "hive-gateway"
START_SECONDS = 60


class Planned(NamedTuple):
    """What a planner needs for an operation, and its plan to show."""

    fetches: int
    chain: int
    text: str


def plan_with_hive(asked: list[tuple[str, str]]) -> list[Planned | str]:
    """Hive's plan for each (supergraph, operation); its words where it refuses, or ends, over one."""
    answers: list[Planned | str] = []
    while len(answers) < len(asked):
        left = groupby(asked[len(answers) :], key=itemgetter(0))
        given = [{"supergraph": sdl, "operations": [each for _, each in pairs]} for sdl, pairs in left]
        done = subprocess.run(
            ["node", str(PEERS / "plan.mjs")],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
        )
        lines = map(json.loads, done.stdout.splitlines())
        answers += [each if isinstance(each, str) else Planned(*each) for each in lines]
        if done.returncode:
            assert "panicked" in done.stderr, done.stderr
            answers.append("panicked")
    return answers


@asynccontextmanager
async def hive_gateway(supergraph: Path, subgraphs: Mapping[str, str]) -> AsyncIterator[str]:
    """Hive Gateway over subgraphs at these addresses, as docs/gateway.md says; yields its own address."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *("node", str(HIVE_GATEWAY), "supergraph", str(supergraph)),
        *("-c", str(PEERS / "gateway.config.mjs"), "-h", "127.0.0.1", "-p", str(port), "--fork", "1"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env=os.environ | {"SUBGRAPHS": json.dumps(dict(subgraphs))},
    )
    url = f"http://127.0.0.1:{port}"
    try:
        await _ready(f"{url}/readiness")
        yield url
    finally:
        process.terminate()
        await process.wait()


async def _ready(url: str) -> None:
    async with aiohttp.ClientSession() as http, asyncio.timeout(START_SECONDS):
        while True:
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
