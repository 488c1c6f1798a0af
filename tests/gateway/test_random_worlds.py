"""The second opinion: over any split of a schema the answer is graphql-core's over the unsplit one."""

import json
import os
from random import Random

from graphql import parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.federation.api_schema import api_sdl
from gateway.federation.engine import Engine
from gateway.federation.operation import Limits
from gateway.federation.plan_text import plan_text
from tests.gateway.random_operation import CONDITIONS, OperationMaker
from tests.gateway.random_world import Maker

WORLDS = int(os.environ.get("RANDOM_WORLDS", "150"))
OPERATIONS_OF_A_WORLD = 7
LIMITS = Limits(aliases=1000, depth=50)


@settings(max_examples=WORLDS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(min_value=0, max_value=2**32))
async def test_a_split_schema_answers_like_the_unsplit_one(seed: int) -> None:
    chance = Random(seed)
    world = Maker(chance).make()
    supergraph = world.supergraph()
    engine = Engine(supergraph, limits=LIMITS)
    network, monolith = world.network(), world.monolith(api_sdl(supergraph))
    for _ in range(OPERATIONS_OF_A_WORLD):
        query = OperationMaker(world, chance).make()
        if validate(engine.schema, parse(query)):
            continue  # conflicting response shapes, which chance may hit on
        prepared = engine.prepare(query)
        answer = await engine.execute(prepared, CONDITIONS, network)
        expected = await monolith.answer(query, CONDITIONS)
        assert "errors" not in expected, expected
        told = plan_text(engine.plan(prepared, CONDITIONS))
        assert answer.errors == [], f"{answer.errors}\n{query}\n{told}\n{supergraph}"
        assert json.dumps(answer.data) == json.dumps(expected["data"]), f"{query}\n{told}\n{supergraph}"
