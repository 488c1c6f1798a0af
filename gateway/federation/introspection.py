"""`__schema` and `__type` are answered here, from the clients' schema; no subgraph is asked.

The operation's root selection is cut down to these fields and given to graphql-core as it is.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    execute_sync,
)

from gateway.federation.operation import Operation

INTROSPECTION = ("__schema", "__type")


def introspect(operation: Operation, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The introspection part of an operation's answer, by response key."""
    definition = operation.definition
    cut = _Cut(operation.fragments)
    local = OperationDefinitionNode(
        operation=definition.operation,
        variable_definitions=definition.variable_definitions,
        selection_set=SelectionSetNode(selections=cut.down(definition.selection_set)),
    )
    fragments = {**operation.fragments, **cut.fragments}
    document = DocumentNode(definitions=(local, *filter(None, fragments.values())))
    result = execute_sync(operation.schema, document, variable_values=dict(variables))
    assert isinstance(result, ExecutionResult)
    return result.data or {}


class _Cut:
    """`fragments`: those of the root type without their other fields, None where nothing is left. Each is cut once."""

    def __init__(self, given: Mapping[str, FragmentDefinitionNode]) -> None:
        self._given = given
        self.fragments: dict[str, FragmentDefinitionNode | None] = {}

    def down(self, selection_set: SelectionSetNode) -> tuple[SelectionNode, ...]:
        return tuple(kept for node in selection_set.selections if (kept := self._node(node)) is not None)

    def _node(self, node: SelectionNode) -> SelectionNode | None:
        if isinstance(node, FieldNode):
            return node if node.name.value in INTROSPECTION else None
        if isinstance(node, FragmentSpreadNode):
            return node if self._fragment(node.name.value) is not None else None
        assert isinstance(node, InlineFragmentNode)
        selections = self.down(node.selection_set)
        if not selections:
            return None
        return InlineFragmentNode(
            directives=node.directives, selection_set=SelectionSetNode(selections=selections)
        )

    def _fragment(self, name: str) -> FragmentDefinitionNode | None:
        if name not in self.fragments:
            whole = self._given[name]
            selections = self.down(whole.selection_set)
            self.fragments[name] = (
                FragmentDefinitionNode(
                    name=whole.name,
                    type_condition=whole.type_condition,
                    selection_set=SelectionSetNode(selections=selections),
                )
                if selections
                else None
            )
        return self.fragments[name]
