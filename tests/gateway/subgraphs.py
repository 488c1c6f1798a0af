"""Subgraphs for tests: executable federation SDL over a store that all of them share.

The store is what a monolith would know: objects as dicts, by type and id. A subgraph sees only the fields
that its SDL declares, finds entities by the keys that it declares, and knows external fields only as far as
the representation tells them. It insists on its due: a representation without a whole key, and a field whose
`@requires` was not sent whole, are answered with an error. A callable in the store is a computed field: it
gets the object as the subgraph knows it, one with `@requires` only what the representation says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    build_ast_schema,
    concat_ast,
    execute_sync,
    graphql,
    parse,
)
from graphql.utilities import value_from_ast_untyped

from gateway.federation.errors import FetchFailed
from gateway.federation.plan import Fetch
from tests.gateway.field_sets import FieldSet, field_sets

Object = dict[str, Any]
Info = GraphQLResolveInfo[Any]
Store = Mapping[str, Mapping[str, Object]]
SENT = "sent"  # under which an entity carries its representation
FEDERATION = """
  directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
  directive @external on FIELD_DEFINITION | OBJECT
  directive @requires(fields: String!) on FIELD_DEFINITION
  directive @provides(fields: String!) on FIELD_DEFINITION
  directive @shareable on FIELD_DEFINITION | OBJECT
  directive @override(from: String!) on FIELD_DEFINITION
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ENUM | ENUM_VALUE | SCALAR
  directive @interfaceObject on OBJECT
  directive @extends on OBJECT | INTERFACE
  directive @link(url: String!, import: [String]) repeatable on SCHEMA
  scalar _Any
