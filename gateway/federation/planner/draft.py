"""One try at serving an object's fields with a given set of subgraphs.

First every subgraph of the set is opened, nearest first (label setting, as in Dijkstra's algorithm): a visit is
labelled with the fetches that its key costs beyond the visits that are open, and with the length of the chain
that leads to it; the visit with the least label is opened next, until none of the others can be. So chains of
jumps arise, each the shortest, in polynomial time.

Then each field is served by the visit whose answer to the field's own selection costs least; where that serves
only a part of it, the rest is asked of the next. A field with `@requires` wants a visit whose inputs hold the
required fields: one that is open, unless what is required depends on that very visit or it was sent the same
field with other arguments; then a further one. Visits that serve nothing in the end are dropped.

A field that several of the subgraphs have may also be asked of all of them, each for the part of its selection
that it knows: this saves the jump below the field. Whether that pays is for the search to see. A mutation runs
once, so its field is taken whole from one subgraph.
"""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple, Protocol

from gateway.federation.planner.options import Option, Options, Provided
from gateway.federation.planner.solution import FREE, Cost, ObjectSolution, Served, Solution, Visit, Wanted
from gateway.federation.planner.visits import Visits
from gateway.federation.selection import TYPENAME, FieldNode, Selection


class Solver(Protocol):
    """What a draft asks of the search that it is a part of."""

    options: Options

    def count(self) -> None:
        """One step more: a subgraph that is weighed for a field, or a key for it. Raises TooComplex after too many."""

    def below(
        self, field: FieldNode, option: Option, provided: Provided, *, local: bool = False
    ) -> Solution | None:
        """The solution of a field's own selection, None for a leaf. `local`: what needs no further fetch."""

    def retyped(self, type_name: str, field: FieldNode) -> FieldNode:
        """The pseudo-field that asks each object type of an interface for the field."""


class Mode(Enum):
    """WHOLE: each field from one subgraph. SPLIT: in parts where several have it. LOCAL: no fetch at all."""

    WHOLE = "whole"
    SPLIT = "split"
    LOCAL = "local"


class _Candidate(NamedTuple):
    cost: tuple[int, int, int, int, int]
    option: Option
    provided: Provided


_Label = tuple[int, int]  # fetches beyond the open visits, length of the chain
NEXT_DOOR: _Label = (0, 1)  # none is less


