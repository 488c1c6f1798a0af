"""Reads supergraph SDL (join specification v0.3 to v0.5) into the planner's model.

Two passes over the document: the first notes every type with the subgraphs that know it, the second, when
all types are there, its fields with what each subgraph says of them, and the field sets of keys, `@requires`
and `@provides`. A field without `@join__field` belongs to every subgraph that has its type; one whose
`@join__field` names no graph is only reached through an `@interfaceObject`. Whatever is named must be there:
a supergraph that does not hold together is refused whole.
"""

from collections.abc import Iterable
from typing import Any

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    GraphQLError,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    parse,
    parse_type,
)

from gateway.federation.errors import SupergraphError
from gateway.federation.field_sets import field_set
from gateway.federation.joins import Joins
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
_OUTPUT = tuple(kind for kind in Kind if kind is not Kind.INPUT)


def parse_supergraph(sdl: str) -> DocumentNode:
    """Raises SupergraphError with the place where the text is no GraphQL SDL."""
    try:
        return parse(sdl, no_location=True)
    except GraphQLError as error:
        raise SupergraphError(f"The supergraph is not valid SDL: {error.message}") from error
    except RecursionError:
        raise SupergraphError("The supergraph is not valid SDL: it is nested too deeply.") from None


def read_supergraph(document: DocumentNode) -> Supergraph:
    """The model of a composed supergraph.

    Raises SupergraphError, with the coordinate and what is wrong there, for what this gateway cannot serve:
    features it must understand and does not, progressive overrides (`overrideLabel`), `@fromContext`, unreadable
    field sets, and definitions that do not fit each other.
    """
    return _Reader(document).read()


