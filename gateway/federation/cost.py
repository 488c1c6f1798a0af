"""What an operation may cost: an estimate of the objects it asks for, made before anything is fetched.

Every field with a selection counts as one object. A field with `first` or `last` counts as often as it says, with
all that lies below; a list without them as LIST_SIZE, unless it is the list that the argument above it sizes (a
connection's `edges`). The estimate is put together once for a document: what no variable sizes is summed up then,
and asking it with the variables looks at the rest alone, at each fragment's part once however often it is spread.
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
CEILING = 10**9  # no need to know how much larger than that


@dataclass(frozen=True, slots=True, eq=False)
class Cost:
    """`size` is a number, or the name of the variable that holds it; `default` where that is not given.

    Of one object `fixed` is what it costs with all below it that no variable sizes, `varying` the rest.
    """

    size: int | str
    default: int
    fixed: float
    varying: tuple["Cost", ...] = ()

    def of(self, variables: Mapping[str, Any]) -> float:
        return self._of(variables, {})

    def _of(self, variables: Mapping[str, Any], known: dict["Cost", float]) -> float:
        found = known.get(self)
        if found is None:
            size = self.size if isinstance(self.size, int) else variables.get(self.size, self.default)
            times = size if isinstance(size, int) and size >= 0 else self.default
            below = sum(each._of(variables, known) for each in self.varying)
            found = known[self] = min(CEILING, times * (self.fixed + below))
        return found


def cost_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Cost:
    """The cost of a valid operation."""
    root = schema.get_root_type(operation.operation)
    assert root is not None
    fixed, varying = Estimate(schema, fragments).below(root, operation.selection_set, sized=False)
    return Cost(1, 1, min(CEILING, 1 + fixed), varying)


Below = tuple[float, tuple[Cost, ...]]


class Estimate:
    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self._known: dict[tuple[str, bool], Below] = {}

    def below(self, parent: GraphQLCompositeType, selection_set: SelectionSetNode, *, sized: bool) -> Below:
        """`sized`: the field above says how long the lists here are."""
        fixed: float = 0
        varying = dict[Cost, None]()
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                more, rest = self._field(parent, node, sized=sized)
            elif isinstance(node, FragmentSpreadNode):
                more, rest = self._fragment(node.name.value, sized=sized)
            else:
                assert isinstance(node, InlineFragmentNode)
                narrowed = node.type_condition and type_from_ast(self._schema, node.type_condition)
                here = narrowed if is_composite_type(narrowed) else parent
                more, rest = self.below(here, node.selection_set, sized=sized)
            fixed = min(CEILING, fixed + more)
            varying |= dict.fromkeys(rest)
        return fixed, tuple(varying)

    def _fragment(self, name: str, *, sized: bool) -> Below:
        known = self._known.get((name, sized))
        if known is None:
            fragment = self._fragments[name]
            here = type_from_ast(self._schema, fragment.type_condition)
            assert is_composite_type(here)
            known = self._known[name, sized] = self.below(here, fragment.selection_set, sized=sized)
        return known

    def _field(self, parent: GraphQLCompositeType, node: FieldNode, *, sized: bool) -> Below:
        if node.selection_set is None or node.name.value.startswith("__"):
            return 0, ()
        field: GraphQLField = parent.fields[node.name.value]  # type: ignore[union-attr]  # validated
        is_list = isinstance(
            field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type, GraphQLList
        )
        default = LIST_SIZE if is_list and not sized else 1
        size, says = self._size(field, node, default)
        here = get_named_type(field.type)
        assert is_composite_type(here)
        fixed, varying = self.below(here, node.selection_set, sized=says)
        cost = Cost(size, default, min(CEILING, 1 + fixed), varying)
        return (cost.of({}), ()) if isinstance(size, int) and not varying else (0, (cost,))

    @staticmethod
    def _size(field: GraphQLField, node: FieldNode, default: int) -> tuple[int | str, bool]:
        """How often it counts, and whether an argument says so."""
        for argument in node.arguments or ():
            if argument.name.value in SIZES:
                if isinstance(argument.value, IntValueNode):
                    return min(CEILING, max(0, int(argument.value.value))), True
                if isinstance(argument.value, VariableNode):
                    return argument.value.name.value, True
        for name in SIZES:
            declared = field.args[name].default if name in field.args else None
            if declared is not None and isinstance(declared.literal, IntValueNode):
                return int(declared.literal.value), True
        return default, False
