"""Hive's planner and Hive Gateway, from contracts/peers, as tests use them."""

import json
import subprocess
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PEERS = ROOT / "contracts" / "peers"


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
