"""Hive Router's planner plans what we plan: ours never needs more fetches nor a longer chain of them.

Where the one is bought with the other, each planner is right in its own order (docs/decisions/0008).
"""

import re
from functools import lru_cache, partial
from random import Random

from gateway.federation.engine import Engine
from gateway.federation.limits import Limits
from gateway.federation.operation import InvalidDocument
from gateway.federation.plan_text import plan_text
from tests.gateway.random_maker import Maker
from tests.gateway.random_operation import CONDITIONS, OperationMaker
from tests.with_node.golden import golden
from tests.with_node.peers import plan_with_hive

DECLARED = re.compile(r"^(query|mutation)\([^)]*\)")
SEEDS = range(200)
OPERATIONS_OF_A_WORLD = 10
KNOWN = 2  # chains of the sample that are longer with as many fetches; docs/decisions/0008 says why
LIMITS = Limits(tokens=10_000, aliases=1000, depth=50, cost=10**9)


def test_no_golden_query_is_planned_worse_than_by_hive() -> None:
    asked = [(table.supergraph, each) for table in golden() for each in table.operations.values()]
    compared, worse = _compare(asked)
    worse = [each for each in worse if not each.lstrip().startswith("mutation")]  # see docs/decisions/0008
    assert not worse, "\n\n".join(worse)
    assert compared == len(asked) - 2  # it refuses what needs no subgraph: introspection, all skipped


def test_random_operations_are_planned_no_worse_than_by_hive() -> None:
    asked = [pair for seed in SEEDS for pair in _random(seed)]
    compared, worse = _compare(asked)
    assert len(worse) <= KNOWN, "\n\n".join(worse)
    assert compared > 0.8 * len(asked)  # it refuses some, and some make it panic


def _random(seed: int) -> list[tuple[str, str]]:
    chance = Random(seed)
    world = Maker(chance).make()
    supergraph = world.supergraph()
    engine = Engine(supergraph, limits=LIMITS)
    operations = [_decided(OperationMaker(world, chance).make()) for _ in range(OPERATIONS_OF_A_WORLD)]
    return [(supergraph, each) for each in operations if _valid(engine, each)]


def _decided(operation: str) -> str:
    """With its conditions written out, since Hive's plans decide them only when they run."""
    text = DECLARED.sub(r"\1", operation)
    for name, value in CONDITIONS.items():
        text = text.replace(f"${name}", str(value).lower())
    return text


def _valid(engine: Engine, operation: str) -> bool:
    try:
        engine.prepare(operation)
    except InvalidDocument:
        return False  # conflicting response shapes, which chance may hit on
    return True


def _compare(asked: list[tuple[str, str]]) -> tuple[int, list[str]]:
    """How many plans were compared, and those of ours that need more than Hive's."""
    compared, worse = 0, []
    engine_for = lru_cache(1)(partial(Engine, limits=LIMITS))
    for (supergraph, operation), theirs in zip(asked, plan_with_hive(asked), strict=True):
        if isinstance(theirs, str):
            continue
        compared += 1
        engine = engine_for(supergraph)
        ours = engine.plan(engine.prepare(operation), {})
        fetches, chain = ours.fetch_count - theirs.fetches, ours.chain_length - theirs.chain
        if max(fetches, chain) > 0 and min(fetches, chain) >= 0:
            worse.append(
                f"{operation}\nours: {ours.fetch_count} fetches, chain {ours.chain_length}\n"
                f"{plan_text(ours)}\nHive's: {theirs.fetches}, {theirs.chain}\n{theirs.text}\n{supergraph}"
            )
    return compared, worse
