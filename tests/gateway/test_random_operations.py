"""Random operations over the tables' worlds, which have features that random worlds lack: as the monolith answers."""

import json
from random import Random

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    is_required_argument,
)

from gateway.federation.engine import Engine
from gateway.federation.operation import InvalidDocument
from tests.gateway.plan_tables import TABLES
from tests.gateway.random_operation import CONDITIONS, LIMITS, OperationMaker
from tests.gateway.random_world import Field, RandomWorld, Type
from tests.gateway.worlds import World

OPERATIONS = 120  # of each world


def _drawn_from(schema: GraphQLSchema) -> RandomWorld:
    """What clients may ask for without an argument; nothing of subgraphs and data."""
    types, unions = dict[str, Type](), dict[str, dict[str, list[str]]]()
    for name, each in schema.type_map.items():
        if isinstance(each, GraphQLUnionType):
            unions[name] = {"": [member.name for member in each.types]}
        elif isinstance(each, (GraphQLObjectType, GraphQLInterfaceType)) and not name.startswith("__"):
            types[name] = Type(
                name,
                kind="interface" if isinstance(each, GraphQLInterfaceType) else "type",
                fields=_fields(each),
                interfaces={interface.name: [] for interface in each.interfaces},
            )
    query = types.pop("Query")
    types.pop("Mutation", None)  # the worlds' stores must stay as they are
    return RandomWorld([], types, unions, {"Query": query.fields}, store={}, answers={}, hidden=set())


def _fields(of: GraphQLObjectType | GraphQLInterfaceType) -> dict[str, Field]:
    return {
        name: Field(name, str(field.type), graphs=[])
        for name, field in of.fields.items()
        if not any(map(is_required_argument, field.args.values()))
    }


@pytest.mark.parametrize("world", [table.world for table in TABLES], ids=lambda world: world.name)
async def test_the_answer_is_the_monoliths(world: World) -> None:
    engine, network, monolith = Engine(world.supergraph, limits=LIMITS), world.network(), world.monolith()
    drawn_from, refused = _drawn_from(engine.schema), 0
    for seed in range(OPERATIONS):
        operation = OperationMaker(drawn_from, Random(seed)).make()
        try:
            prepared = engine.prepare(operation)
        except InvalidDocument:
            refused += 1  # conflicting response shapes, which chance may hit on
            continue

        answer = await engine.execute(prepared, CONDITIONS, network)

        expected = await monolith.answer(operation, CONDITIONS)
        assert json.dumps(answer.data) == json.dumps(expected["data"]), operation
        assert bool(answer.errors) == bool(expected.get("errors")), operation
    assert refused < OPERATIONS / 10
