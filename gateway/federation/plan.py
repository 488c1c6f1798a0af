"""What the planner hands to the executor: fetches, what each needs, and what each adds.

A plan is a list of stages that run one after the other (a query has one, a mutation one for each group of
fields). Inside a stage a fetch starts as soon as those that it comes after are done. Everything the executor
does per request was worked out before: the query text, the path to the objects, the representations.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from graphql import parse, print_ast

from gateway.federation.projection import Shape
from gateway.federation.selection import Selection


@dataclass(frozen=True, slots=True)
class Step:
    """One step down the data: the objects' `key`, through lists; only for objects of the types `only`."""

    key: str
    lists: int = 0
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """A field of a representation, read from `key` in the data.

    `only`: of such an object alone. `is_key`: the object cannot be named where this is null.
    """

    name: str
    key: str
    below: tuple["Input", ...] | None = None
    only: str | None = None
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """Under which key in the data a field of the answer will lie, and what will lie below it."""

    key: str
    may_be_null: bool
    below: tuple["Brought", ...] = ()


@dataclass(frozen=True, slots=True)
class Representation:
    """How to name an object to a subgraph. `brings` is what the subgraph will say of it."""

    as_type: str
    inputs: tuple[Input, ...]
    brings: tuple[Brought, ...]
    only_key: Input | None = None  # where this one scalar is all


@dataclass(frozen=True, slots=True)
class Rename:
    """A value fetched under `alias` since two object types give `key` different shapes in this subgraph."""

    path: tuple[Step, ...]
    only: str
    alias: str
    key: str


@dataclass(frozen=True, slots=True, eq=False)
class Entities:
    """One `_entities` call: about the objects at `path`, each named by the representation for its type.

    The answer comes under `alias`, the representations go in the variable `variable`.
    """

    path: tuple[Step, ...]
    by_type: dict[str | None, Representation]  # None: whatever the object's type
    alias: str
    variable: str
    renames: tuple[Rename, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """Fields of a root type, for the objects at `path`: the response itself where that is empty."""

    path: tuple[Step, ...]
    keys: tuple[str, ...]
    renames: tuple[Rename, ...] = ()


@dataclass(slots=True, eq=False)
class Fetch:
    """One request to a subgraph: either for fields of a root type or for entities, in one call or several.

    `prepared` is the transport's own: what it made of the query once.
    """

    number: int
    graph: str
    subgraph: str
    query: str
    variables: tuple[str, ...]
    root: Root | None
    entities: tuple[Entities, ...]
    is_mutation: bool = False
    after: tuple[int, ...] = ()
    then: tuple["Fetch", ...] = ()
    prepared: Any = None

    @property
    def text(self) -> str:
        return print_ast(parse(self.query))


@dataclass(slots=True)
class Stage:
    fetches: tuple[Fetch, ...]
    first: tuple[Fetch, ...] = ()


@dataclass(slots=True)
class Plan:
    """`shape` projects the answer, `local` is what the gateway answers from the schema itself."""

    kind: str
    selection: Selection
    shape: Shape
    stages: tuple[Stage, ...]
    local: tuple[str, ...] = field(default=())

    @property
    def fetches(self) -> Iterator[Fetch]:
        for stage in self.stages:
            yield from stage.fetches

    @property
    def fetch_count(self) -> int:
        return sum(1 for _ in self.fetches)

    @property
    def chain_length(self) -> int:
        """The longest chain of fetches that wait for each other."""
        total = 0
        for stage in self.stages:
            depth: dict[int, int] = {}
            for each in stage.fetches:
                depth[each.number] = 1 + max((depth[a] for a in each.after), default=0)
            total += max(depth.values(), default=0)
        return total
