"""The join directives of a supergraph, read and checked (https://specs.apollo.dev/join/v0.5)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    BooleanValueNode,
    ConstDirectiveNode,
    EnumValueNode,
    ListValueNode,
    NullValueNode,
    StringValueNode,
    ValueNode,
)

from gateway.federation.errors import SupergraphError
from gateway.federation.links import Link

_ARGUMENTS: dict[str, dict[str, type[ValueNode]]] = {
    "graph": {"name": StringValueNode, "url": StringValueNode},
    "type": {
        "graph": EnumValueNode,
        "key": StringValueNode,
        "extension": BooleanValueNode,
        "resolvable": BooleanValueNode,
        "isInterfaceObject": BooleanValueNode,
    },
    "implements": {"graph": EnumValueNode, "interface": StringValueNode},
    "unionMember": {"graph": EnumValueNode, "member": StringValueNode},
    "enumValue": {"graph": EnumValueNode},
    "field": {
        "graph": EnumValueNode,
        "requires": StringValueNode,
        "provides": StringValueNode,
        "type": StringValueNode,
        "external": BooleanValueNode,
        "override": StringValueNode,
        "usedOverridden": BooleanValueNode,
        "overrideLabel": StringValueNode,
        "contextArguments": ListValueNode,
    },
}
_NEEDED = {
    "graph": ("name",),
    "type": ("graph",),
    "implements": ("graph", "interface"),
    "unionMember": ("graph", "member"),
    "enumValue": ("graph",),
    "field": (),
}
_KIND_NAMES = {
    StringValueNode: "a string",
    EnumValueNode: "a subgraph of join__Graph",
    BooleanValueNode: "true or false",
    ListValueNode: "a list",
}


@dataclass(slots=True)
class Joins:
    """`graphs` are the subgraphs that may be named; it is filled while these are read."""

    link: Link
    graphs: set[str] = field(default_factory=set)

    def of(
        self, directives: Iterable[ConstDirectiveNode] | None, name: str, *, at: str
    ) -> Iterator[dict[str, Any]]:
        """The arguments of each `@join__<name>` at the coordinate `at`; those that are null are absent.

        Raises SupergraphError where one is absent that is needed, is of another kind, or names no subgraph.
        """
        wanted = self.link.directive(name)
        for directive in directives or ():
            if directive.name.value == wanted:
                told = f"{at}: @{wanted}"
                given = {
                    a.name.value: self._value(
                        a.value, _ARGUMENTS[name].get(a.name.value), f"{told}({a.name.value}:)"
                    )
                    for a in directive.arguments or ()
                    if not isinstance(a.value, NullValueNode)
                }
                for needed in _NEEDED[name]:
                    if not given.get(needed):
                        raise SupergraphError(f"{told} needs the argument {needed!r}.")
                yield given

    def _value(self, node: ValueNode, kind: type[ValueNode] | None, told: str) -> Any:
        if kind is None:
            raise SupergraphError(f"{told} is an argument that the join specification does not have.")
        if not isinstance(node, kind):
            raise SupergraphError(f"{told} must be {_KIND_NAMES[kind]}.")
        if isinstance(node, ListValueNode):
            return node.values
        assert isinstance(node, (StringValueNode, EnumValueNode, BooleanValueNode))
        if isinstance(node, EnumValueNode) and node.value not in self.graphs:
            known = ", ".join(sorted(self.graphs))
            raise SupergraphError(f"{told} names {node.value}, which is none of the subgraphs {known}.")
        return node.value
