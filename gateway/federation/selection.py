"""Selections in normal form: what an operation, a key or a `@requires` asks of one type.

The normal form. `fields` hold for every object of the type; `fragments` hold what is asked of single object
types beyond that, by object type and never nested. No response key stands in both. An object type has no
fragments.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

TYPENAME = "__typename"
UNNAMED = ""  # the type of an object that comes from an `@interfaceObject`, until another subgraph names it


class Types(Protocol):
    """What a selection must know of the types that it is about."""

    def is_abstract(self, name: str) -> bool:
        """Whether it is an interface or a union."""

    def possible(self, name: str) -> frozenset[str]:
        """The object types of a type, an object type's own name included."""


@dataclass(frozen=True, eq=False)
class FieldNode:
    """One field: `key` is where its value lies in fetched data, `response_key` where the client wants it."""

    key: str
    response_key: str
    name: str
    arguments: str = ""  # printed, with parentheses; empty where there are none
    variables: frozenset[str] = frozenset()
    selection: "Selection | None" = None
    order: int = 0

    @cached_property
    def leaves(self) -> int:
        return 1 if self.selection is None else max(1, self.selection.leaves)

    def selecting(self, selection: "Selection") -> "FieldNode":
        return replace(self, selection=selection)


@dataclass(frozen=True, eq=False)
class Selection:
    type: str
    fields: tuple[FieldNode, ...]
    fragments: Mapping[str, "Selection"] = field(default_factory=dict)
    _narrowed: dict[str, "Selection"] = field(default_factory=dict, repr=False)

    @cached_property
    def leaves(self) -> int:
        return sum(f.leaves for f in self.fields) + sum(s.leaves for s in self.fragments.values())

    @cached_property
    def asks_typename(self) -> bool:
        return any(f.name == TYPENAME for f in self.fields) or bool(self.fragments)

    def narrowed(self, to: str, types: Types) -> "Selection":
        """The same wishes, asked of a narrower type."""
        if to == self.type:
            return self
        known = self._narrowed.get(to)
        if known is None:
            known = self._narrowed[to] = self._narrow(to, types)
        return known

    def _narrow(self, to: str, types: Types) -> "Selection":
        if not types.is_abstract(to):
            special = self.fragments.get(to)
            fields = self.fields if special is None else self.fields + special.fields
            return Selection(to, tuple(sorted(fields, key=lambda f: f.order)))
        possible = types.possible(to)
        ours = types.possible(self.type)
        if not possible <= ours:  # a subgraph gives a wider type: the others do not occur
            return Selection(to, (), {t: self.narrowed(t, types) for t in sorted(possible & ours)})
        return Selection(to, self.fields, {t: s for t, s in self.fragments.items() if t in possible})
