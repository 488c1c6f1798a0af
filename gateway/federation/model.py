"""The supergraph as the planner sees it: every type, and which subgraph can do what with it.

Words are those of the join specification (https://specs.apollo.dev/join/v0.3/), "graph" is a subgraph's
enum value in `join__Graph`.
"""

from dataclasses import dataclass, field
from enum import Enum

from graphql import ListTypeNode, NamedTypeNode, NonNullTypeNode, TypeNode

from gateway.federation.selection import Selection


class Kind(Enum):
    OBJECT = "object"
    INTERFACE = "interface"
    UNION = "union"
    SCALAR = "scalar"
    ENUM = "enum"
    INPUT = "input"

    @property
    def is_composite(self) -> bool:
        """Whether something has to be selected of it (https://spec.graphql.org/draft/#sec-Leaf-Field-Selections)."""
        return self in (Kind.OBJECT, Kind.INTERFACE, Kind.UNION)


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type as a field declares it: `of` is the item type of a list, `name` the innermost named type."""

    name: str
    non_null: bool = False
    of: "TypeRef | None" = None

    @property
    def list_depth(self) -> int:
        return 0 if self.of is None else 1 + self.of.list_depth

    @staticmethod
    def from_node(node: TypeNode) -> "TypeRef":
        non_null = isinstance(node, NonNullTypeNode)
        inner = node.type if isinstance(node, NonNullTypeNode) else node
        if isinstance(inner, ListTypeNode):
            item = TypeRef.from_node(inner.type)
            return TypeRef(item.name, non_null, item)
        assert isinstance(inner, NamedTypeNode)
        return TypeRef(inner.name.value, non_null)

    def __str__(self) -> str:
        text = self.name if self.of is None else f"[{self.of}]"
        return text + "!" if self.non_null else text


@dataclass(frozen=True, slots=True)
class FieldInGraph:
    """What one subgraph says about a field."""

    type: TypeRef
    external: bool = False
    requires: Selection | None = None
    provides: Selection | None = None


@dataclass(slots=True)
class Field:
    name: str
    type: TypeRef
    graphs: dict[str, FieldInGraph] = field(default_factory=dict)
    inaccessible: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A field set by which a subgraph finds an entity; `resolvable` keys may be jumped to."""

    fields: Selection
    resolvable: bool


@dataclass(slots=True)
class TypeInGraph:
    keys: list[Key] = field(default_factory=list)
    interface_object: bool = False


@dataclass(slots=True)
class Type:
    name: str
    kind: Kind
    graphs: dict[str, TypeInGraph] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    interfaces: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()  # object types, an object type's own name included
    possible_in: dict[str, frozenset[str]] = field(default_factory=dict)
    # Of an interface: those that implement it and are an `@interfaceObject`, by subgraph.
    interface_objects_in: dict[str, frozenset[str]] = field(default_factory=dict)
    hidden_values: frozenset[str] = frozenset()  # enum values that clients may not see
    inaccessible: bool = False

    @property
    def is_abstract(self) -> bool:
        return self.kind in (Kind.INTERFACE, Kind.UNION)

    def occurring_in(self, graph: str) -> frozenset[str]:
        """The types of which the subgraph can say that an object is: object types, and what is one there."""
        nothing = frozenset[str]()
        return self.possible_in.get(graph, nothing) | self.interface_objects_in.get(graph, nothing)

    def is_interface_object_in(self, graph: str) -> bool:
        here = self.graphs.get(graph)
        return here is not None and here.interface_object


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A subgraph's name as its team knows it, and the address that the supergraph gives."""

    name: str
    url: str


@dataclass(slots=True)
class Supergraph:
    subgraphs: dict[str, Subgraph]
    types: dict[str, Type]
    query: str
    mutation: str | None

    def is_abstract(self, name: str) -> bool:
        return self.types[name].is_abstract

    def possible(self, name: str) -> frozenset[str]:
        return self.types[name].possible

    def hides_types(self, name: str) -> bool:
        """Whether an object of the type may be of one that clients must not see."""
        return any(self.types[each].inaccessible for each in self.possible(name))
