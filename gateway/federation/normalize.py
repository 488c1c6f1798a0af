"""First pass: an operation's selection sets become selections in normal form.

The algorithm is CollectFields of the specification (https://spec.graphql.org/draft/#CollectFields()), run
before execution and for all object types at once. Walking a selection set, each field lands either among
the fields for every object of the type, or, behind a type condition that does not always hold, in the lists
of each object type for which it holds. Fields with the same response key are merged by collecting their
selection sets together. A key that ends in both places is handed down to every object type.

`@skip` and `@include` are decided here: plans are made for the truth values of the variables that stand in
them (`truth`), so that nothing after this pass knows conditions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    print_ast,
)
from graphql import (
    FieldNode as FieldAst,
)

from gateway.federation.errors import TooComplex
from gateway.federation.model import Supergraph
from gateway.federation.selection import FieldNode, Selection

MAX_FIELDS = 5_000


@dataclass(slots=True)
class _Entry:
    order: int
    asts: list[tuple[int, FieldAst]] = field(default_factory=list)  # each with its own order


_Entries = dict[str, _Entry]


@dataclass(slots=True)
class _Collected:
    """What a walk over one type's selection sets has found so far."""

    type_name: str
    general: _Entries = field(default_factory=dict)
    special: dict[str, _Entries] = field(default_factory=dict)
    seen: set[tuple[str, frozenset[str] | None]] = field(default_factory=set)

    def places(self, only: frozenset[str] | None) -> Iterator[_Entries]:
        if only is None:
            yield self.general
        else:
            for name in sorted(only):
                yield self.special.setdefault(name, {})


class Normalizer:
    def __init__(
        self,
        supergraph: Supergraph,
        fragments: Mapping[str, FragmentDefinitionNode],
        truth: Mapping[str, bool],
    ) -> None:
        self._supergraph = supergraph
        self._fragments = fragments
        self._truth = truth
        self._count = 0

    def selection(self, type_name: str, sets: list[SelectionSetNode]) -> Selection:
        """The normal form of selection sets that all apply to `type_name`."""
        found = _Collected(type_name)
        for selection_set in sets:
            self._collect(found, selection_set, None)
        self._hand_down(type_name, found.general, found.special)
        return Selection(
            type_name,
            self._fields(type_name, found.general),
            {name: Selection(name, self._fields(name, entries)) for name, entries in found.special.items()},
        )

    def _collect(
        self, found: "_Collected", selection_set: SelectionSetNode, only: frozenset[str] | None
    ) -> None:
        for node in selection_set.selections:
            if not self._included(node.directives):
                continue
            if isinstance(node, FieldAst):
                self._note(found, node, only)
                continue
            condition, inner = found.type_name, None
            if isinstance(node, FragmentSpreadNode):
                if (node.name.value, only) in found.seen:
                    continue
                found.seen.add((node.name.value, only))
                fragment = self._fragments[node.name.value]
                condition, inner = fragment.type_condition.name.value, fragment.selection_set
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else condition
                inner = node.selection_set
            holds = self._narrow(found.type_name, condition, only)
            if inner is not None and (holds is None or holds):
                self._collect(found, inner, holds)

    def _note(self, found: "_Collected", node: FieldAst, only: frozenset[str] | None) -> None:
        key = node.alias.value if node.alias else node.name.value
        for entries in found.places(only):
            self._count += 1
            entries.setdefault(key, _Entry(self._count)).asts.append((self._count, node))
        if self._count > MAX_FIELDS:
            raise TooComplex(f"The operation selects more than {MAX_FIELDS} fields. Ask for less at once.")

    def _narrow(self, type_name: str, condition: str, only: frozenset[str] | None) -> frozenset[str] | None:
        """The object types for which a nested condition holds; None where it holds for all there are."""
        here = self._supergraph.types[type_name]
        if condition == type_name or condition in here.interfaces:
            return only
        possible = self._supergraph.possible(condition) & (here.possible if only is None else only)
        if not here.is_abstract:
            return None if possible else frozenset()
        return possible

    def _hand_down(self, type_name: str, general: _Entries, special: dict[str, _Entries]) -> None:
        shared = {key for entries in special.values() for key in entries} & general.keys()
        for key in shared:
            entry = general.pop(key)
            for name in self._supergraph.possible(type_name):
                entries = special.setdefault(name, {})
                own = entries.get(key)
                entries[key] = _Entry(
                    entry.order if own is None else min(entry.order, own.order),
                    entry.asts if own is None else sorted(entry.asts + own.asts, key=itemgetter(0)),
                )

    def _fields(self, type_name: str, entries: _Entries) -> tuple[FieldNode, ...]:
        ordered = sorted(entries.items(), key=lambda item: item[1].order)
        return tuple(self._field(type_name, key, entry) for key, entry in ordered)

    def _field(self, type_name: str, key: str, entry: _Entry) -> FieldNode:
        _, ast = entry.asts[0]
        name = ast.name.value
        sets = [each.selection_set for _, each in entry.asts if each.selection_set is not None]
        selection = None
        if not name.startswith("__"):
            declared = self._supergraph.types[type_name].fields[name].type
            selection = self.selection(declared.name, sets) if sets else None
        arguments, variables = "", frozenset[str]()
        if ast.arguments:
            arguments = "(" + ",".join(f"{a.name.value}:{print_ast(a.value)}" for a in ast.arguments) + ")"
            variables = frozenset(v for a in ast.arguments for v in variables_in(a.value))
        # Data keys with two underscores are ours alone: __typename must always mean the type's name.
        data_key = f"_0{key}" if key.startswith("__") and key != name else key
        return FieldNode(data_key, key, name, arguments, variables, selection, entry.order)

    def _included(self, directives: tuple[DirectiveNode, ...] | None) -> bool:
        for directive in directives or ():
            name = directive.name.value
            if name in ("skip", "include"):
                (value,) = (argument.value for argument in directive.arguments or ())
                if self._true(value) is (name == "skip"):
                    return False
        return True

    def _true(self, value: ValueNode) -> bool:
        if isinstance(value, VariableNode):
            return self._truth[value.name.value]
        assert isinstance(value, BooleanValueNode)
        return value.value


def variables_in(value: Node) -> Iterator[str]:
    """The names of the variables in an argument's value, however deep."""
    if isinstance(value, VariableNode):
        yield value.name.value
        return
    for inner in getattr(value, "values", None) or ():
        yield from variables_in(inner)
    for inner in getattr(value, "fields", None) or ():
        yield from variables_in(inner.value)
