"""`__schema` and `__type` are answered here, from the clients' schema; no subgraph is asked.

The operation's root selection is cut down to these fields and given to graphql-core as it is.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
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
    local = OperationDefinitionNode(
        operation=definition.operation,
        variable_definitions=definition.variable_definitions,
        selection_set=SelectionSetNode(selections=_only_local(operation, definition.selection_set)),
    )
    document = DocumentNode(definitions=(local, *operation.fragments.values()))
    result = execute_sync(operation.schema, document, variable_values=dict(variables))
    assert isinstance(result, ExecutionResult)
    return result.data or {}


def _only_local(operation: Operation, selection_set: SelectionSetNode) -> tuple[SelectionNode, ...]:
    kept: list[SelectionNode] = []
    for node in selection_set.selections:
        if isinstance(node, FieldNode):
            if node.name.value in INTROSPECTION:
                kept.append(node)
            continue
        inner = node.selection_set if isinstance(node, InlineFragmentNode) else None
        if isinstance(node, FragmentSpreadNode):
            inner = operation.fragments[node.name.value].selection_set
        if inner is not None and (selections := _only_local(operation, inner)):
            kept.append(
                InlineFragmentNode(
                    directives=node.directives, selection_set=SelectionSetNode(selections=selections)
                )
            )
    return tuple(kept)
