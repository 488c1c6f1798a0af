"""The search: the cheapest way to serve a selection from a state (type, subgraph).

Places below different fields are independent, so each is solved for itself, and its solution remembered for all where
the same is asked of the same.
For one object there is a choice only in the set of subgraphs visited besides the one that it comes from.
Only subgraphs count that can give one of the fields, or what it takes to get there. The sets are tried by size,
smallest first, starting with those subgraphs that alone can give some field; the search ends when no larger set
can be cheaper. Where there are too many sets, it starts from all subgraphs instead and drops one after the other
as long as the plan gets no worse. `Draft` judges one set, in polynomial time.

An abstract type is served by the interface's own fields where every object type gives them in this subgraph;
what is left is handed down to the types that can occur here, each solved for itself.

The work is bounded (`Steps`): after a while sets are no longer all tried, later none but the first, and in the end it
is TooComplex.
"""

from dataclasses import dataclass
from itertools import combinations

from gateway.federation.model import Supergraph
from gateway.federation.planner.draft import Draft, Mode
from gateway.federation.planner.options import RETYPE, Option, Options, Provided
from gateway.federation.planner.retyping import Retyping
from gateway.federation.planner.solution import (
    AbstractSolution,
    Cost,
    ObjectSolution,
    Served,
    Solution,
)
from gateway.federation.planner.steps import Steps
from gateway.federation.selection import TYPENAME, FieldNode, Selection

EXACT_GRAPHS = 6  # up to so many subgraphs to choose from, every set is tried


State = tuple[str, str | None]  # a type as a subgraph knows it; None: nowhere yet, above the root type


