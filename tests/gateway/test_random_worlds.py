"""The second opinion: over any split of a schema the answer is graphql-core's over the unsplit one."""

import json
import os
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gateway.federation.api_schema import api_sdl
from gateway.federation.engine import Engine
from gateway.federation.limits import Limits
from gateway.federation.operation import InvalidDocument
from gateway.federation.plan_text import plan_text
from tests.gateway.random_maker import Maker
from tests.gateway.random_operation import CONDITIONS, OperationMaker

WORLDS = int(os.environ.get("RANDOM_WORLDS", "78"))
OPERATIONS_OF_A_WORLD = 17
LIMITS = Limits(tokens=10_000, aliases=1000, depth=50, cost=10**9)


@settings(
    max_examples=WORLDS,
    derandomize="RANDOM_WORLDS" not in os.environ,  # the same thousand operations each time, others on demand
    database=None,
    phases=[Phase.explicit, Phase.generate],  # a seed has no smaller seed
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(min_value=0, max_value=2**32))
async def test_a_split_schema_answers_like_the_unsplit_one(seed: int) -> None:
    chance = Random(seed)
    world = Maker(chance).make()
    supergraph = world.supergraph()
    engine = Engine(supergraph, limits=LIMITS)
    network, monolith = world.network(), world.monolith(api_sdl(supergraph))
    for _ in range(OPERATIONS_OF_A_WORLD):
        query = OperationMaker(world, chance).make()
        try:
            prepared = engine.prepare(query)
        except InvalidDocument:
            continue  # conflicting response shapes, which chance may hit on
        plan = engine.plan(prepared, CONDITIONS)
        answer = await engine.execute(prepared, CONDITIONS, network)
        expected = await monolith.answer(query, CONDITIONS, validated=True)
        told = f"{query}\n{plan_text(plan)}\n{supergraph}"
        assert "errors" not in expected, expected
        assert answer.errors == [], f"{answer.errors}\n{told}"
        assert json.dumps(answer.data) == json.dumps(expected["data"]), told
