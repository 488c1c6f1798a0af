"""The visits of one draft: which are open, what each depends on, and how long the chain is that leads to it."""

from collections.abc import Iterator, Sequence

from gateway.federation.planner.needs import conflicting
from gateway.federation.planner.options import Option
from gateway.federation.planner.solution import Served, Visit, Wanted


class Visits:
    """Numbered as they were opened. What was added since a mark can be taken back."""

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        # By subgraph, and the name it knows the object by.
        self._numbers: dict[tuple[str, str], list[int]] = {}
        self._chains: dict[int, int] = {}  # remembered by `chain`

    def __len__(self) -> int:
        return len(self._visits)

    def __getitem__(self, number: int) -> Visit:
        return self._visits[number]

    def add(self, visit: Visit) -> int:
        number = len(self._visits)
        self._visits.append(visit)
        self._numbers.setdefault((visit.graph, visit.as_type), []).append(number)
        return number

    def open_for(self, option: Option) -> Sequence[int]:
        """The visits that can give the field, as far as it can be told before trying."""
        numbers = self._numbers.get((option.graph, option.as_type), ())
        if option.field.requires is None:
            return numbers
        return [number for number in numbers if not self._visits[number].origin]

    def send_too(self, number: int, inputs: list[Wanted]) -> bool:
        """Add inputs to a visit, unless it is sent the same fields with other arguments already."""
        visit = self._visits[number]
        if any(conflicting(new.field, old.field) for new in inputs for old in visit.inputs):
            return False
        visit.inputs += inputs
        self._chains.clear()
        return True

    def needed_by(self, visits: set[int]) -> set[int]:
        """The visits themselves and all that must come before them."""
        needed, todo = set[int](), list(visits)
        while todo:
            number = todo.pop()
            if number not in needed:
                needed.add(number)
                todo += self._suppliers(number)
        return needed

    def _suppliers(self, number: int) -> Iterator[int]:
        return (s.visit for wanted in self._visits[number].inputs for s in wanted.served)

    def chain(self, number: int) -> int:
        """How many fetches, one after the other, lead to a visit, itself included."""
        if number not in self._chains:
            visit = self._visits[number]
            before = [self.chain_to(s) for wanted in visit.inputs for s in wanted.served]
            self._chains[number] = 0 if visit.origin else 1 + max(before, default=0)
        return self._chains[number]

    def chain_to(self, served: Served) -> int:
        """The same for a field, with all below it."""
        below = 0 if served.below is None else served.below.cost.depth
        return self.chain(served.visit) + below

    def mark(self) -> list[int]:
        return [len(visit.inputs) for visit in self._visits]

    def reset(self, mark: list[int]) -> None:
        """Take back what was added since the mark."""
        if mark == self.mark():
            return
        self._chains.clear()
        while len(self._visits) > len(mark):
            gone = self._visits.pop()
            self._numbers[gone.graph, gone.as_type].pop()
        for visit, length in zip(self._visits, mark, strict=True):
            del visit.inputs[length:]
