"""What a fetch asks of every object type of an interface, it asks of the interface: shorter queries.

Bottom-up over a fetch's tree: where the fragments of all object types that can occur hold the same field and
the interface itself declares it alike in this subgraph, the field moves up to the interface's own fields.
"""

from gateway.federation.planner.build import Node
from gateway.federation.planner.options import Options
from gateway.federation.planner.tree import Tree, TreeField


def lift_common_fields(node: Node, options: Options) -> None:
    lifter = _Lifter(node.graph, options)
    if node.entities is None:
        lifter.walk(node.tree, node.root)
    else:
        for name, tree in node.tree.fragments.items():
            lifter.walk(tree, name)


class _Lifter:
    def __init__(self, graph: str, options: Options) -> None:
        self._graph = graph
        self._options = options
        self._types = options.supergraph.types

    def walk(self, tree: Tree, type_name: str) -> None:
        for name, fragment in tree.fragments.items():
            self.walk(fragment, name)
        for field in tree.fields.values():
            if field.below is not None:
                declared = self._types[type_name].fields[field.name].graphs[self._graph].type
                self.walk(field.below, declared.name)
        occurring = self._types[type_name].occurring_in(self._graph)
        if tree.fragments and occurring <= tree.fragments.keys():
            self._lift(tree, type_name, sorted(occurring))

    def _lift(self, tree: Tree, type_name: str, object_types: list[str]) -> None:
        fragments = [tree.fragments[name] for name in object_types]
        for fragment in fragments:
            for key in [k for k, f in fragment.fields.items() if str(tree.fields.get(k)) == str(f)]:
                del fragment.fields[key]
        first, *others = fragments
        for key, field in list(first.fields.items()):
            same = all(key in other.fields and str(other.fields[key]) == str(field) for other in others)
            if same and key not in tree.fields and self._may_stand_for(type_name, object_types, field):
                for fragment in fragments:
                    del fragment.fields[key]
                tree.fields[key] = field

    def _may_stand_for(self, type_name: str, object_types: list[str], field: TreeField) -> bool:
        """Whether the interface's field is the same: object types may take more arguments, or give a narrower type."""
        if field.arguments or self._options.find(type_name, field.name, self._graph) is None:
            return False
        fields = (self._types[name].fields[field.name] for name in (type_name, *object_types))
        return len({each.graphs[self._graph].type.name for each in fields}) == 1
