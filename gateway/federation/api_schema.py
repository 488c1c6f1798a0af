"""The clients' schema: the supergraph without what only gateways need and what `@inaccessible` hides.

One walk over the document drops the definitions of linked features, hidden elements, and every directive application
but `@deprecated`, `@specifiedBy` and `@oneOf`. Composers see to it that something is left of every type; where it is
not, the supergraph is refused.
"""

from typing import TypeVar

from graphql import (
    ConstDirectiveNode,
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    Node,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    assert_valid_schema,
    build_ast_schema,
    print_schema,
)

from gateway.federation.errors import SupergraphError
from gateway.federation.links import Link, read_links
from gateway.federation.supergraph import parse_supergraph

_KEPT_DIRECTIVES = frozenset({"deprecated", "specifiedBy", "oneOf"})
_EXECUTABLE = frozenset(
    {"QUERY", "MUTATION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"}
)
N = TypeVar("N", bound=Node)


def api_schema(document: DocumentNode) -> GraphQLSchema:
    """Raises SupergraphError where hiding leaves no valid schema."""
    try:
        schema = build_ast_schema(_Filter(document).document())
        assert_valid_schema(schema)
    except (GraphQLError, TypeError) as error:
        raise SupergraphError(f"The supergraph gives clients no valid schema: {error}") from error
    return schema


def api_sdl(supergraph: str) -> str:
    """The clients' schema of a supergraph's SDL, as SDL."""
    return print_schema(api_schema(parse_supergraph(supergraph)))


class _Filter:
    def __init__(self, document: DocumentNode) -> None:
        self._document = document
        links = read_links(document)
        hiding = links.get("inaccessible", Link("inaccessible", "", "inaccessible"))
        self._hidden = hiding.directive("inaccessible")
        self._prefixes = tuple(f"{link.prefix}__" for link in links.values())
        self._gone = {
            d.name.value
            for d in document.definitions
            if isinstance(d, TypeDefinitionNode)
            and (d.name.value.startswith(self._prefixes) or self._is_hidden(d))
        }

    def document(self) -> DocumentNode:
        kept = [self._definition(d) for d in self._document.definitions]
        return DocumentNode(definitions=tuple(d for d in kept if d is not None))

    def _definition(self, node: DefinitionNode) -> DefinitionNode | None:
        if isinstance(node, DirectiveDefinitionNode):
            executable = {location.value for location in node.locations} & _EXECUTABLE
            return node if executable and not node.name.value.startswith(self._prefixes) else None
        if isinstance(node, SchemaDefinitionNode):
            return self._with(node, directives=())
        if not isinstance(node, TypeDefinitionNode) or node.name.value in self._gone:
            return None
        return self._with(node, directives=self._directives(node.directives), **self._parts(node))

    def _parts(self, node: TypeDefinitionNode) -> dict[str, object]:
        """What stays of a type's own parts."""
        if isinstance(node, (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode)):
            return {
                "interfaces": tuple(i for i in node.interfaces or () if i.name.value not in self._gone),
                "fields": tuple(self._field(f) for f in node.fields or () if not self._is_hidden(f)),
            }
        if isinstance(node, UnionTypeDefinitionNode):
            return {"types": tuple(t for t in node.types or () if t.name.value not in self._gone)}
        if isinstance(node, EnumTypeDefinitionNode):
            kept = (v for v in node.values or () if not self._is_hidden(v))
            return {"values": tuple(self._with(v, directives=self._directives(v.directives)) for v in kept)}
        if isinstance(node, InputObjectTypeDefinitionNode):
            return {"fields": self._inputs(node.fields)}
        return {}

    def _field(self, node: FieldDefinitionNode) -> FieldDefinitionNode:
        return self._with(
            node, arguments=self._inputs(node.arguments), directives=self._directives(node.directives)
        )

    def _inputs(
        self, nodes: tuple[InputValueDefinitionNode, ...] | None
    ) -> tuple[InputValueDefinitionNode, ...]:
        return tuple(
            self._with(n, directives=self._directives(n.directives))
            for n in nodes or ()
            if not self._is_hidden(n)
        )

    @staticmethod
    def _directives(nodes: tuple[ConstDirectiveNode, ...] | None) -> tuple[ConstDirectiveNode, ...]:
        return tuple(d for d in nodes or () if d.name.value in _KEPT_DIRECTIVES)

    def _is_hidden(self, node: Node) -> bool:
        return any(d.name.value == self._hidden for d in getattr(node, "directives", None) or ())

    @staticmethod
    def _with(node: N, **changes: object) -> N:
        given = {key: getattr(node, key, None) for key in node.keys}
        return type(node)(**(given | changes))