class Search:
    """Solves selections of one operation."""

    def __init__(self, options: Options, steps: Steps) -> None:
        self.options = options
        self._supergraph: Supergraph = options.supergraph
        self._known: dict[tuple[State, int, tuple[int, ...], bool], Solution] = {}
        self._likes: dict[int, Selection] = {}
        self._first: dict[object, Selection] = {}
        self._keep: list[Selection] = []  # ids stand for selections, so these must live
        self._retyping = Retyping(options)
        self.retyped = self._retyping.retyped
        self._steps = steps
        self.count = steps.one_more

    def below(
        self, field: FieldNode, option: Option, provided: Provided, *, local: bool = False
    ) -> Solution | None:
        """The solution of a field's own selection, None for a leaf. `local`: what needs no further fetch."""
        if field.selection is None:
            return None
        if field.name == RETYPE:
            return self._abstract((field.selection.type, option.graph), field.selection, (), local=local)
        state = (option.field.type.name, option.graph)
        return self.solve(state, field.selection, provided, local=local)

    def solve(
        self, state: State, selection: Selection, provided: Provided = (), *, local: bool = False
    ) -> Solution:
        selection = self._alike(selection)
        key = (state, id(selection), tuple(id(p) for p in provided), local)
        found = self._known.get(key)
        if found is None:
            type_name, graph = state
            self._keep += provided
            here = self._supergraph.types[type_name]
            if here.is_abstract and graph is not None and not here.is_interface_object_in(graph):
                narrowed = selection.narrowed(type_name, self._supergraph)
                found = self._abstract((type_name, graph), narrowed, provided, local=local)
            else:
                found = self._object(state, selection, provided, local=local)
            self._known[key] = found
        return found

    def _alike(self, selection: Selection) -> Selection:
        """The first selection that asks for the same, wherever it stands: what was found for that one holds here."""
        known = self._likes.get(id(selection))
        if known is None:
            same = (
                selection.type,
                tuple(map(self._field_alike, selection.fields)),
                tuple((name, id(self._alike(each))) for name, each in selection.fragments.items()),
            )
            known = self._likes[id(selection)] = self._first.setdefault(same, selection)
            self._keep.append(selection)
        return known

    def _field_alike(self, field: FieldNode) -> object:
        below = None if field.selection is None else id(self._alike(field.selection))
        return field.key, field.response_key, field.name, field.arguments, below

    def _abstract(
        self, state: tuple[str, str], selection: Selection, provided: Provided, *, local: bool
    ) -> AbstractSolution:
        type_name, graph = state
        served: list[Served] = []
        handed_down: list[FieldNode] = []
        for field in selection.fields:
            if field.name == TYPENAME:
                continue
            found = self._for_all(state, field, provided, local=local)
            if found is None:
                handed_down.append(field)
            else:
                served.append(found)
        here = self._supergraph.types[type_name]
        lost = () if here.possible else tuple(handed_down)  # an interface of nothing
        by_type: dict[str, ObjectSolution] = {}
        rest: dict[str, Selection] = {}
        for name in sorted(here.occurring_in(graph)):
            wanted = self._retyping.handed_down(selection, tuple(handed_down), name)
            if wanted is None:
                continue
            by_type[name] = self._object((name, graph), wanted, provided, local=local)
            left = by_type[name].rest
            if left is not None:
                rest |= {
                    each: self._retyping.of_object(left, each) for each in self._supergraph.possible(name)
                }
        return AbstractSolution(
            type_name,
            _cost_of_all(served, by_type, lost),
            served,
            by_type,
            Selection(type_name, lost, rest) if lost or rest else None,
        )

    def _for_all(
        self, state: tuple[str, str], field: FieldNode, provided: Provided, *, local: bool
    ) -> Served | None:
        type_name, graph = state
        option = self.options.find(type_name, field.name, graph)
        if option is None:
            return None
        promised = self.options.provided_below(type_name, option, field.name, provided)
        below = self.below(field, option, promised, local=local)
        if below is not None and below.rest is not None:
            return None
        return Served(0, field, option, below)

    def _object(
        self, state: State, selection: Selection, provided: Provided, *, local: bool
    ) -> ObjectSolution:
        type_name, graph = state
        here = self._supergraph.types[type_name]
        narrowed = selection.narrowed(type_name, self._supergraph)
        if here.is_abstract:
            fields = self._retyping.fields(type_name, graph, narrowed)
        else:
            fields = tuple(f for f in narrowed.fields if not f.name.startswith("__"))
        mode = Mode.LOCAL if local else Mode.WHOLE
        best = Draft(self, state, provided, [], mode).solve(fields)
        if local or (best.cost.unserved == 0 and best.cost.fetches == 0):
            return best
        place = _Place(state, fields, provided)
        useful, only = self._useful(place), self._only_givers(place)
        forced = [g for g in useful if g in only]
        free = [g for g in useful if g not in only]
        if len(free) <= EXACT_GRAPHS:
            best, is_cheapest = self._try_all(place, best, forced, free)
            if is_cheapest:
                return best
        found = self._drop(place, forced + free)
        return found if found.cost < best.cost else best

    def _only_givers(self, place: "_Place") -> set[str]:
        """The subgraphs that alone can give one of the fields, unless it is promised where the object comes from."""
        type_name, origin = place.state
        here = self._supergraph.types[type_name]
        found: set[str] = set()
        for field in place.fields:
            givers = self.options.givers(type_name, field.name)
            if len(givers) == 1 and not (
                origin is not None and self.options.provided(here, field, origin, place.provided)
            ):
                found |= givers.keys()
        return found

    def _useful(self, place: "_Place") -> list[str]:
        """The subgraphs to jump to that give one of the fields, or of those that are required or keys for it."""
        type_name, origin = place.state
        targets = [g for g in self.options.jump_targets(type_name) if g != origin]
        useful, wanted, todo = set[str](), set[str](), {f.name for f in place.fields}
        if self._supergraph.types[type_name].is_abstract:
            todo.add(RETYPE)
        while todo:
            name = todo.pop()
            wanted.add(name)
            givers = self.options.givers(type_name, name)
            for option in givers.values():
                if option.field.requires is not None:
                    todo |= self._names(type_name, option.field.requires) - wanted
            for graph in givers.keys() - useful:
                useful.add(graph)
                todo |= self._missing_keys(type_name, graph, origin) - wanted
        return [g for g in targets if g in useful]

    def _missing_keys(self, type_name: str, graph: str, origin: str | None) -> set[str]:
        """The key fields of a subgraph, if the origin itself has not one of its keys whole."""
        if graph == origin or self.options.is_root(type_name, graph):
            return set()
        missing: set[str] = set()
        for name in self.options.names_in(self._supergraph.types[type_name], graph):
            for key in self.options.keys(name, graph):
                names = self._names(type_name, key)
                if origin is not None and all(
                    f.selection is None and self.options.find(type_name, f.name, origin) for f in key.fields
                ):
                    return set()
                missing |= names
        return missing

    def _names(self, type_name: str, wanted: Selection) -> set[str]:
        return {f.name for f in wanted.narrowed(type_name, self._supergraph).fields if f.name != TYPENAME}

    def _try_all(
        self, place: "_Place", best: ObjectSolution, forced: list[str], free: list[str]
    ) -> tuple[ObjectSolution, bool]:
        """The best, and whether none can be better: there was time for all sets that matter."""
        least = len(forced) + self._least_below(place)
        for size in range(len(free) + 1):
            if best.cost.unserved == 0 and best.cost.fetches < least + size:
                break
            for chosen in combinations(free, size):
                if not self._steps.for_all_sets:
                    return best, False
                found = self._try(place, [*forced, *chosen])
                if found.cost < best.cost:
                    best = found
        return best, True

    def _least_below(self, place: "_Place") -> int:
        """Fetches that every set needs below the fields: those that only one subgraph gives, hence whole."""
        least = 0
        for field in place.fields:
            givers = self.options.givers(place.state[0], field.name)
            if field.selection is not None and len(givers) == 1 and not place.provided:
                (option,) = givers.values()
                below = self.below(
                    field, option, self.options.provided_below(place.state[0], option, field.name, ())
                )
                least += below.cost.fetches if below is not None and not below.cost.unserved else 0
        return least

    def _drop(self, place: "_Place", allowed: list[str]) -> ObjectSolution:
        best = self._try(place, allowed)
        for dropped in [visit.graph for visit in best.visits.values() if not visit.origin]:
            if not self._steps.for_a_second_try:
                break
            used = [v.graph for v in best.visits.values() if v.graph != dropped and not v.origin]
            found = self._try(place, used)
            if found.cost <= best.cost:
                best = found
        return best

    def _try(self, place: "_Place", allowed: list[str]) -> ObjectSolution:
        """The better of taking each field whole, and shared fields in parts."""
        whole = Draft(self, place.state, place.provided, allowed).solve(place.fields)
        runs_once = place.state[0] == self._supergraph.mutation
        if whole.cost.fetches == 0 or runs_once or not self._any_shared(place, allowed):
            return whole
        if not self._steps.for_a_second_try:
            return whole
        parts = Draft(self, place.state, place.provided, allowed, Mode.SPLIT).solve(place.fields)
        return parts if parts.cost < whole.cost else whole

    def _any_shared(self, place: "_Place", allowed: list[str]) -> bool:
        type_name, graph = place.state
        graphs = {graph, *allowed} - {None}
        return any(
            field.selection is not None
            and sum(self.options.find(type_name, field.name, g) is not None for g in graphs if g) > 1
            for field in place.fields
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """What the search is about: an object's state and the fields that are wanted of it."""

    state: State
    fields: tuple[FieldNode, ...]
    provided: Provided


def _cost_of_all(
    served: list[Served], by_type: dict[str, ObjectSolution], lost: tuple[FieldNode, ...]
) -> Cost:
    """The object types' visits to one subgraph become one fetch, so each subgraph's count once."""
    below = [s.below.cost for s in served if s.below is not None]
    each = [solution.cost for solution in by_type.values()]
    fetches = sum(cost.fetches for cost in below)
    visits: dict[str, int] = {}
    for solution in by_type.values():
        own = [visit.graph for visit in solution.visits.values() if not visit.origin]
        fetches += solution.cost.fetches - len(own)
        for graph in own:
            visits[graph] = max(visits.get(graph, 0), own.count(graph))
    return Cost(
        sum(cost.unserved for cost in each) + sum(field.leaves for field in lost),
        fetches + sum(visits.values()),
        max((cost.depth for cost in below + each), default=0),
        sum(cost.waiting for cost in below + each),
    )
