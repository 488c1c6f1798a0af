"""The composer makes of the random worlds' subgraphs what the generator wrote down as their supergraph."""

from random import Random

from graphql import lexicographic_sort_schema, parse, print_schema

from gateway.federation.api_schema import api_schema
from gateway.federation.engine import Engine
from gateway.federation.operation import InvalidDocument
from gateway.federation.plan_text import plan_text
from tests.gateway.compose import DoesNotCompose, compose
from tests.gateway.random_maker import Maker
from tests.gateway.random_operation import CONDITIONS, LIMITS, OperationMaker
from tests.gateway.random_world import EMPTY, RandomWorld

SEEDS = range(40)
OPERATIONS_OF_A_WORLD = 10


def test_a_sample_of_worlds_composes_to_the_same_schema_and_the_same_plans() -> None:
    differ = [told for seed in SEEDS for told in _differences(seed)]
    assert not differ, f"{len(differ)}\n" + "\n\n".join(differ[:5])


def _differences(seed: int) -> list[str]:
    chance = Random(seed)
    world = Maker(chance).make()
    if _loses_external(world):
        return []
    ours = world.supergraph()
    written = {g: world.subgraph_sdl(g) for g in world.graphs}
    subgraphs = {g: sdl for g, sdl in written.items() if sdl != EMPTY}
    told = "\n".join(f"# {name}\n{sdl}" for name, sdl in subgraphs.items())
    try:
        theirs = compose(subgraphs)
    except DoesNotCompose as error:
        return [f"seed {seed}: {error}\n{told}"]
    if _clients(ours) != _clients(theirs):
        return [f"seed {seed}: other schemas\n{_clients(ours)}\n{_clients(theirs)}\n{told}"]
    engines = Engine(ours, limits=LIMITS), Engine(theirs, limits=LIMITS)
    differ = []
    for _ in range(OPERATIONS_OF_A_WORLD):
        operation = OperationMaker(world, chance).make()
        try:
            mine, their = (plan_text(each.plan(each.prepare(operation), CONDITIONS)) for each in engines)
        except InvalidDocument:
            continue  # conflicting response shapes, which chance may hit on
        if mine != their:
            differ.append(f"seed {seed}: {operation}\n{mine}\nover the composed one:\n{their}\n{told}")
    return differ


def _loses_external(world: RandomWorld) -> bool:
    """This composer forgets the `@external` of an interface's field that all subgraphs of the interface declare."""
    return any(
        each.external and {*each.graphs, *each.external} >= set(t.graphs)
        for t in world.types.values()
        if t.kind == "interface"
        for each in t.fields.values()
    )


def _clients(supergraph: str) -> str:
    return print_schema(lexicographic_sort_schema(api_schema(parse(supergraph))))