"""


class Subgraph:
    """One executable subgraph. `roots` resolves the fields of Query and Mutation by name."""

    def __init__(self, name: str, sdl: str, store: Store, roots: Mapping[str, Callable[..., Any]]) -> None:
        self.name = name
        self._store = store
        document = parse(sdl)
        types = [
            d
            for d in document.definitions
            if isinstance(d, (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode))
        ]
        self._externals = {
            d.name.value: {
                f.name.value
                for f in d.fields or ()
                if {"external"} & {a.name.value for a in f.directives or ()}
            }
            for d in types
        }
        self._keys = {d.name.value: field_sets(d, "key") for d in types}
        self._interface_objects = {
            d.name.value for d in types if "interfaceObject" in {a.name.value for a in d.directives or ()}
        }
        entities = sorted(
            d.name.value
            for d in types
            if isinstance(d, ObjectTypeDefinitionNode) and "key" in {a.name.value for a in d.directives or ()}
        )
        extra = FEDERATION
        if not entities and not any(d.name.value == "Query" for d in types):
            extra += "type Query { unused: Int }"
        if entities:
            extra += f"union _Entity = {' | '.join(entities)}\n"
            extends = "extend " if any(d.name.value == "Query" for d in types) else ""
            extra += extends + "type Query { _entities(representations: [_Any!]!): [_Entity]! }\n"
        self.schema: GraphQLSchema = build_ast_schema(
            concat_ast([document, parse(extra)]), assume_valid_sdl=True
        )
        if "_entities" in self.schema.type_map["Query"].fields:  # type: ignore[attr-defined]
            assert self.schema.query_type is not None
            self.schema.query_type.fields["_entities"].resolve = self._entities
        any_type = self.schema.type_map["_Any"]
        any_type.parse_literal = lambda node, variables=None: value_from_ast_untyped(node, variables)  # type: ignore[attr-defined]
        for root in (self.schema.query_type, self.schema.mutation_type):
            for each, field_ in root.fields.items() if root else ():
                if each in roots:
                    field_.resolve = _resolver(roots[each])
        for type_ in self.schema.type_map.values():
            if isinstance(type_, GraphQLObjectType) and type_ not in (
                self.schema.query_type,
                self.schema.mutation_type,
            ):
                for name, field_ in type_.fields.items():
                    required = field_sets(field_.ast_node, "requires")
                    resolver = _requiring(name, required) if required else _from_object
                    field_.resolve = field_.resolve or resolver
            if hasattr(type_, "resolve_type"):
                type_.resolve_type = self._type_of

    async def answer(
        self,
        query: str,
        variables: Object | None = None,
        *,
        operation: str | None = None,
        validated: bool = False,
    ) -> Object:
        """`operation`: which of several. `validated`: the query is known to be valid here, so spare the time."""
        if validated:
            result = execute_sync(self.schema, parse(query), variable_values=variables)
            assert isinstance(result, ExecutionResult)
        else:
            result = await graphql(self.schema, query, variable_values=variables, operation_name=operation)
        answer: Object = {"data": result.data}
        if result.errors:
            answer["errors"] = [
                {"message": e.message, "path": e.path, "extensions": e.extensions or {}}
                for e in result.errors
            ]
        return answer

    def _type_of(self, value: Object, info: Info, abstract: Any) -> str:
        """Its type, or the interface that is an object here in place of the types that are not known here."""
        name = str(value["__typename"])
        if name in self.schema.type_map:
            return name
        possible = {each.name for each in self.schema.get_possible_types(abstract)}
        (stands_for,) = possible & self._interface_objects
        return stands_for

    def _entities(
        self, _: Any, info: Info, representations: list[Object]
    ) -> list[Object | ValueError | None]:
        return [self._found(each) for each in representations]

    def _found(self, representation: Object) -> Object | ValueError | None:
        try:
            return self.find(representation)
        except ValueError as error:
            return error

    def find(self, representation: Object) -> Object | None:
        """The entity as this subgraph knows it once it has read the representation."""
        name = representation["__typename"]
        given = {key: value for key, value in representation.items() if key != "__typename"}
        if not any(key.is_whole_in(given, may_be_null=False) for key in self._keys.get(name, ())):
            raise ValueError(f"{self.name} has no whole key of {name} in {given}")
        for type_name in [name] if name in self._store else list(self._store):
            for stored in self._store[type_name].values():
                if all(_matches(stored.get(key), value) for key, value in given.items()):
                    if self.name in stored.get("absent_in", ()):
                        return None
                    known = {k: v for k, v in stored.items() if k not in self._externals.get(name, ())}
                    is_object = name in self._store or name in self._interface_objects
                    own = {"__typename": name if is_object else type_name, SENT: given}
                    return {k: v for k, v in given.items() if k not in known} | known | own
        return None


def _matches(stored: Any, given: Any) -> bool:
    if callable(stored):
        return True
    if isinstance(given, dict) and isinstance(stored, dict):
        return all(_matches(stored.get(k), v) for k, v in given.items() if k != "__typename")
    if isinstance(given, list) and isinstance(stored, list):
        return len(given) == len(stored) and all(map(_matches, stored, given))
    return bool(stored == given)


def _resolver(root: Callable[..., Any]) -> Callable[..., Any]:
    def resolve(_: Any, info: Info, **arguments: Any) -> Any:
        return root(*arguments.values())

    return resolve


def _requiring(name: str, required: list[FieldSet]) -> Callable[..., Any]:
    """Resolves a field with `@requires` from what was sent, and from nothing else."""

    def resolve(value: Object, info: Info, **arguments: Any) -> Any:
        sent = value.get(SENT, {})
        if not all(each.is_whole_in(sent, may_be_null=True) for each in required):
            raise ValueError(f"{name} requires {required}, only {sent} was sent")
        found = value.get(name)
        return found(sent, **arguments) if callable(found) else found

    return resolve


def _from_object(value: Object, info: Info, **arguments: Any) -> Any:
    found = value.get(info.field_name)
    if isinstance(found, Exception):
        raise found
    return found(value, **arguments) if callable(found) else found


@dataclass
class Network:
    """The transport of a test: subgraphs in this process, by name. `down` are not reachable."""

    subgraphs: dict[str, Subgraph]
    down: set[str] = field(default_factory=set)
    sent: list[tuple[str, str, Object]] = field(default_factory=list)

    async def __call__(self, fetch: Fetch, variables: Object, context: Any) -> Object:
        self.sent.append((fetch.subgraph, fetch.query, variables))
        if fetch.subgraph in self.down:
            raise FetchFailed("SERVICE_UNAVAILABLE", "away")
        return await self.subgraphs[fetch.subgraph].answer(fetch.query, variables)
