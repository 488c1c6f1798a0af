"""Random operations over the tables' worlds, which have features that random worlds lack: as the monolith answers."""

import json
from random import Random

import pytest
from graphql import (
    GraphQLCompositeType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
)

from gateway.federation.engine import Engine
from gateway.federation.limits import Limits
from tests.gateway.plan_tables import TABLES
from tests.gateway.worlds import World

OPERATIONS = 120  # of each world
DEPTH = 3
LIMITS = Limits(tokens=10_000, aliases=1000, depth=50, cost=10**9)


class _Maker:
    def __init__(self, schema: GraphQLSchema, chance: Random) -> None:
        self._schema, self._chance = schema, chance

    def selection(self, of: GraphQLCompositeType, depth: int = DEPTH) -> str:
        parts = ["__typename", "kind: __typename"] if self._sometimes() else []
        fields = {} if isinstance(of, GraphQLUnionType) else of.fields
        for name, field in fields.items():
            below = get_named_type(field.type)
            if any(map(is_required_argument, field.args.values())):
                continue
            if self._sometimes() and (depth or is_leaf_type(below)):
                parts.append(name if is_leaf_type(below) else name + self.selection(below, depth - 1))
        if is_abstract_type(of) and depth:
            meeting = filter(self._sometimes, self._meeting(of))
            parts += [f"... on {each.name}{self.selection(each, depth - 1)}" for each in meeting]
        self._chance.shuffle(parts)
        return f"{{ {' '.join(parts or ['__typename'])} }}"

    def _sometimes(self, _: object = None) -> bool:
        return self._chance.random() < 0.45

    def _meeting(self, of: GraphQLCompositeType) -> list[GraphQLCompositeType]:
        """The types that an object of the type may be of as well."""
        composite = [t for t in self._schema.type_map.values() if isinstance(t, GraphQLCompositeType)]
        return [each for each in composite if self._possible(each) & self._possible(of)]

    def _possible(self, of: GraphQLCompositeType) -> set[str]:
        return {t.name for t in self._schema.get_possible_types(of)} if is_abstract_type(of) else {of.name}


@pytest.mark.parametrize("world", [table.world for table in TABLES], ids=lambda world: world.name)
async def test_the_answer_is_the_monoliths(world: World) -> None:
    engine, network, monolith = Engine(world.supergraph, limits=LIMITS), world.network(), world.monolith()
    query = engine.schema.query_type
    assert query is not None
    for seed in range(OPERATIONS):
        operation = _Maker(engine.schema, Random(seed)).selection(query)

        answer = await engine.execute(engine.prepare(operation), {}, network)

        expected = await monolith.answer(operation)
        assert json.dumps(answer.data) == json.dumps(expected["data"]), operation
        assert bool(answer.errors) == bool(expected.get("errors")), operation
