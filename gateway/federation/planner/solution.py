"""What the search decides: for one object at one place, which subgraph gives which field."""

from dataclasses import dataclass, field
from typing import NamedTuple, Union

from gateway.federation.planner.options import Option
from gateway.federation.selection import FieldNode, Selection


class Cost(NamedTuple):
    """Compared in this order: what stays unserved, then fetches, then the longest chain of them.

    Last comes how many values wait for a jump, each as often as it does: of plans with as many fetches the one is best
    that asks for the least in those that come later.
    """

    unserved: int = 0
    fetches: int = 0
    depth: int = 0
    waiting: int = 0


FREE = Cost()


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """A field given by the visit with this number; `below` decides its own selection."""

    visit: int
    field: FieldNode
    option: Option
    below: "Solution | None"


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A field that a representation must hold, and who gives it. `is_key`: by it the object is found."""

    field: FieldNode
    served: list[Served]
    is_key: bool


@dataclass(slots=True, eq=False)
class Visit:
    """One call on a subgraph about the object. The origin needs nothing: its fetch is already on the way."""

    graph: str
    as_type: str
    origin: bool = False
    inputs: list[Wanted] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class ObjectSolution:
    """The visits by number, each after those that it was opened from."""

    type: str
    cost: Cost
    visits: dict[int, Visit]
    served: list[Served]
    rest: Selection | None = None


@dataclass(slots=True, eq=False)
class AbstractSolution:
    """Fields given for every object as its interface declares them, then each object type for itself."""

    type: str
    cost: Cost
    served: list[Served]
    by_type: dict[str, ObjectSolution]
    rest: Selection | None = None


Solution = Union[ObjectSolution, AbstractSolution]  # noqa: UP007 - used in a forward reference above
