"""Reads supergraph SDL (join specification v0.3 to v0.5) into the planner's model.

Two passes over the document: the first notes every type with the subgraphs that know it, the second, when
all types are there, its fields with what each subgraph says of them, and the field sets of keys, `@requires`
and `@provides`. A field without `@join__field` belongs to every subgraph that has its type; one whose
`@join__field` names no graph is only reached through an `@interfaceObject`.
"""

from collections.abc import Iterator
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLError,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    parse,
    parse_type,
)
from graphql.utilities import value_from_ast_untyped

from gateway.federation.errors import SupergraphError
from gateway.federation.links import Link, read_links
from gateway.federation.model import (
    Field,
    FieldInGraph,
    Key,
    Kind,
    Subgraph,
    Supergraph,
    Type,
    TypeInGraph,
    TypeRef,
)
from gateway.federation.normalize import field_set
from gateway.federation.selection import Selection

_KINDS: dict[type[TypeDefinitionNode], Kind] = {
    ObjectTypeDefinitionNode: Kind.OBJECT,
    InterfaceTypeDefinitionNode: Kind.INTERFACE,
    UnionTypeDefinitionNode: Kind.UNION,
    ScalarTypeDefinitionNode: Kind.SCALAR,
    EnumTypeDefinitionNode: Kind.ENUM,
    InputObjectTypeDefinitionNode: Kind.INPUT,
}
_BUILT_IN = ("Int", "Float", "String", "Boolean", "ID")


def parse_supergraph(sdl: str) -> DocumentNode:
    """Raises SupergraphError with the place where the text is no GraphQL SDL."""
    try:
        return parse(sdl, no_location=True)
    except GraphQLError as error:
        raise SupergraphError(f"The supergraph is not valid SDL: {error.message}") from error


