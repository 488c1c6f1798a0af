"""What an operation's introspection may cost: twice what tools ask for, who want the whole schema at once.

Nothing is fetched for it, but each field of it takes time here. They are counted as those of cost.py are, with lists
as long as this schema's: on average below `types`, which goes through all of them, elsewhere as the longest one.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
    get_introspection_query,
    get_named_type,
    is_composite_type,
    is_wrapping_type,
    parse,
)

from gateway.federation.cost import CEILING, Below, Estimate
from gateway.federation.errors import TooComplex

TIMES_THE_WHOLE = 2
_META: dict[str, GraphQLField] = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


def check_introspection(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> None:
    """Raises TooComplex where a valid operation asks for too much of it."""
    asked = _cost(schema, operation, fragments)
    if asked and asked > TIMES_THE_WHOLE * _whole(schema):
        raise TooComplex(
            f"The operation asks for more than {TIMES_THE_WHOLE} times the whole schema. "
            "Ask for each part of it once."
        )


@lru_cache(maxsize=1)
def _whole(schema: GraphQLSchema) -> float:
    asked = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    operation, *fragments = parse(asked).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return _cost(
        schema,
        operation,
        {each.name.value: each for each in fragments if isinstance(each, FragmentDefinitionNode)},
    )


def _cost(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> float:
    root = schema.get_root_type(operation.operation)
    assert root is not None
    return _Introspected(schema, fragments).below(root, operation.selection_set, sized=False)[0]


class _Introspected(Estimate):
    """`sized`: the objects here are all types, or all fields of these, so an average tells how long their lists are."""

    def _field(self, parent: Any, node: FieldNode, *, sized: bool) -> Below:
        name = node.name.value
        field = _META.get(name)
        if field is None:
            if not parent.name.startswith("__"):
                return 0, ()  # of the schema that clients have, which cost.py is about
            if node.selection_set is None:
                return 1, ()
            field = parent.fields[name]
        assert node.selection_set is not None
        here = get_named_type(field.type)
        assert is_composite_type(here)
        averaged = name == "types" or (sized and name == "fields")
        fixed, _ = self.below(here, node.selection_set, sized=averaged)
        average, longest = _lengths(self._schema).get(name, (1, 1))
        return min(CEILING, 1 + (average if sized or name == "types" else longest) * (1 + fixed)), ()


@lru_cache(maxsize=1)
def _lengths(schema: GraphQLSchema) -> dict[str, tuple[float, float]]:
    """How long each list of the introspection types is, on average and the longest; of `ofType` how often it is one."""
    types = list(schema.type_map.values())
    with_fields = [t for t in types if isinstance(t, (GraphQLObjectType, GraphQLInterfaceType))]
    fields = [field for each in with_fields for field in each.fields.values()]
    per_type: dict[str, Callable[[Any], int]] = {
        "fields": lambda t: len(t.fields) if isinstance(t, (GraphQLObjectType, GraphQLInterfaceType)) else 0,
        "inputFields": lambda t: len(t.fields) if isinstance(t, GraphQLInputObjectType) else 0,
        "enumValues": lambda t: len(t.values) if isinstance(t, GraphQLEnumType) else 0,
        "interfaces": lambda t: len(t.interfaces) if t in with_fields else 0,
        "possibleTypes": lambda t: (
            len(schema.get_possible_types(t))
            if isinstance(t, (GraphQLInterfaceType, GraphQLUnionType))
            else 0
        ),
    }
    wrapped = sum(is_wrapping_type(field.type) for field in fields) / max(len(fields), 1)
    return {
        "types": (len(types), len(types)),
        "directives": (len(schema.directives), len(schema.directives)),
        "args": _average_and_longest(len(field.args) for field in fields),
        "ofType": (wrapped, wrapped),
        **{name: _average_and_longest(map(count, types)) for name, count in per_type.items()},
    }


def _average_and_longest(lengths: Iterable[int]) -> tuple[float, float]:
    found = list(lengths)
    return (sum(found) / len(found), max(found)) if found else (0, 0)
