"""Field sets of keys and `@requires`, as a subgraph reads them in a representation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
)
from graphql.utilities import value_from_ast_untyped


@dataclass(frozen=True)
class FieldSet:
    text: str
    selection_set: SelectionSetNode

    def is_whole_in(self, value: dict[str, Any], *, may_be_null: bool) -> bool:
        """Whether an object holds every field, however deep; `may_be_null`: with null for any of them."""
        return _is_whole(self.selection_set, value, may_be_null)

    def __repr__(self) -> str:
        return self.text


def field_sets(node: Node | None, directive: str) -> list[FieldSet]:
    """The `fields` of each such directive on a definition."""
    return [FieldSet(text, _parsed(text)) for text in _texts(node, directive)]


def _texts(node: Node | None, directive: str) -> Iterator[str]:
    for each in getattr(node, "directives", None) or ():
        if each.name.value == directive:
            yield from (value_from_ast_untyped(a.value) for a in each.arguments if a.name.value == "fields")


def _parsed(text: str) -> SelectionSetNode:
    (definition,) = parse("{" + text + "}").definitions
    assert isinstance(definition, OperationDefinitionNode)
    return definition.selection_set


def _is_whole(selection_set: SelectionSetNode, value: Any, may_be_null: bool) -> bool:
    if value is None:
        return may_be_null
    if isinstance(value, list):
        return all(_is_whole(selection_set, each, may_be_null) for each in value)
    return all(_holds(node, value, may_be_null) for node in selection_set.selections)


def _holds(node: SelectionNode, value: dict[str, Any], may_be_null: bool) -> bool:
    if isinstance(node, InlineFragmentNode):
        condition = node.type_condition
        is_meant = condition is None or value["__typename"] == condition.name.value
        return not is_meant or _is_whole(node.selection_set, value, may_be_null)
    assert isinstance(node, FieldNode)
    name = node.name.value
    if name == "__typename":
        return True
    if name not in value or (value[name] is None and not may_be_null):
        return False
    return node.selection_set is None or _is_whole(node.selection_set, value[name], may_be_null)