def read_supergraph(document: DocumentNode) -> Supergraph:
    """The model of a composed supergraph.

    Raises SupergraphError for what this gateway cannot serve: features it must understand and does not,
    progressive overrides (`overrideLabel`), `@fromContext`, and unreadable field sets.
    """
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: DocumentNode) -> None:
        self._links = read_links(document)
        self._document = document
        self._definitions = {
            d.name.value: d for d in document.definitions if isinstance(d, TypeDefinitionNode)
        }
        self._join = self._links["join"]
        self._inaccessible = self._links.get("inaccessible", Link("inaccessible", "", "inaccessible"))
        self._supergraph = Supergraph(
            {}, {name: Type(name, Kind.SCALAR) for name in _BUILT_IN}, "Query", None
        )

    def read(self) -> Supergraph:
        self._read_subgraphs()
        types = self._supergraph.types
        for name, definition in self._definitions.items():
            if not name.startswith((f"{self._join.prefix}__", "link__")):
                types[name] = self._type(definition)
        self._read_possible_types()
        self._read_roots()
        for name, definition in self._definitions.items():
            if name in types and isinstance(
                definition, (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode)
            ):
                self._read_fields(types[name], definition)
        for name, definition in self._definitions.items():
            if name in types:
                self._read_field_sets(types[name], definition)
        return self._supergraph

    def _read_subgraphs(self) -> None:
        graphs = self._definitions.get(f"{self._join.prefix}__Graph")
        if not isinstance(graphs, EnumTypeDefinitionNode):
            raise SupergraphError("The supergraph has no enum join__Graph that lists its subgraphs.")
        for value in graphs.values or ():
            for given in self._joins(value.directives, "graph"):
                self._supergraph.subgraphs[value.name.value] = Subgraph(given["name"], given.get("url") or "")

    def _read_roots(self) -> None:
        roots = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
        for definition in self._document.definitions:
            if isinstance(definition, SchemaDefinitionNode):
                given = {o.operation.value: o.type.name.value for o in definition.operation_types}
                roots = given or roots
        self._supergraph.query = roots.get("query", "Query")
        mutation = roots.get("mutation")
        self._supergraph.mutation = mutation if mutation in self._supergraph.types else None
        if self._supergraph.query not in self._supergraph.types:
            raise SupergraphError("The supergraph has no query type.")

    def _type(self, definition: TypeDefinitionNode) -> Type:
        found = Type(definition.name.value, _KINDS[type(definition)])
        for given in self._joins(definition.directives, "type"):
            here = found.graphs.setdefault(given["graph"], TypeInGraph())
            here.interface_object = here.interface_object or bool(given.get("isInterfaceObject"))
        if isinstance(definition, (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode)):
            found.interfaces = frozenset(i.name.value for i in definition.interfaces or ())
        if isinstance(definition, EnumTypeDefinitionNode):
            found.hidden_values = frozenset(
                v.name.value for v in definition.values or () if self._is_inaccessible(v.directives)
            )
        found.inaccessible = self._is_inaccessible(definition.directives)
        return found

    def _read_possible_types(self) -> None:
        """For each abstract type its object types, in all and by subgraph."""
        types = self._supergraph.types
        for name, definition in self._definitions.items():
            here = types.get(name)
            if here is None:
                continue
            if isinstance(definition, ObjectTypeDefinitionNode):
                here.possible = frozenset((name,))
                here.possible_in = dict.fromkeys(here.graphs, here.possible)
                for interface in here.interfaces:
                    types[interface].possible |= {name}
                for given in self._joins(definition.directives, "implements"):
                    self._add_possible(types[given["interface"]], given["graph"], name)
            elif isinstance(definition, UnionTypeDefinitionNode):
                here.possible = frozenset(t.name.value for t in definition.types or ())
                for given in self._joins(definition.directives, "unionMember"):
                    self._add_possible(here, given["graph"], given["member"])

    @staticmethod
    def _add_possible(abstract: Type, graph: str, name: str) -> None:
        abstract.possible_in[graph] = abstract.possible_in.get(graph, frozenset()) | {name}

    def _read_fields(
        self, here: Type, definition: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode
    ) -> None:
        for node in definition.fields or ():
            found = Field(node.name.value, TypeRef.from_node(node.type))
            found.inaccessible = self._is_inaccessible(node.directives)
            here.fields[found.name] = found

    def _read_field_sets(self, here: Type, definition: TypeDefinitionNode) -> None:
        for given in self._joins(definition.directives, "type"):
            if given.get("key"):
                key = Key(
                    self._field_set(given["key"], here.name), given.get("resolvable", True) is not False
                )
                here.graphs[given["graph"]].keys.append(key)
        if isinstance(definition, (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode)):
            for node in definition.fields or ():
                self._read_join_fields(here, here.fields[node.name.value], node)

    def _read_join_fields(self, here: Type, found: Field, node: FieldDefinitionNode) -> None:
        joins = list(self._joins(node.directives, "field"))
        if not joins:
            found.graphs = {graph: FieldInGraph(found.type) for graph in here.graphs}
        for given in joins:
            if given.get("overrideLabel"):
                raise SupergraphError(
                    f"{here.name}.{found.name} is overridden by label {given['overrideLabel']!r}. Progressive "
                    "overrides are not supported: finish the migration with a plain @override."
                )
            if given.get("contextArguments"):
                raise SupergraphError(
                    f"{here.name}.{found.name} takes an argument @fromContext, which is not supported. "
                    "Pass the value with @requires instead."
                )
            if given.get("graph"):
                found.graphs[given["graph"]] = self._in_graph(here, found, given)

    def _in_graph(self, here: Type, found: Field, given: dict[str, Any]) -> FieldInGraph:
        requires, provides = given.get("requires"), given.get("provides")
        return FieldInGraph(
            type=TypeRef.from_node(parse_type(given["type"])) if given.get("type") else found.type,
            external=bool(given.get("external") or given.get("usedOverridden")),
            requires=self._field_set(requires, here.name) if requires else None,
            provides=self._field_set(provides, found.type.name) if provides else None,
        )

    def _field_set(self, text: str, type_name: str) -> Selection:
        return field_set(text, type_name, self._supergraph)

    def _is_inaccessible(self, directives: tuple[ConstDirectiveNode, ...] | None) -> bool:
        name = self._inaccessible.directive("inaccessible")
        return any(d.name.value == name for d in directives or ())

    def _joins(
        self, directives: tuple[ConstDirectiveNode, ...] | None, name: str
    ) -> Iterator[dict[str, Any]]:
        wanted = self._join.directive(name)
        for directive in directives or ():
            if directive.name.value == wanted:
                yield {a.name.value: value_from_ast_untyped(a.value) for a in directive.arguments or ()}
