"""The second opinion: over any split of a schema the answer is graphql-core's over the unsplit one.

World and operations come of bytes that hypothesis draws, so it can make those that fail smaller.
`RANDOM_WORLDS=1000` tries as many worlds, others each time.
"""

import json
import os
from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.federation.api_schema import api_sdl
from gateway.federation.engine import Engine
from gateway.federation.operation import InvalidDocument
from gateway.federation.plan_text import plan_text
from gateway.federation.planner import steps
from tests.gateway.random_maker import Maker
from tests.gateway.random_operation import CONDITIONS, LIMITS, OperationMaker

WORLDS = int(os.environ.get("RANDOM_WORLDS", "75"))
OPERATIONS_OF_A_WORLD = 15


class Tape(Random):
    """Chance read from bytes that hypothesis draws, and can lower and leave out. At its end nothing happens."""

    def __init__(self, tape: bytes) -> None:
        super().__init__(0)
        self._tape = iter(tape)

    def random(self) -> float:
        return next(self._tape, 0) / 256

    def _randbelow(self, n: int) -> int:  # what choice, randint, sample and shuffle are made of
        return next(self._tape, 0) % n


CHANCE = st.binary(min_size=3000, max_size=5000).map(Tape)


def some(worlds: int) -> settings:
    return settings(
        max_examples=worlds,
        derandomize="RANDOM_WORLDS"
        not in os.environ,  # the same thousand operations each time, others on demand
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@some(WORLDS)
@given(CHANCE)
async def test_a_split_schema_answers_like_the_unsplit_one(chance: Random) -> None:
    await answers_like_the_unsplit_one(chance)


@some(max(1, WORLDS // 10))
@given(CHANCE)
async def test_so_it_does_where_there_is_no_time_to_look_for_a_better_plan(chance: Random) -> None:
    with pytest.MonkeyPatch.context() as hurry:
        hurry.setattr(steps, "EXACT", 0)
        hurry.setattr(steps, "THOROUGH", 0)
        await answers_like_the_unsplit_one(chance)


async def answers_like_the_unsplit_one(chance: Random) -> None:
    world = Maker(chance).make()
    supergraph = world.supergraph()
    engine = Engine(supergraph, limits=LIMITS)
    ran: list[str] = []
    should_run: list[str] = []
    network, monolith = world.network(ran), world.monolith(api_sdl(supergraph), should_run)
    for _ in range(OPERATIONS_OF_A_WORLD):
        ran.clear()
        should_run.clear()
        query = OperationMaker(world, chance).make()
        try:
            prepared = engine.prepare(query)
        except InvalidDocument:
            continue  # conflicting response shapes, which chance may hit on
        plan = engine.plan(prepared, CONDITIONS)
        answer = await engine.execute(prepared, CONDITIONS, network)
        expected = await monolith.answer(query, CONDITIONS, validated=True)
        told = f"{query}\n{plan_text(plan)}\n{supergraph}"
        assert world.hidden or "errors" not in expected, expected
        assert _places(answer.errors) == _places(expected.get("errors", ())), f"{answer.errors}\n{told}"
        assert json.dumps(answer.data) == json.dumps(expected["data"]), told
        assert ran == should_run or answer.data is None, told  # what is null as a whole need not go on


def _places(errors: Iterable[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(each.get("path")) for each in errors)
