"""Who can give which field: the edges of the graph that the search walks.

A state is a type as one subgraph knows it. A field leads from a state to the field's type in the same
subgraph; an entity jump leads to the same object in another subgraph, by any resolvable key. An object is
also known, under its interface's name, to subgraphs where that interface is an `@interfaceObject`.
"""

from dataclasses import dataclass

from gateway.federation.model import FieldInGraph, Kind, Supergraph, Type, TypeRef
from gateway.federation.selection import FieldNode, Selection

RETYPE = "..."  # the pseudo-field that asks an interface's subgraph for the object's real type
NOTHING = Selection("", ())
Provided = tuple[Selection, ...]  # what a field's @provides promises below it


@dataclass(frozen=True, slots=True)
class Option:
    """A field as one subgraph gives it, asked of the object under the name `as_type`."""

    graph: str
    as_type: str
    field: FieldInGraph


class Options:
    """Answers, remembered, about one supergraph."""

    def __init__(self, supergraph: Supergraph) -> None:
        self.supergraph = supergraph
        self._types = supergraph.types
        self._found: dict[tuple[str, str, str], Option | None] = {}
        self._givers: dict[tuple[str, str], dict[str, Option]] = {}
        self._graphs: dict[str, tuple[str, ...]] = {}

    def find(self, type_name: str, field: str, graph: str) -> Option | None:
        """How the subgraph resolves the field of such an object, None where it does not."""
        key = (type_name, field, graph)
        if key not in self._found:
            self._found[key] = self._find(self._types[type_name], field, graph)
        return self._found[key]

    def givers(self, type_name: str, field: str) -> dict[str, Option]:
        """Every subgraph's way to resolve the field of such an object, by subgraph."""
        key = (type_name, field)
        if key not in self._givers:
            found = ((graph, self.find(type_name, field, graph)) for graph in self.supergraph.subgraphs)
            self._givers[key] = {graph: option for graph, option in found if option is not None}
        return self._givers[key]

    def _find(self, here: Type, field: str, graph: str) -> Option | None:
        found = (self._find_as(here, name, field, graph) for name in self.names_in(here, graph))
        return next((option for option in found if option is not None), None)

    def _find_as(self, here: Type, as_type: str, field: str, graph: str) -> Option | None:
        if field == RETYPE:
            knows = not self._types[as_type].is_interface_object_in(graph) and self.keys(as_type, graph)
            return Option(graph, as_type, FieldInGraph(TypeRef(as_type))) if knows else None
        known = self._types[as_type].fields.get(field)
        found = None if known is None else known.graphs.get(graph)
        if found is None or found.external:
            return None
        real_interface = here.kind is Kind.INTERFACE and not here.is_interface_object_in(graph)
        if real_interface and as_type == here.name and not self._all_give(here, field, graph):
            return None
        return Option(graph, as_type, found)

    def _all_give(self, interface: Type, field: str, graph: str) -> bool:
        """Whether each type that such an object can be of resolves the field here, with nothing required."""
        found = (self.find(name, field, graph) for name in interface.occurring_in(graph))
        return all(option is not None and option.field.requires is None for option in found)

    def names_in(self, here: Type, graph: str) -> tuple[str, ...]:
        """What the subgraph calls such an object: its type, or interfaces that are objects there.

        Those come first by which it can be found.
        """
        if graph in here.graphs:
            return (here.name,)
        interfaces = (i for i in here.interfaces if self._types[i].is_interface_object_in(graph))
        return tuple(sorted(interfaces, key=lambda name: (not self.keys(name, graph), name)))

    def provided(self, here: Type, field: FieldNode, graph: str, provided: Provided) -> Option | None:
        """An external field where @provides makes it known at this place."""
        known = here.fields.get(field.name)
        found = None if known is None else known.graphs.get(graph)
        if found is None:
            return None
        if self._promised(here.name, field.name, provided):
            return Option(graph, here.name, found)
        return None

    def provided_below(self, type_name: str, option: Option, field: str, provided: Provided) -> Provided:
        """What is promised under a field, by its own @provides or by one further up."""
        own = () if option.field.provides is None else (option.field.provides,)
        if not provided:
            return own
        return own + tuple(self._promised(type_name, field, provided))

    def _promised(self, type_name: str, field: str, provided: Provided) -> Provided:
        """What is promised below the field, once for each promise of the field itself."""
        return tuple(
            each.selection or NOTHING
            for promise in provided
            if promise is not NOTHING
            for each in promise.narrowed(type_name, self.supergraph).fields
            if each.name == field
        )

    def jump_targets(self, type_name: str) -> tuple[str, ...]:
        """The subgraphs that an object of the type can be asked of directly: by a key, or as a root type."""
        if type_name not in self._graphs:
            here = self._types[type_name]
            self._graphs[type_name] = tuple(
                graph
                for graph in self.supergraph.subgraphs
                if self.is_root(type_name, graph)
                or any(self.keys(name, graph) for name in self.names_in(here, graph))
            )
        return self._graphs[type_name]

    def is_root(self, type_name: str, graph: str) -> bool:
        roots = (self.supergraph.query, self.supergraph.mutation)
        return type_name in roots and graph in self._types[type_name].graphs

    def keys(self, as_type: str, graph: str) -> list[Selection]:
        """The resolvable keys by which the subgraph finds an object that it calls so."""
        return [key.fields for key in self._types[as_type].graphs[graph].keys if key.resolvable]
