"""From a selection in normal form to a plan. The passes, in order:

`options` (who can give what), `search` and `draft` (the cheapest decisions), `build` (fetches, with what each
object's representation `needs`), `merge` (those that ask the same place), `lift` (shorter queries), `batch` (one
request for several), `conflicts` (aliases), `emit` (query texts).
"""

from collections.abc import Mapping

from gateway.federation.errors import Unplannable
from gateway.federation.model import Supergraph
from gateway.federation.plan import Plan, Stage
from gateway.federation.planner.build import Builder, Node
from gateway.federation.planner.emit import emit_stage
from gateway.federation.planner.keys import DataKeys
from gateway.federation.planner.lift import lift_common_fields
from gateway.federation.planner.merge import merge_siblings
from gateway.federation.planner.options import Options
from gateway.federation.planner.search import Search
from gateway.federation.planner.solution import ObjectSolution
from gateway.federation.planner.steps import Steps
from gateway.federation.projection import compile_shape
from gateway.federation.selection import FieldNode, Selection

__all__ = ["Planner"]


class Planner:
    """Plans operations over one supergraph. Keeps what it learns about the supergraph, nothing of operations."""

    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._options = Options(supergraph)

    def plan(self, kind: str, selection: Selection, variables: Mapping[str, str]) -> Plan:
        """A plan for a query or mutation; `variables` holds its declarations, printed, by name.

        Raises TooComplex where the search would take too long, Unplannable where no subgraph gives a field.
        """
        keys = DataKeys(self._supergraph)
        keys.register(selection)
        fields = tuple(f for f in selection.fields if not f.name.startswith("__"))
        local = tuple(f.response_key for f in selection.fields if f.name in ("__schema", "__type"))
        steps = Steps()
        groups = [fields] if kind == "query" else self._mutations(selection.type, fields, steps)
        stages: list[Stage] = []
        for group in groups:
            nodes = self._nodes(Selection(selection.type, group), keys, steps)
            stages.append(
                emit_stage(nodes, self._supergraph, variables, sum(len(s.fetches) for s in stages) + 1)
            )
        shape = compile_shape(self._supergraph, selection)
        return Plan(kind, selection, shape, tuple(s for s in stages if s.fetches), local)

    def _nodes(self, selection: Selection, keys: DataKeys, steps: Steps) -> list[Node]:
        solution = Search(self._options, steps).solve((selection.type, None), selection)
        assert isinstance(solution, ObjectSolution)
        if solution.rest is not None:
            raise Unplannable(f"No subgraph gives {_first_path(solution.rest)}.")
        builder = Builder(self._supergraph, keys)
        builder.root(solution)
        nodes = merge_siblings(builder.nodes)
        for node in nodes:
            lift_common_fields(node, self._options)
        return nodes

    def _mutations(
        self, type_name: str, fields: tuple[FieldNode, ...], steps: Steps
    ) -> list[tuple[FieldNode, ...]]:
        """Fields that run one after the other; neighbours share a fetch if the first need nothing more."""
        groups: list[tuple[FieldNode, ...]] = []
        last: tuple[str, ...] = ()
        for field in fields:
            solution = Search(self._options, steps).solve((type_name, None), Selection(type_name, (field,)))
            assert isinstance(solution, ObjectSolution)
            graphs = tuple(visit.graph for visit in solution.visits.values())
            if groups and graphs == last:
                groups[-1] += (field,)
            else:
                groups.append((field,))
            last = graphs if solution.cost.fetches == 1 else ()
        return groups


def _first_path(selection: Selection) -> str:
    for each in (selection, *selection.fragments.values()):
        for field in each.fields:
            below = "" if field.selection is None else _first_path(field.selection)
            return f"{each.type}.{field.name}" + (f" with {below}" if below else "")
    return ""
