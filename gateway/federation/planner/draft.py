"""One try at serving an object's fields with a given set of subgraphs.

Fields are served one after the other, each by the allowed subgraph whose answer to the field's own selection
costs least; where that serves only a part of it, the rest is asked of the next. A subgraph is visited only
when a field wants it. To open a visit the fields of one of its keys must be served by other visits, which may
open these first: so chains of jumps arise. A field with `@requires` wants a visit whose inputs hold the
required fields: the one that is already open, unless what is required depends on that very visit; then a
second one.

A field that several of the subgraphs have may also be asked of all of them, each for the part of its selection
that it knows: this saves the jump below the field. Whether that pays is for the search to see.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from gateway.federation.planner.options import Option, Options, Provided
from gateway.federation.planner.solution import FREE, Cost, ObjectSolution, Served, Solution, Visit
from gateway.federation.selection import FieldNode, Selection


class Solver(Protocol):
    """What a draft asks of the search that it is a part of."""

    options: Options

    def count(self) -> None:
        """One step more. Raises TooComplex after too many."""

    def below(
        self, field: FieldNode, option: Option, provided: Provided, *, local: bool = False
    ) -> Solution | None:
        """The solution of a field's own selection, None for a leaf. `local`: what needs no further fetch."""


class Mode(Enum):
    """WHOLE: each field from one subgraph. SPLIT: in parts where several have it. LOCAL: no fetch at all."""

    WHOLE = "whole"
    SPLIT = "split"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class _Candidate:
    cost: tuple[int, int, int, int]
    option: Option
    provided: Provided


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
        self._origin = origin
        self._provided = provided
        self._allowed = allowed if origin is None or origin in allowed else [origin, *allowed]
        self._mode = mode
        self._opening: list[str] = []
        self._requiring: list[tuple[str, str]] = []
        self._visits: list[Visit] = [] if origin is None else [Visit(origin, type_name, origin=True)]

    def solve(self, fields: tuple[FieldNode, ...]) -> ObjectSolution:
        served: list[Served] = []
        rest: list[FieldNode] = []
        for field in fields:
            done, left = self._serve(field)
            served += done
            if left is not None:
                rest.append(left)
        unserved = sum(field.leaves for field in rest)
        used = served + [s for visit in self._visits for _, inputs in visit.inputs for s in inputs]
        opened = sum(not visit.origin for visit in self._visits)
        fetches = opened + sum(s.below.cost.fetches for s in used if s.below is not None)
        depths = self._depths()
        depth = max((depths[s.visit] + _depth(s) for s in used), default=0)
        return ObjectSolution(
            self._type.name,
            Cost(unserved, fetches, max(depth, max(depths, default=0))),
            self._visits,
            served,
            Selection(self._type.name, tuple(rest)) if rest else None,
        )

    def _serve(
        self, field: FieldNode, barred: frozenset[str] = frozenset()
    ) -> tuple[list[Served], FieldNode | None]:
        """Serve as much of the field as can be; returns also what is left of it."""
        self._search.count()
        if self._mode is Mode.SPLIT and field.selection is not None:
            return self._serve_in_parts(field)
        return self._serve_whole(field, barred)

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
            mark = self._mark()
            visit = self._visit(option)
            if visit is None:
                self._reset(mark)
                continue
            below = self._search.below(left, option, candidates[0].provided, local=True)
            done.append(Served(visit, left, option, below))
            left = None if below is None or below.rest is None else left.selecting(below.rest)
        return done, left

    def _serve_whole(self, field: FieldNode, barred: frozenset[str]) -> tuple[list[Served], FieldNode | None]:
        for candidate in self._candidates(field, barred):
            option = candidate.option
            mark = self._mark()
            visit = self._visit(option)
            if visit is None:
                self._reset(mark)
                continue
            below = self._search.below(field, option, candidate.provided, local=self._local)
            served = [Served(visit, field, option, below)]
            if below is None or below.rest is None:
                return served, None
            more, left = self._serve_whole(field.selecting(below.rest), barred | {option.graph})
            return served + more, left
        return [], field

    @property
    def _local(self) -> bool:
        return self._mode is Mode.LOCAL

    def _candidates(
        self, field: FieldNode, barred: frozenset[str], *, local: bool = False
    ) -> list[_Candidate]:
        """The subgraphs that could serve the field, cheapest first; `local`: without fetches below it."""
        found = []
        for rank, graph in enumerate(self._allowed):
            if graph in barred:
                continue
            given = self._provided if graph == self._origin else ()
            option = self._options.find(self._type.name, field.name, graph)
            if option is None and graph == self._origin:
                option = self._options.provided(self._type, field, graph, given)
            if option is None:
                continue
            provided = self._options.provided_below(self._type.name, option, field.name, given)
            below = self._search.below(field, option, provided, local=local or self._local)
            cost = FREE if below is None else below.cost
            if cost.unserved and cost.unserved >= field.leaves:
                continue
            extra = self._extra(option)
            order = (cost.unserved, cost.fetches + extra, cost.depth + extra, rank)
            found.append(_Candidate(order, option, provided))
        return sorted(found, key=lambda candidate: candidate.cost)

    def _extra(self, option: Option) -> int:
        """Visits that the option would add, as far as it can be told before trying."""
        requires = option.field.requires is not None
        open_here = [v for v in self._visits if v.graph == option.graph and not (requires and v.origin)]
        return 0 if open_here else 1 + requires

    def _visit(self, option: Option) -> int | None:
        """The number of a visit that can give the field; None where the subgraph cannot be reached."""
        requires = option.field.requires
        if requires is None:
            return self._open(option.graph, reuse=True)
        name = (option.graph, str(id(option.field)))
        if name in self._requiring:
            return None  # it would need itself
        self._requiring.append(name)
        try:
            inputs = self._inputs(requires)
            if inputs is None:
                return None
            suppliers = {s.visit for _, served in inputs for s in served}
            for number, visit in enumerate(self._visits):
                if (
                    visit.graph == option.graph
                    and not visit.origin
                    and number not in self._needed_by(suppliers)
                ):
                    visit.inputs += inputs
                    return number
            number_or_none = self._open(option.graph, reuse=False)
            if number_or_none is not None:
                self._visits[number_or_none].inputs += inputs
            return number_or_none
        finally:
            self._requiring.pop()

    def _open(self, graph: str, *, reuse: bool) -> int | None:
        if reuse:
            for number, visit in enumerate(self._visits):
                if visit.graph == graph:
                    return number
        as_type = self._options.name_in(self._type, graph)
        if as_type is None or graph in self._opening:
            return None
        if self._options.is_root(self._type.name, graph):
            return self._add(Visit(graph, as_type))
        self._opening.append(graph)
        try:
            return self._open_by_best_key(graph, as_type)
        finally:
            self._opening.pop()

    def _open_by_best_key(self, graph: str, as_type: str) -> int | None:
        best: tuple[int, int, Selection] | None = None
        keys = self._options.keys(self._type, graph)
        for key in keys:
            mark = self._mark()
            inputs = self._inputs(key)
            if inputs is not None:
                served = [s for _, each in inputs for s in each]
                fetches = len(self._visits) + sum(s.below.cost.fetches for s in served if s.below is not None)
                depths = self._depths()
                depth = max((depths[s.visit] + _depth(s) for s in served), default=0)
                if best is None or (fetches, depth) < best[:2]:
                    best = (fetches, depth, key)
            self._reset(mark)
        if best is None:
            return None
        inputs = self._inputs(best[2])
        assert inputs is not None
        return self._add(Visit(graph, as_type, inputs=inputs))

    def _inputs(self, wanted: Selection) -> list[tuple[FieldNode, list[Served]]] | None:
        """Serve a key or a required field set completely, or not at all."""
        inputs = []
        mark = self._mark()
        for field in wanted.narrowed(self._type.name, self._options.supergraph).fields:
            if field.name == "__typename":
                continue
            served, left = self._serve(field)
            if left is not None:
                self._reset(mark)
                return None
            inputs.append((field, served))
        return inputs

    def _add(self, visit: Visit) -> int:
        self._visits.append(visit)
        return len(self._visits) - 1

    def _needed_by(self, visits: set[int]) -> set[int]:
        """The visits themselves and all that must come before them."""
        needed, todo = set[int](), list(visits)
        while todo:
            number = todo.pop()
            if number not in needed:
                needed.add(number)
                todo += [s.visit for _, served in self._visits[number].inputs for s in served]
        return needed

    def _depths(self) -> list[int]:
        known: dict[int, int] = {}

        def depth(number: int) -> int:
            if number not in known:
                visit = self._visits[number]
                before = [depth(s.visit) + _depth(s) for _, served in visit.inputs for s in served]
                known[number] = 0 if visit.origin else 1 + max(before, default=0)
            return known[number]

        return [depth(number) for number in range(len(self._visits))]

    def _mark(self) -> list[int]:
        return [len(visit.inputs) for visit in self._visits]

    def _reset(self, mark: list[int]) -> None:
        del self._visits[len(mark) :]
        for visit, length in zip(self._visits, mark, strict=True):
            del visit.inputs[length:]


def _depth(served: Served) -> int:
    return 0 if served.below is None else served.below.cost.depth
