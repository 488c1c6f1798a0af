"""A document as it arrived: parsed under limits, validated against the clients' schema, ready to be planned.

Limits are applied from the cheapest check to the dearest: characters, tokens while parsing, then those of `limits` on
the syntax tree, and only then validation, whose rules take quadratic time on hostile documents.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graphql import (
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    NoUndefinedVariablesRule,
    NoUnusedVariablesRule,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    VariablesInAllowedPositionRule,
    parse,
    print_ast,
    specified_rules,
    validate,
)
from graphql.execution.values import get_variable_values

from gateway.federation.cost import Cost, cost_of
from gateway.federation.errors import NoSubscriptions, OperationError, TooComplex, UnknownOperation
from gateway.federation.introspection_cost import check_introspection
from gateway.federation.limits import Limits, check, check_variables

# These walk each operation anew, with all its fragments: so they come last, and only where there are variables.
_ABOUT_VARIABLES = (NoUndefinedVariablesRule, NoUnusedVariablesRule, VariablesInAllowedPositionRule)
_NO_NULL = "Variable '${}' has invalid value: @skip and @include must be told true or false."
_RULES = tuple(rule for rule in specified_rules if rule not in _ABOUT_VARIABLES)


class UnreadableDocument(OperationError):
    """The document is not GraphQL."""

    def __init__(self, error: GraphQLError) -> None:
        super().__init__(error.message)
        self.errors = [error]


class InvalidDocument(OperationError):
    """The document does not fit the schema."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


class InvalidVariables(OperationError):
    """The variables do not fit the operation."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


@dataclass(frozen=True)
class Operation:
    """One operation of a valid document, with the fragments it may use."""

    definition: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    schema: GraphQLSchema
    limits: Limits
    suggest: bool = True

    @property
    def kind(self) -> str:
        return self.definition.operation.value

    @property
    def name(self) -> str | None:
        return self.definition.name.value if self.definition.name else None

    @cached_property
    def declarations(self) -> dict[str, str]:
        """The variables' declarations as a fetch repeats them."""
        return {v.variable.name.value: print_ast(v) for v in self.definition.variable_definitions or ()}

    @cached_property
    def root_fields(self) -> tuple[str, ...]:
        """The names of the root type's fields that it asks for, as often as they are written."""
        return tuple(self._root_fields(self.definition.selection_set, set()))

    def _root_fields(self, selection_set: SelectionSetNode, seen: set[str]) -> Iterator[str]:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                yield node.name.value
            elif isinstance(node, InlineFragmentNode):
                yield from self._root_fields(node.selection_set, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                yield from self._root_fields(self.fragments[node.name.value].selection_set, seen)

    @cached_property
    def cost(self) -> Cost:
        return cost_of(self.schema, self.definition, self.fragments)

    @cached_property
    def conditions(self) -> tuple[str, ...]:
        """The variables that stand in @skip or @include anywhere: a plan holds for their values."""
        found: set[str] = set()
        for node in (self.definition, *self.fragments.values()):
            found.update(_condition_variables(node.selection_set))
        return tuple(sorted(found & self.declarations.keys()))

    def coerced(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Raises InvalidVariables where a value does not fit its declaration, TooComplex where there are too many."""
        definitions = self.definition.variable_definitions
        if not definitions:
            return {}
        check_variables((variables.get(name) for name in self.declarations), self.limits)
        result = get_variable_values(
            self.schema, definitions, dict(variables), max_errors=10, hide_suggestions=not self.suggest
        )
        if isinstance(result, list):
            raise InvalidVariables(result)
        coerced: dict[str, Any] = result.coerced
        if nulls := [name for name in self.conditions if name in coerced and coerced[name] is None]:
            raise InvalidVariables([GraphQLError(_NO_NULL.format(name)) for name in nulls])
        return coerced


def read_operation(
    schema: GraphQLSchema, text: str, name: str | None, limits: Limits, *, suggest: bool = True
) -> Operation:
    """Raises UnreadableDocument, InvalidDocument, UnknownOperation, NoSubscriptions or TooComplex."""
    if len(text) > limits.characters:
        raise TooComplex(f"The document has more than {limits.characters} characters. Send variables.")
    try:
        document = parse(text, max_tokens=limits.tokens)
    except GraphQLError as error:
        if f"more than {limits.tokens} tokens" in error.message:
            raise TooComplex(f"The document has more than {limits.tokens} tokens.") from None
        raise UnreadableDocument(error) from None
    foreign = [d for d in document.definitions if not isinstance(d, ExecutableDefinitionNode)]
    if foreign:  # what schemas are written with, which takes longer to validate
        raise InvalidDocument(
            [GraphQLError("A document may hold operations and fragments only.", foreign[0])]
        )
    check(document, limits)
    for rules in (_RULES, _ABOUT_VARIABLES) if "$" in text else (_RULES,):
        errors = validate(schema, document, rules, max_errors=limits.errors, hide_suggestions=not suggest)
        if errors:
            raise InvalidDocument(errors)
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    operation = Operation(_chosen(operations, name), fragments, schema, limits, suggest)
    if operation.kind == "subscription":
        raise NoSubscriptions("Subscriptions are not offered; poll with a query.")
    check_introspection(schema, operation.definition, fragments)
    if operation.kind == "mutation" and limits.once:
        _check_once(operation, limits.once)
    return operation


def _check_once(operation: Operation, once: frozenset[str]) -> None:
    """With aliases a single request could try a hundred passwords."""
    asked = [name for name in operation.root_fields if name in once]
    if len(asked) > 1:
        raise TooComplex(
            f"Send {' and '.join(sorted(set(asked)))} one at a time, each in a request of its own."
        )


def _chosen(operations: list[OperationDefinitionNode], name: str | None) -> OperationDefinitionNode:
    if not operations:
        raise UnknownOperation("The document holds no operation.")
    if name is None:
        if len(operations) > 1:
            raise UnknownOperation("The document holds several operations: say which in operationName.")
        return operations[0]
    for operation in operations:
        if operation.name is not None and operation.name.value == name:
            return operation
    raise UnknownOperation("The document holds no operation of the name in operationName.")


def _condition_variables(selection_set: SelectionSetNode) -> Iterator[str]:
    for node in selection_set.selections:
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                for argument in directive.arguments or ():
                    if isinstance(argument.value, VariableNode):
                        yield argument.value.name.value
        if isinstance(node, (FieldNode, InlineFragmentNode)) and node.selection_set is not None:
            yield from _condition_variables(node.selection_set)