class Draft:
    def __init__(
        self,
        search: Solver,
        state: tuple[str, str | None],
        provided: Provided,
        allowed: list[str],
        mode: Mode = Mode.WHOLE,
    ) -> None:
        type_name, origin = state
        self._search = search
        self._options = search.options
        self._type = search.options.supergraph.types[type_name]
        self._runs_once = type_name == search.options.supergraph.mutation
        self._origin = origin
        self._provided = provided
        self._allowed = allowed if origin is None or origin in allowed else [origin, *allowed]
        self._ranks = {graph: rank for rank, graph in enumerate(self._allowed)}
        self._mode = mode
        self._requiring: list[int] = []
        self._visits = Visits()
        if origin is not None:
            self._visits.add(Visit(origin, type_name, origin=True))

    def solve(self, fields: tuple[FieldNode, ...]) -> ObjectSolution:
        if self._mode is not Mode.LOCAL:
            self._open_all()
        served: list[Served] = []
        rest: list[FieldNode] = []
        for field in fields:
            done, left = self._serve(field)
            served += done
            if left is not None:
                rest.append(left)
        visits = {n: self._visits[n] for n in sorted(self._visits.needed_by({s.visit for s in served}))}
        used = served + [s for visit in visits.values() for wanted in visit.inputs for s in wanted.served]
        opened = sum(not visit.origin for visit in visits.values())
        return ObjectSolution(
            self._type.name,
            Cost(
                sum(field.leaves for field in rest),
                opened + sum(s.below.cost.fetches for s in used if s.below is not None),
                max(
                    (self._visits.chain_to(s) for s in used),
                    default=max(map(self._visits.chain, visits), default=0),
                ),
                sum(self._waiting(s.field, s.visit, s.below) for s in used),
            ),
            visits,
            served,
            Selection(self._type.name, tuple(rest)) if rest else None,
        )

    def _waiting(self, field: FieldNode, visit: int, below: Solution | None) -> int:
        here = 0 if self._visits[visit].origin else field.leaves
        return here + (0 if below is None else below.cost.waiting)

    # Opening

    def _open_all(self) -> None:
        waiting = {
            (graph, name): None
            for graph in self._allowed
            if graph != self._origin
            for name in self._options.names_in(self._type, graph)
        }
        labels: dict[tuple[str, str], tuple[_Label, Selection | None]] = {}
        while waiting:
            for each in waiting:
                if each not in labels or labels[each][0] > NEXT_DOOR:
                    label = self._label(*each)
                    if label is not None:
                        labels[each] = label
            if not labels:
                return
            nearest = min(labels, key=lambda each: labels[each][0])
            self._open(*nearest, labels.pop(nearest)[1])
            del waiting[nearest]

    def _label(self, graph: str, as_type: str) -> tuple[_Label, Selection | None] | None:
        """What it takes to open a visit, and the key that takes least; None where it cannot be opened."""
        if self._options.is_root(self._type.name, graph):
            return NEXT_DOOR, None
        best: tuple[_Label, Selection] | None = None
        for key in self._options.keys(as_type, graph):
            self._search.count()
            mark = self._visits.mark()
            inputs = self._inputs(key, is_key=True)
            if inputs is not None:
                served = [s for wanted in inputs for s in wanted.served]
                beyond = len(self._visits) - len(mark)
                beyond += sum(s.below.cost.fetches for s in served if s.below is not None)
                label = beyond, 1 + max(map(self._visits.chain_to, served), default=0)
                if best is None or label < best[0]:
                    best = label, key
            self._visits.reset(mark)
            if best is not None and best[0] == NEXT_DOOR:
                break
        return best

    def _open(self, graph: str, as_type: str, key: Selection | None) -> int:
        inputs = [] if key is None else self._inputs(key, is_key=True)
        assert inputs is not None
        return self._visits.add(Visit(graph, as_type, inputs=inputs))

    # Serving

    def _serve(self, field: FieldNode) -> tuple[list[Served], FieldNode | None]:
        """Serve as much of the field as can be; returns also what is left of it."""
        if self._mode is Mode.SPLIT and field.selection is not None:
            return self._serve_in_parts(field)
        return self._serve_whole(field, frozenset())

    def _serve_in_parts(self, field: FieldNode) -> tuple[list[Served], FieldNode | None]:
        """Take from each subgraph what it gives of the field without further fetches, then the rest whole."""
        done: list[Served] = []
        left: FieldNode | None = field
        barred: frozenset[str] = frozenset()
        while left is not None:
            candidates = self._candidates(left, barred, local=True)
            if not candidates:
                more, left = self._serve_whole(left, frozenset())
                return done + more, left
            option = candidates[0].option
            barred |= {option.graph}
            visit = self._visit(option)
            if visit is None:
                continue
            below = self._search.below(left, option, candidates[0].provided, local=True)
            done.append(Served(visit, left, option, below))
            left = None if below is None or below.rest is None else left.selecting(below.rest)
        return done, left

    def _serve_whole(self, field: FieldNode, barred: frozenset[str]) -> tuple[list[Served], FieldNode | None]:
        for candidate in self._candidates(field, barred):
            option = candidate.option
            below = self._search.below(field, option, candidate.provided, local=self._mode is Mode.LOCAL)
            rest = None if below is None else below.rest
            if rest is not None and self._runs_once:
                continue
            visit = self._visit(option)
            if visit is None:
                continue
            served = [Served(visit, field, option, below)]
            if rest is None:
                return served, None
            more, left = self._serve_whole(field.selecting(rest), barred | {option.graph})
            return served + more, left
        return [], field

    def _candidates(
        self, field: FieldNode, barred: frozenset[str], *, local: bool = False
    ) -> list[_Candidate]:
        """The subgraphs that could serve the field, cheapest first; `local`: without fetches below it."""
        found = []
        local = local or self._mode is Mode.LOCAL
        for rank, option in self._givers(field):
            if option.graph in barred:
                continue
            visits = self._visits.open_for(option)
            if not visits and option.field.requires is None:
                continue
            self._search.count()
            provided: Provided = ()
            cost = FREE
            if field.selection is not None:
                given = self._provided if option.graph == self._origin else ()
                provided = self._options.provided_below(self._type.name, option, field.name, given)
                below = self._search.below(field, option, provided, local=local)
                cost = FREE if below is None else below.cost
            if cost.unserved and cost.unserved >= field.leaves:
                continue
            extra = 0 if visits else 1
            chain = self._visits.chain(visits[0]) if visits else 1
            waiting = cost.waiting + (0 if visits and self._visits[visits[0]].origin else field.leaves)
            known = cost.unserved, cost.fetches + extra, chain + cost.depth, waiting
            found.append(_Candidate((*known, rank), option, provided))
        return sorted(found, key=lambda candidate: candidate.cost) if len(found) > 1 else found

    def _givers(self, field: FieldNode) -> Iterator[tuple[int, Option]]:
        """The allowed subgraphs that know the field, with their rank; the origin also by what is promised there."""
        found = self._options.givers(self._type.name, field.name)
        if self._origin is not None and self._origin not in found:
            promised = self._options.provided(self._type, field, self._origin, self._provided)
            if promised is not None:
                yield self._ranks[self._origin], promised
        for graph, option in found.items():
            if graph in self._ranks:
                yield self._ranks[graph], option

    def _visit(self, option: Option) -> int | None:
        """The number of a visit that can give the field; None where there can be none."""
        requires = option.field.requires
        if requires is None:
            return next(iter(self._visits.open_for(option)), None)
        if self._mode is Mode.LOCAL or id(option.field) in self._requiring:
            return None  # it would need a fetch, or itself
        self._requiring.append(id(option.field))
        mark = self._visits.mark()
        number = self._visit_with(option, requires)
        if number is None:
            self._visits.reset(mark)
        self._requiring.pop()
        return number

    def _visit_with(self, option: Option, requires: Selection) -> int | None:
        """An open visit, or else a new one, whose inputs hold what the field requires."""
        inputs = self._inputs(requires)
        if inputs is None:
            return None
        suppliers = self._visits.needed_by({s.visit for wanted in inputs for s in wanted.served})
        for number in self._visits.open_for(option):
            if number not in suppliers and self._visits.send_too(number, inputs):
                return number
        label = self._label(option.graph, option.as_type)
        if label is None:
            return None
        number = self._open(option.graph, option.as_type, label[1])
        return number if self._visits.send_too(number, inputs) else None

    def _inputs(self, wanted: Selection, *, is_key: bool = False) -> list[Wanted] | None:
        """Serve a key or a required field set completely, or not at all."""
        inputs = []
        mark = self._visits.mark()
        for field in wanted.narrowed(self._type.name, self._options.supergraph).fields:
            if field.name == TYPENAME:
                continue
            served, left = self._serve(field)
            if left is not None and self._type.is_abstract:
                served, left = self._serve(self._search.retyped(self._type.name, field))
            if left is not None:
                self._visits.reset(mark)
                return None
            inputs.append(Wanted(field, served, is_key))
        return inputs
