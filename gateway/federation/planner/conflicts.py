"""Object types that give one key different shapes in a subgraph are told apart by aliases.

A client may ask `... on A { x } ... on B { x }` where x has one shape in the supergraph; in a subgraph it
may be nullable in A and not in B, and such a document is refused there
(https://spec.graphql.org/draft/#SameResponseShape()). All selections that answer at the same place are
walked together; the first shape of a key stands, a field with another one gets an alias and a note that
says to undo it in the answer.
"""

from dataclasses import dataclass

from gateway.federation.model import Supergraph, TypeRef
from gateway.federation.plan import Rename, Step
from gateway.federation.planner.build import Node
from gateway.federation.planner.tree import Tree, TreeField


@dataclass(frozen=True, slots=True)
class _Part:
    """One selection at a place: its type, and how to get there from the fetch's answer."""

    type_name: str
    tree: Tree
    path: tuple[Step, ...]


def alias_conflicts(node: Node, supergraph: Supergraph) -> tuple[Rename, ...]:
    aliaser = _Aliaser(node.graph, supergraph)
    if node.entities is None:
        aliaser.walk([_Part(node.root, node.tree, ())])
    else:
        aliaser.walk([_Part(name, tree, ()) for name, tree in node.tree.fragments.items()])
    return tuple(aliaser.renames)


class _Aliaser:
    def __init__(self, graph: str, supergraph: Supergraph) -> None:
        self._graph = graph
        self._supergraph = supergraph
        self.renames: list[Rename] = []

    def walk(self, parts: list[_Part]) -> None:
        """Parts that answer at the same place."""
        flat = list(parts)
        for part in parts:
            flat += [_Part(name, tree, part.path) for name, tree in part.tree.fragments.items()]
        taken = {key for part in flat for key in part.tree.fields}
        shapes: dict[str, str] = {}
        below: dict[str, list[_Part]] = {}
        for part in flat:
            for key, field in list(part.tree.fields.items()):
                declared = self._declared(part.type_name, field)
                shape = self._shape(declared)
                fits = shapes.setdefault(key, shape) == shape
                kept = key if fits else self._rename(part, key, taken)
                if field.below is not None:
                    step = Step(kept, declared.list_depth)
                    inner = _Part(declared.name, field.below, (*part.path, step))
                    below.setdefault(kept, []).append(inner)
        for inner_parts in below.values():
            self.walk(inner_parts)

    def _rename(self, part: _Part, key: str, taken: set[str]) -> str:
        """The field's alias, which is no other key at the place."""
        alias = f"_{part.type_name}_{key}"
        while alias in taken:
            alias = f"_{alias}"
        taken.add(alias)
        part.tree.fields = {alias if k == key else k: f for k, f in part.tree.fields.items()}
        self.renames.append(Rename(part.path, part.type_name, alias, key))
        return alias

    def _declared(self, type_name: str, field: TreeField) -> TypeRef:
        return self._supergraph.types[type_name].fields[field.name].graphs[self._graph].type

    def _shape(self, declared: TypeRef) -> str:
        composite = self._supergraph.types[declared.name].kind.is_composite
        text = str(declared)
        return text.replace(declared.name, "{}") if composite else text
