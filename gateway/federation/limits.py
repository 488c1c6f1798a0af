"""What a document may hold, looked at before validation: its rules take quadratic time, and longer, on hostile ones.

Two looks at the syntax tree. The first counts what is written: definitions, nesting, aliases, spreads, directives,
variables, values. The second spells the document out as CollectFields would
(https://spec.graphql.org/draft/#CollectFields()), fragments put in their places and fields of one response key merged:
so fragments that multiply show their size. Where a key occurs n times each occurrence is going to be compared with each
other one, as are the fragments spread at one place: these pairs count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableDefinitionNode,
)

from gateway.federation.errors import TooComplex


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may hold. The introspection query that tools send fits: 16 levels, 500 tokens."""

    characters: int = 32 * 1024
    tokens: int = 2000
    depth: int = 20
    aliases: int = 50
    directives: int = 100
    definitions: int = 100  # operations and fragments
    spreads: int = 200  # of fragments, wherever they stand
    variables: int = 100  # that are declared
    values: int = 200  # arguments, items of lists and fields of input objects
    sent: int = 2000  # the same, in the variables that are sent along
    fields: int = 5000  # with all fragments spelled out
    pairs: int = 5000  # of fields or fragments that validation compares
    errors: int = 10
    cost: int = 10_000
    once: frozenset[str] = frozenset()  # mutations of which an operation may hold one in all


def check(document: DocumentNode, limits: Limits) -> None:
    """Raises TooComplex."""
    definitions = [
        each
        for each in document.definitions
        if isinstance(each, (OperationDefinitionNode, FragmentDefinitionNode))
    ]
    _written(definitions, limits)
    fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
    spelled = _SpelledOut(limits, fragments)
    for each in definitions:
        if isinstance(each, OperationDefinitionNode):
            spelled.out(each.selection_set)
    for name, fragment in fragments.items():
        if name not in spelled.spread:  # in no operation, but validated all the same
            spelled.out(fragment.selection_set)


def check_variables(given: Iterable[Any], limits: Limits) -> None:
    """Looks at what was sent before it is coerced, here and again in the subgraphs. Raises TooComplex."""
    count = 0
    todo = list(given)
    while todo:
        value = todo.pop()
        if type(value) is dict or type(value) is list:
            count += len(value)
            if count > limits.sent:
                raise TooComplex(f"The variables hold more than {limits.sent} values. Send less at once.")
            todo += value.values() if type(value) is dict else value


def _written(definitions: list[OperationDefinitionNode | FragmentDefinitionNode], limits: Limits) -> None:
    if len(definitions) > limits.definitions:
        raise TooComplex(f"The document holds more than {limits.definitions} operations and fragments.")
    written = _Written(limits)
    todo: list[tuple[SelectionSetNode, int]] = []
    for each in definitions:
        written.directives_of(each)
        for variable in each.variable_definitions or ():
            written.variable(variable)
        todo.append((each.selection_set, 1))
    while todo:
        selection_set, depth = todo.pop()
        if depth > limits.depth:
            raise _too_deep(limits)
        for node in selection_set.selections:
            written.directives_of(node)
            if isinstance(node, FieldNode):
                written.field(node)
            written.spreads += isinstance(node, FragmentSpreadNode)
            if isinstance(node, (FieldNode, InlineFragmentNode)) and node.selection_set is not None:
                todo.append((node.selection_set, depth + isinstance(node, FieldNode)))
        written.check()


@dataclass(slots=True)
class _Written:
    limits: Limits
    aliases: int = 0
    directives: int = 0
    spreads: int = 0
    values: int = 0
    variables: int = 0

    def directives_of(
        self, node: SelectionNode | OperationDefinitionNode | FragmentDefinitionNode | VariableDefinitionNode
    ) -> None:
        for directive in node.directives or ():
            self.directives += 1
            self.values_in(directive.arguments)

    def variable(self, node: VariableDefinitionNode) -> None:
        self.variables += 1
        self.directives_of(node)
        if node.default_value is not None:
            self.values_in((node.default_value,))

    def field(self, node: FieldNode) -> None:
        self.aliases += node.alias is not None
        self.values_in(node.arguments)

    def values_in(self, nodes: Iterable[ArgumentNode | ObjectFieldNode | ValueNode] | None) -> None:
        """Counts each argument, each item of a list and each field of an input object, however deep."""
        todo = list(nodes or ())
        while todo:
            node = todo.pop()
            self.values += 1
            value = node.value if isinstance(node, (ArgumentNode, ObjectFieldNode)) else node
            if isinstance(value, ListValueNode):
                todo += value.values
            elif isinstance(value, ObjectValueNode):
                todo += value.fields

    def check(self) -> None:
        limits = self.limits
        if self.aliases > limits.aliases:
            raise TooComplex(f"The document uses more than {limits.aliases} aliases.")
        if self.spreads > limits.spreads:
            raise TooComplex(f"The document spreads fragments more than {limits.spreads} times.")
        if self.directives > limits.directives:
            raise TooComplex(f"The document uses more than {limits.directives} directives.")
        if self.variables > limits.variables:
            raise TooComplex(f"The document declares more than {limits.variables} variables.")
        if self.values > limits.values:
            raise TooComplex(f"The document writes out more than {limits.values} values. Send variables.")


@dataclass(slots=True)
class _SpelledOut:
    limits: Limits
    fragments: Mapping[str, FragmentDefinitionNode]
    spread: set[str] = field(default_factory=set)
    fields: int = 0
    pairs: int = 0

    def out(self, selection_set: SelectionSetNode) -> None:
        todo = [([selection_set], 1)]
        while todo:
            merged, depth = todo.pop()
            if depth > self.limits.depth:
                raise _too_deep(self.limits)
            todo += [(below, depth + 1) for below in self._place(merged)]

    def _place(self, merged: list[SelectionSetNode]) -> list[list[SelectionSetNode]]:
        """Counts what stands at one place of the answer; returns what stands below, by field."""
        count: dict[str, int] = {}
        below: dict[str, list[SelectionSetNode]] = {}
        here: set[str] = set()
        todo = list(merged)
        while todo:
            for node in todo.pop().selections:
                if isinstance(node, FieldNode):
                    key = (node.alias or node.name).value
                    count[key] = seen = count.get(key, 0) + 1
                    self.fields += 1
                    self.pairs += seen - 1
                    if node.selection_set is not None:
                        below.setdefault(key, []).append(node.selection_set)
                elif isinstance(node, InlineFragmentNode):
                    todo.append(node.selection_set)
                elif isinstance(node, FragmentSpreadNode) and node.name.value not in here:
                    self.pairs += len(here)
                    here.add(node.name.value)
                    if (fragment := self.fragments.get(node.name.value)) is not None:
                        todo.append(fragment.selection_set)
            self._check()
        self.spread |= here
        return list(below.values())

    def _check(self) -> None:
        if self.fields > self.limits.fields:
            raise TooComplex(
                f"The document selects more than {self.limits.fields} fields. Ask for less at once."
            )
        if self.pairs > self.limits.pairs:
            raise TooComplex(
                "The document repeats too many fields or fragments at one place. Ask for each once."
            )


def _too_deep(limits: Limits) -> TooComplex:
    return TooComplex(f"The operation is nested deeper than {limits.depth} levels.")
