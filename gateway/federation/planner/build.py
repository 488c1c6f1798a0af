"""From decisions to fetches.

Walks a solution from the top. Each visit becomes a fetch node whose selection tree is filled with what the
visit serves; what lies below is filled into the same tree until a further visit begins a new node. For each
input of a visit the field is also put into its supplier's tree, the way to read it back becomes a part of
the representation, and the supplier one of those that the node comes after.
"""

from dataclasses import dataclass, field

from gateway.federation.model import Supergraph
from gateway.federation.plan import Step
from gateway.federation.planner.keys import DataKeys
from gateway.federation.planner.needs import Needs
from gateway.federation.planner.options import RETYPE
from gateway.federation.planner.solution import AbstractSolution, ObjectSolution, Served, Solution, Wanted
from gateway.federation.planner.tree import Tree
from gateway.federation.selection import TYPENAME, UNNAMED, FieldNode, Selection


@dataclass(slots=True, eq=False)
class Entity:
    """What a node says of objects of one type: their representation."""

    as_type: str
    needs: Needs = field(default_factory=Needs)


@dataclass(slots=True, eq=False)
class Node:
    """A fetch in the making. `entities` is None where it asks the root type."""

    graph: str
    path: tuple[Step, ...]
    tree: Tree = field(default_factory=Tree)
    entities: dict[str | None, Entity] | None = None
    after: set["Node"] = field(default_factory=set)
    root: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an object lies in the data, and the tree of the fetch that brings it."""

    path: tuple[Step, ...]
    node: Node | None
    tree: Tree
    only: frozenset[str] | None = None  # the object's type may be one of these; None: there are no others

    @property
    def names(self) -> tuple[str | None, ...]:
        return (None,) if self.only is None else tuple(sorted(self.only))

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(step.key for step in self.path)


class Builder:
    def __init__(self, supergraph: Supergraph, keys: DataKeys) -> None:
        self._supergraph = supergraph
        self._keys = keys
        self.nodes: list[Node] = []

    def root(self, solution: ObjectSolution) -> None:
        self._object(solution, _Place((), None, Tree()), ours=False)

    def _below(self, solution: Solution, place: _Place, *, ours: bool) -> set[Node]:
        if isinstance(solution, ObjectSolution):
            return self._object(solution, place, ours=ours)
        return self._abstract(solution, place, ours=ours)

    def _abstract(self, solution: AbstractSolution, place: _Place, *, ours: bool) -> set[Node]:
        assert place.node is not None
        here = self._supergraph.types[solution.type]
        if place.node.graph in here.interface_objects_in:  # whose own name would be taken for a type's
            for name in here.possible_in.get(place.node.graph, ()):
                place.tree.on(name).typename = True
        else:
            place.tree.typename = True
        made: set[Node] = set()
        for served in solution.served:
            made |= self._field(served, place, ours=ours)
        for name, each in solution.by_type.items():
            inner = _Place(place.path, place.node, place.tree.on(name), only=self._names(name))
            made |= self._object(each, inner, ours=ours)
        return made

    def _names(self, type_name: str) -> frozenset[str]:
        """By which the data tells that an object is of the type, before and after a subgraph named it."""
        here = self._supergraph.types[type_name]
        return here.possible | {UNNAMED} if here.is_abstract else here.possible

    def _object(self, solution: ObjectSolution, place: _Place, *, ours: bool) -> set[Node]:
        places: dict[int, _Place] = {}
        made: set[Node] = set()
        for number, visit in solution.visits.items():
            if visit.origin:
                places[number] = place
                continue
            node = Node(visit.graph, place.path)
            if visit.as_type in (self._supergraph.query, self._supergraph.mutation):
                node.root, tree = visit.as_type, node.tree
            else:
                node.entities = {name: Entity(visit.as_type) for name in place.names}
                tree = node.tree.on(visit.as_type)
            self.nodes.append(node)
            made.add(node)
            places[number] = _Place(place.path, node, tree, place.only)
        for served in solution.served:
            made |= self._field(served, places[served.visit], ours=ours)
        for number, here in places.items():
            visit = solution.visits[number]
            if visit.inputs:
                made |= self._inputs(visit.inputs, here, places)
            elif not visit.origin and here.node is not None and place.node is not None:
                here.node.after.add(place.node)
        return made

    def _inputs(self, inputs: list[Wanted], here: _Place, places: dict[int, _Place]) -> set[Node]:
        made: set[Node] = set()
        assert here.node is not None and here.node.entities is not None
        for wanted in inputs:
            for served in wanted.served:
                supplier = places[served.visit]
                assert supplier.node is not None
                nested = self._field(served, supplier, ours=True)
                here.node.after |= {supplier.node, *nested}
                made |= nested
            for name in here.names:
                needs = here.node.entities[name].needs
                self._need(needs, wanted.field, here.keys, is_key=wanted.is_key)
        return made

    def _need(
        self,
        needs: Needs,
        wanted: FieldNode,
        place: tuple[str, ...],
        *,
        is_key: bool,
        only: str | None = None,
    ) -> None:
        key = self._keys.key(place, wanted)
        need = needs.add(wanted.name, key, only=only, is_key=is_key)
        if wanted.selection is not None:
            need.below = need.below or Needs()
            self._needs_below(need.below, wanted.selection, (*place, key), is_key=is_key)

    def _needs_below(
        self, needs: Needs, selection: Selection, place: tuple[str, ...], *, is_key: bool
    ) -> None:
        for name, each in ((None, selection), *selection.fragments.items()):
            for wanted in each.fields:
                if wanted.name != TYPENAME:
                    self._need(needs, wanted, place, is_key=is_key, only=name)
                elif self._supergraph.types[selection.type].is_abstract:
                    needs.add(TYPENAME, TYPENAME)

    def _field(self, served: Served, place: _Place, *, ours: bool) -> set[Node]:
        """Put a field into the tree of its visit, and all below it. `ours`: the client did not ask for it."""
        field = served.field
        if field.name == RETYPE:
            assert served.below is not None
            return self._below(served.below, place, ours=ours)
        key = self._keys.key(place.keys, field) if ours else field.key
        added = place.tree.add(key, field.name, field.arguments, field.variables)
        if served.below is None or field.selection is None:
            return set()
        if added.below is None:
            added.below = Tree()
        step = Step(key, served.option.field.type.list_depth, place.only)
        if self._supergraph.types[field.selection.type].is_abstract and isinstance(
            served.below, ObjectSolution
        ):
            self._ask_typename(served, added.below)
        return self._below(served.below, _Place((*place.path, step), place.node, added.below), ours=ours)

    def _ask_typename(self, served: Served, tree: Tree) -> None:
        """The client's type is abstract though this subgraph's is not: the answer must tell which it is."""
        here = self._supergraph.types[served.option.field.type.name]
        if not here.is_interface_object_in(served.option.graph):
            tree.typename = True