class _Reader:
    def __init__(self, document: DocumentNode) -> None:
        self._links = read_links(document)
        self._document = document
        self._definitions = _definitions(document)
        self._joins = Joins(self._links["join"])
        self._inaccessible = self._links.get("inaccessible", Link("inaccessible", "", "inaccessible"))
        self._supergraph = Supergraph(
            {}, {name: Type(name, Kind.SCALAR) for name in _BUILT_IN}, "Query", None
        )
        self._types = self._supergraph.types

    def read(self) -> Supergraph:
        self._read_subgraphs()
        own = {
            name: definition
            for name, definition in self._definitions.items()
            if not name.startswith((f"{self._joins.link.prefix}__", "link__"))
        }
        for name, definition in own.items():
            self._types[name] = self._type(definition)
        self._read_possible_types(own)
        self._read_roots()
        with_fields = {
            name: definition
            for name, definition in own.items()
            if isinstance(definition, (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode))
        }
        for name, definition in with_fields.items():
            self._read_fields(self._types[name], definition)
        for name, definition in own.items():
            self._read_keys(self._types[name], definition)
        for name, definition in with_fields.items():
            for node in definition.fields or ():
                self._read_join_fields(self._types[name], node)
        return self._supergraph

    def _read_subgraphs(self) -> None:
        name = f"{self._joins.link.prefix}__Graph"
        graphs = self._definitions.get(name)
        if not isinstance(graphs, EnumTypeDefinitionNode):
            raise SupergraphError(f"The supergraph has no enum {name} that lists its subgraphs.")
        for value in graphs.values or ():
            graph = value.name.value
            for given in self._joins.of(value.directives, "graph", at=f"{name}.{graph}"):
                self._supergraph.subgraphs[graph] = Subgraph(given["name"], given.get("url") or "")
        self._joins.graphs.update(self._supergraph.subgraphs)

    def _read_roots(self) -> None:
        given: dict[str, str] = {}
        for definition in self._document.definitions:
            if isinstance(definition, SchemaDefinitionNode):
                given |= {o.operation.value: o.type.name.value for o in definition.operation_types}
        for operation, name in given.items():
            self._named(name, (Kind.OBJECT,), at=f"The {operation} type")
        query = given.get("query", "Query")
        mutation = given.get("mutation", None if given else "Mutation")
        if query not in self._types:
            raise SupergraphError("The supergraph has no query type.")
        self._supergraph.query = query
        self._supergraph.mutation = mutation if mutation in self._types else None

    def _type(self, definition: TypeDefinitionNode) -> Type:
        found = Type(definition.name.value, _KINDS[type(definition)])
        for given in self._joins.of(definition.directives, "type", at=found.name):
            here = found.graphs.setdefault(given["graph"], TypeInGraph())
            here.interface_object = here.interface_object or bool(given.get("isInterfaceObject"))
            if here.interface_object and found.kind is not Kind.INTERFACE:
                raise SupergraphError(f"{found.name}: only an interface can be an @interfaceObject.")
        if isinstance(definition, (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode)):
            found.interfaces = frozenset(i.name.value for i in definition.interfaces or ())
        if isinstance(definition, EnumTypeDefinitionNode):
            found.hidden_values = frozenset(
                v.name.value for v in definition.values or () if self._is_inaccessible(v.directives)
            )
            self._check_joined(found, definition.values, "enumValue")
        if isinstance(definition, InputObjectTypeDefinitionNode):
            self._check_joined(found, definition.fields, "field")
        found.inaccessible = self._is_inaccessible(definition.directives)
        return found

    def _read_possible_types(self, own: dict[str, TypeDefinitionNode]) -> None:
        """For each abstract type its object types, in all and by subgraph."""
        for name, definition in own.items():
            here = self._types[name]
            for interface in here.interfaces:
                self._named(interface, (Kind.INTERFACE,), at=name)
            if isinstance(definition, ObjectTypeDefinitionNode):
                here.possible = frozenset((name,))
                here.possible_in = dict.fromkeys(here.graphs, here.possible)
                for interface in here.interfaces:
                    self._types[interface].possible |= {name}
            elif isinstance(definition, UnionTypeDefinitionNode):
                here.possible = frozenset(t.name.value for t in definition.types or ())
                for member in here.possible:
                    self._named(member, (Kind.OBJECT,), at=name)
                for given in self._joins.of(definition.directives, "unionMember", at=name):
                    if given["member"] not in here.possible:
                        raise SupergraphError(
                            f"{name} has no member {given['member']}, which its @join__unionMember names."
                        )
                    self._add_occurring(here, given["graph"], self._types[given["member"]])
            for given in self._joins.of(definition.directives, "implements", at=name):
                if given["interface"] not in here.interfaces:
                    raise SupergraphError(
                        f"{name} does not implement {given['interface']}, which its @join__implements names."
                    )
                self._add_occurring(self._types[given["interface"]], given["graph"], here)

    def _add_occurring(self, abstract: Type, graph: str, here: Type) -> None:
        """Of a type that is abstract in the subgraph too no object is, only of those that implement it."""
        for each in (abstract, here):
            self._check_in_graph(each, graph, at=f"{abstract.name} with {here.name}")
        if not here.is_abstract:
            known = abstract.possible_in
        elif here.is_interface_object_in(graph):
            known = abstract.interface_objects_in
        else:
            return
        known[graph] = known.get(graph, frozenset()) | {here.name}

    def _read_fields(
        self, here: Type, definition: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode
    ) -> None:
        for node in definition.fields or ():
            found = Field(node.name.value, TypeRef.from_node(node.type))
            at = f"{here.name}.{found.name}"
            if found.name in here.fields:
                raise SupergraphError(f"{at} is defined twice.")
            self._named(found.type.name, _OUTPUT, at=at)
            found.inaccessible = self._is_inaccessible(node.directives)
            here.fields[found.name] = found

    def _read_keys(self, here: Type, definition: TypeDefinitionNode) -> None:
        for given in self._joins.of(definition.directives, "type", at=here.name):
            if given.get("key"):
                if here.kind not in (Kind.OBJECT, Kind.INTERFACE):
                    raise SupergraphError(f"{here.name}: only objects and interfaces have keys.")
                fields = self._field_set(given["key"], here.name, at=here.name, sent_to=given["graph"])
                here.graphs[given["graph"]].keys.append(Key(fields, given.get("resolvable", True)))

    def _read_join_fields(self, here: Type, node: FieldDefinitionNode) -> None:
        found = here.fields[node.name.value]
        at = f"{here.name}.{found.name}"
        joins = list(self._joins.of(node.directives, "field", at=at))
        if not joins:
            found.graphs = {graph: FieldInGraph(found.type) for graph in here.graphs}
        for given in joins:
            if given.get("overrideLabel"):
                raise SupergraphError(
                    f"{at} is overridden by label {given['overrideLabel']!r}. Progressive "
                    "overrides are not supported: finish the migration with a plain @override."
                )
            if given.get("contextArguments"):
                raise SupergraphError(
                    f"{at} takes an argument @fromContext, which is not supported. "
                    "Pass the value with @requires instead."
                )
            if given.get("graph"):
                self._check_in_graph(here, given["graph"], at=at)
                found.graphs[given["graph"]] = self._in_graph(here, found, given, at)

    def _in_graph(self, here: Type, found: Field, given: dict[str, Any], at: str) -> FieldInGraph:
        requires, provides = given.get("requires"), given.get("provides")
        declared = self._declared(given["type"], found.type, at) if given.get("type") else found.type
        return FieldInGraph(
            type=declared,
            external=bool(given.get("external") or given.get("usedOverridden")),
            requires=self._field_set(requires, here.name, at=at, sent_to=given["graph"])
            if requires
            else None,
            provides=self._field_set(provides, declared.name, at=at) if provides else None,
        )

    def _declared(self, text: str, ours: TypeRef, at: str) -> TypeRef:
        """The field's type in one subgraph, which clients know as `ours`."""
        try:
            declared = TypeRef.from_node(parse_type(text))
        except (GraphQLError, RecursionError):
            raise SupergraphError(f"{at}: {text!r} is no type.") from None
        self._named(declared.name, _OUTPUT, at=at)
        both = {self._types[each.name].kind.is_composite for each in (declared, ours)}
        if declared.list_depth != ours.list_depth or (declared.name != ours.name and both != {True}):
            raise SupergraphError(f"{at} cannot be {declared} in a subgraph and {ours} to clients.")
        return declared

    def _field_set(self, text: str, type_name: str, *, at: str, sent_to: str | None = None) -> Selection:
        return field_set(text, type_name, self._supergraph, at=at, sent_to=sent_to)

    def _named(self, name: str, kinds: tuple[Kind, ...], *, at: str) -> None:
        found = self._types.get(name)
        if found is None:
            raise SupergraphError(f"{at} names {name}, which is not defined.")
        if found.kind not in kinds:
            raise SupergraphError(f"{at} names {name}, which is of kind {found.kind.value}.")

    def _check_in_graph(self, here: Type, graph: str, *, at: str) -> None:
        if graph not in here.graphs:
            raise SupergraphError(
                f"{at} is joined to {graph}, where {here.name} is not: it has no such @join__type."
            )

    def _check_joined(
        self,
        here: Type,
        nodes: Iterable[EnumValueDefinitionNode | InputValueDefinitionNode] | None,
        name: str,
    ) -> None:
        """What clients send is the same to every subgraph, so nothing is kept of these."""
        for node in nodes or ():
            at = f"{here.name}.{node.name.value}"
            for given in self._joins.of(node.directives, name, at=at):
                if given.get("graph"):
                    self._check_in_graph(here, given["graph"], at=at)

    def _is_inaccessible(self, directives: tuple[ConstDirectiveNode, ...] | None) -> bool:
        name = self._inaccessible.directive("inaccessible")
        return any(d.name.value == name for d in directives or ())


def _definitions(document: DocumentNode) -> dict[str, TypeDefinitionNode]:
    found: dict[str, TypeDefinitionNode] = {}
    for definition in document.definitions:
        if isinstance(definition, TypeExtensionNode):
            raise SupergraphError(
                f"{definition.name.value} is extended: a composed schema defines a type once."
            )
        if isinstance(definition, TypeDefinitionNode):
            if definition.name.value in found:
                raise SupergraphError(f"{definition.name.value} is defined twice.")
            found[definition.name.value] = definition
    return found
