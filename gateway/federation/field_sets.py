"""The field sets of keys, `@requires` and `@provides`: fields and inline fragments, with constant arguments only."""

from graphql import (
    FieldNode,
    GraphQLError,
    InlineFragmentNode,
    NameNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
    print_ast,
)

from gateway.federation.errors import SupergraphError, TooComplex
from gateway.federation.model import Supergraph
from gateway.federation.normalize import Normalizer, variables_in
from gateway.federation.selection import TYPENAME, Selection

_TYPE_NAME = FieldNode(name=NameNode(value=TYPENAME))


def field_set(
    text: str, type_name: str, supergraph: Supergraph, *, at: str, sent_to: str | None = None
) -> Selection:
    """A field set as a selection of the type. Raises SupergraphError, which begins with `at` and quotes the text.

    `sent_to`: the subgraph that gets these fields in a representation, and with them the types' names that it needs.
    """
    try:
        selection_set = _parsed(text)
        _check(selection_set, type_name, supergraph)
        if sent_to is not None:
            selection_set = _with_type_names(selection_set, type_name, supergraph, sent_to)
        return Normalizer(supergraph, {}, {}).selection(type_name, [selection_set])
    except (_Unreadable, GraphQLError, TooComplex) as error:
        reason = error.message if isinstance(error, GraphQLError) else str(error)
        raise SupergraphError(f"{at}: the field set {text!r} cannot be read. {reason}") from None
    except RecursionError:
        raise SupergraphError(f"{at}: a field set is nested too deeply.") from None


class _Unreadable(Exception):
    """What is wrong, in a sentence."""


def _parsed(text: str) -> SelectionSetNode:
    definitions = parse("{" + text + "}", no_location=True).definitions
    if len(definitions) != 1 or not isinstance(definitions[0], OperationDefinitionNode):
        raise _Unreadable("It closes a brace that it did not open.")
    return definitions[0].selection_set


def _check(selection_set: SelectionSetNode, type_name: str, supergraph: Supergraph) -> None:
    for node in selection_set.selections:
        if node.directives:
            raise _Unreadable("It holds a directive.")
        if isinstance(node, FieldNode):
            _check_field(node, type_name, supergraph)
        elif isinstance(node, InlineFragmentNode):
            condition = type_name if node.type_condition is None else node.type_condition.name.value
            here = supergraph.types.get(condition)
            if here is None or not here.kind.is_composite:
                raise _Unreadable(f"There is no object, interface or union {condition}.")
            _check(node.selection_set, condition, supergraph)
        else:
            raise _Unreadable(f"It spreads a named fragment: {_shown(node)}.")


def _check_field(node: FieldNode, type_name: str, supergraph: Supergraph) -> None:
    name = node.name.value
    if node.alias is not None:
        raise _Unreadable(f"It holds an alias: {_shown(node)}.")
    if any(True for argument in node.arguments or () for _ in variables_in(argument.value)):
        raise _Unreadable(f"It holds a variable: {_shown(node)}.")
    if name == TYPENAME and node.selection_set is None:
        return
    field = supergraph.types[type_name].fields.get(name)
    if field is None:
        raise _Unreadable(f"{type_name} has no field {name}.")
    is_composite = supergraph.types[field.type.name].kind.is_composite
    if is_composite != (node.selection_set is not None):
        raise _Unreadable(
            f"{type_name}.{name} is {'an object' if is_composite else 'no object'}: "
            f"say {'which of its fields' if is_composite else 'its name alone'}."
        )
    if node.selection_set is not None:
        _check(node.selection_set, field.type.name, supergraph)


def _with_type_names(
    selection_set: SelectionSetNode, type_name: str, supergraph: Supergraph, graph: str
) -> SelectionSetNode:
    """With `__typename` wherever the subgraph can tell only by it what an object is."""
    selections: list[SelectionNode] = []
    for node in selection_set.selections:
        if isinstance(node, InlineFragmentNode):
            condition = type_name if node.type_condition is None else node.type_condition.name.value
            inner = _with_type_names(node.selection_set, condition, supergraph, graph)
            selections.append(InlineFragmentNode(type_condition=node.type_condition, selection_set=inner))
        elif isinstance(node, FieldNode) and node.selection_set is not None:
            below = supergraph.types[supergraph.types[type_name].fields[node.name.value].type.name]
            inner = _with_type_names(node.selection_set, below.name, supergraph, graph)
            if below.is_abstract and not below.is_interface_object_in(graph):
                inner = SelectionSetNode(selections=(*inner.selections, _TYPE_NAME))
            selections.append(FieldNode(name=node.name, arguments=node.arguments, selection_set=inner))
        else:
            selections.append(node)
    return SelectionSetNode(selections=tuple(selections))


def _shown(node: SelectionNode) -> str:
    return print_ast(node).replace("\n", " ")
