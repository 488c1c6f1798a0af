"""What an operation may cost: an estimate of the objects it asks for, made before anything is fetched.

Every field with a selection counts as one object. A field with `first` or `last` counts as often as it says, with
all that lies below; a list without them as LIST_SIZE, unless it is the list that the argument above it sizes (a
connection's `edges`). The estimate is put together once for a document and then only asked with the variables.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    type_from_ast,
)

LIST_SIZE = 10
SIZES = ("first", "last")
_CEILING = 10**9  # no need to know how much larger than that


@dataclass(frozen=True, slots=True)
class Cost:
    """`size` is a number, or the name of the variable that holds it; `default` where that is not given."""

    size: int | str
    default: int
    below: tuple["Cost", ...]

    def of(self, variables: Mapping[str, Any]) -> int:
        size = self.size if isinstance(self.size, int) else variables.get(self.size, self.default)
        times = size if isinstance(size, int) and size >= 0 else self.default
        return min(_CEILING, times * (1 + sum(each.of(variables) for each in self.below)))


def cost_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Cost:
    """The cost of a valid operation."""
    root = schema.get_root_type(operation.operation)
    assert root is not None
    return Cost(1, 1, _Estimate(schema, fragments).below(root, operation.selection_set, sized=False))


class _Estimate:
    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._known: dict[tuple[str, bool], tuple[Cost, ...]] = {}

    def below(
        self, parent: GraphQLCompositeType, selection_set: SelectionSetNode, *, sized: bool
    ) -> tuple[Cost, ...]:
        """`sized`: the field above says how long the lists here are."""
        found: list[Cost] = []
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                if (cost := self._field(parent, node, sized=sized)) is not None:
                    found.append(cost)
            elif isinstance(node, FragmentSpreadNode):
                found += self._fragment(node.name.value, sized=sized)
            elif isinstance(node, InlineFragmentNode):
                narrowed = node.type_condition and type_from_ast(self._schema, node.type_condition)
                here = narrowed if is_composite_type(narrowed) else parent
                found += self.below(here, node.selection_set, sized=sized)
        return tuple(found)

    def _fragment(self, name: str, *, sized: bool) -> tuple[Cost, ...]:
        known = self._known.get((name, sized))
        if known is None:
            fragment = self._fragments[name]
            here = type_from_ast(self._schema, fragment.type_condition)
            assert is_composite_type(here)
            known = self._known[name, sized] = self.below(here, fragment.selection_set, sized=sized)
        return known

    def _field(self, parent: GraphQLCompositeType, node: FieldNode, *, sized: bool) -> Cost | None:
        if node.selection_set is None or node.name.value.startswith("__"):
            return None
        field: GraphQLField = parent.fields[node.name.value]  # type: ignore[union-attr]  # validated
        is_list = isinstance(
            field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type, GraphQLList
        )
        default = LIST_SIZE if is_list and not sized else 1
        size, says = self._size(field, node, default)
        here = get_named_type(field.type)
        assert is_composite_type(here)
        return Cost(size, default, self.below(here, node.selection_set, sized=says))

    @staticmethod
    def _size(field: GraphQLField, node: FieldNode, default: int) -> tuple[int | str, bool]:
        """How often it counts, and whether an argument says so."""
        for argument in node.arguments or ():
            if argument.name.value in SIZES:
                if isinstance(argument.value, IntValueNode):
                    return min(_CEILING, max(0, int(argument.value.value))), True
                if isinstance(argument.value, VariableNode):
                    return argument.value.name.value, True
        for name in SIZES:
            declared = field.args[name].default if name in field.args else None
            if declared is not None and isinstance(declared.literal, IntValueNode):
                return int(declared.literal.value), True
        return default, False
