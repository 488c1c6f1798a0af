"""Last pass: fetched data becomes the client's response, in the client's order.

For each place of an operation a small function is put together once, when it is planned: it reads the values
that the client asked for, lets null rise to the nearest nullable place as the specification says
(https://spec.graphql.org/draft/#sec-Handling-Execution-Errors), and leaves scalars as they came: subgraphs
have checked them. Each null where none is allowed is noted with its path (in reverse while it is being
found), so that the response can say why a part of it is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.federation.model import Supergraph, Type, TypeRef
from gateway.federation.selection import TYPENAME, UNNAMED, FieldNode, Selection

Faults = list[list[str | int]]
Complete = Callable[[Any, Faults], Any]
_FieldPlan = tuple[str, str, Complete | None, bool, str | None]


@dataclass(frozen=True, slots=True)
class Shape:
    """The whole response's shape. Applying it never changes the data."""

    complete: Complete

    def apply(self, data: dict[str, Any]) -> tuple[dict[str, Any] | None, Faults]:
        """The response's `data`, and the paths where null stood in for a value that must not be null."""
        faults: Faults = []
        projected = self.complete(data, faults)
        for path in faults:
            path.reverse()
        return projected, faults


def compile_shape(supergraph: Supergraph, selection: Selection) -> Shape:
    return Shape(_Compiler(supergraph).object(selection.type, selection.fields))


class _Compiler:
    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._types = supergraph.types

    def object(self, type_name: str, fields: tuple[FieldNode, ...]) -> Complete:
        plans = tuple(self._field(type_name, field) for field in fields)

        def complete(value: Any, faults: Faults) -> Any:
            if type(value) is not dict:
                faults.append([])
                return None
            out = {}
            for response_key, key, inner, non_null, constant in plans:
                found = value.get(key)
                if constant is not None:
                    found = constant
                elif found is not None and inner is not None:
                    known = len(faults)
                    found = inner(found, faults)
                    if len(faults) > known:
                        for path in faults[known:]:
                            path.append(response_key)
                        if found is None and non_null:
                            return None
                elif found is None and non_null:
                    faults.append([response_key])
                    return None
                out[response_key] = found
            return out

        return _as_it_is(plans, complete) or complete

    def _field(self, type_name: str, field: FieldNode) -> _FieldPlan:
        if field.name == TYPENAME:
            return field.response_key, field.key, None, True, type_name
        if field.name.startswith("__"):
            return field.response_key, field.key, None, False, None
        declared = self._types[type_name].fields[field.name].type
        return (
            field.response_key,
            field.key,
            self._complete(declared, field.selection),
            declared.non_null,
            None,
        )

    def _complete(self, declared: TypeRef, selection: Selection | None) -> Complete | None:
        if declared.of is not None:
            return self._list(declared.of, selection)
        if selection is not None:
            return self._composite(declared.name, selection.narrowed(declared.name, self._supergraph))
        hidden = self._types[declared.name].hidden_values
        return _visible(hidden) if hidden else None

    def _list(self, item: TypeRef, selection: Selection | None) -> Complete | None:
        inner, non_null = self._complete(item, selection), item.non_null
        if inner is None and not non_null:
            return None

        def complete(value: Any, faults: Faults) -> Any:
            if type(value) is not list:
                faults.append([])
                return None
            out = []
            for index, each in enumerate(value):
                found = each
                if found is None:
                    if non_null:
                        faults.append([index])
                        return None
                elif inner is not None:
                    known = len(faults)
                    found = inner(each, faults)
                    if len(faults) > known:
                        for path in faults[known:]:
                            path.append(index)
                        if found is None and non_null:
                            return None
                out.append(found)
            return out

        return complete

    def _composite(self, type_name: str, selection: Selection) -> Complete:
        here = self._types[type_name]
        if not here.is_abstract:
            return self.object(type_name, selection.fields)
        by_type: dict[str, Complete] = {
            name: self.object(name, selection.narrowed(name, self._supergraph).fields)
            for name in here.possible
            if not self._types[name].inaccessible
        }
        if nameless := self._nameless(here, selection):
            by_type |= dict.fromkeys(nameless, self.object(type_name, selection.fields))

        def complete(value: Any, faults: Faults) -> Any:
            found = by_type.get(str(value.get(TYPENAME, UNNAMED))) if type(value) is dict else None
            if found is None:
                faults.append([])
                return None
            return found(value, faults)

        return complete

    def _nameless(self, here: Type, selection: Selection) -> frozenset[str]:
        """What stands for a type's name where nobody need know it: the object comes from an `@interfaceObject`."""
        objects = frozenset[str]().union(*here.interface_objects_in.values())
        if any(map(here.is_interface_object_in, here.graphs)):
            objects |= {here.name}
        found = frozenset(
            name
            for name in objects
            if not selection.narrowed(name, self._supergraph).asks_typename
            and not self._supergraph.hides_types(name)
        )
        return found | {UNNAMED} if found else found


def _as_it_is(plans: tuple[_FieldPlan, ...], complete: Complete) -> Complete | None:
    """For objects of scalars alone: one that came with just these fields, in this order, needs no copy."""
    if any(inner is not None or constant is not None for *_, inner, _, constant in plans):
        return None
    wanted = tuple(response_key for response_key, *_ in plans)
    if wanted != tuple(key for _, key, *_ in plans):
        return None

    def complete_scalars(value: Any, faults: Faults) -> Any:
        if type(value) is dict and tuple(value) == wanted and None not in value.values():
            return value
        return complete(value, faults)

    return complete_scalars


def _visible(hidden: frozenset[str]) -> Complete:
    def complete(value: Any, faults: Faults) -> Any:
        if value in hidden:
            faults.append([])
            return None
        return value

    return complete
