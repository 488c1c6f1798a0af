"""Operations that were read, with their plans: the least recently used are forgotten.

Bounded by their number, and by their size: a document's syntax tree and each plan of it take up to 200 bytes for
each of its characters, so CHARACTERS stands for some hundred megabytes at the very most.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from gateway.federation.operation import Operation
from gateway.federation.plan import Plan

DOCUMENTS = 1000
CHARACTERS = 500_000
PLANS_OF_A_DOCUMENT = 32

Key = tuple[str, str | None]  # a document's text and the name of the operation that is meant


@dataclass(slots=True, eq=False)
class Prepared:
    """An operation that was parsed and validated, with its plans by the truth of its conditions."""

    operation: Operation
    plans: OrderedDict[tuple[bool, ...], Plan] = field(default_factory=OrderedDict)
    key: Key = ("", None)

    @property
    def characters(self) -> int:
        return len(self.key[0]) * (1 + len(self.plans))


class Remembered:
    """`hits` and `misses` count plans that were found, and those that had to be made."""

    def __init__(self) -> None:
        self._prepared: OrderedDict[Key, Prepared] = OrderedDict()
        self.characters = self.hits = self.misses = 0

    def __len__(self) -> int:
        return len(self._prepared)

    def find(self, key: Key) -> Prepared | None:
        found = self._prepared.get(key)
        if found is not None:
            self._prepared.move_to_end(key)
        return found

    def add(self, prepared: Prepared) -> None:
        self._prepared[prepared.key] = prepared
        self.characters += prepared.characters
        self._forget()

    def find_plan(self, prepared: Prepared, truth: tuple[bool, ...]) -> Plan | None:
        plan = prepared.plans.get(truth)
        if plan is None:
            self.misses += 1
        else:
            self.hits += 1
        return plan

    def add_plan(self, prepared: Prepared, truth: tuple[bool, ...], plan: Plan) -> None:
        before = prepared.characters
        prepared.plans[truth] = plan
        if len(prepared.plans) > PLANS_OF_A_DOCUMENT:
            prepared.plans.popitem(last=False)
        if self._prepared.get(prepared.key) is prepared:
            self.characters += prepared.characters - before
            self._forget()

    def _forget(self) -> None:
        while len(self._prepared) > DOCUMENTS or self.characters > CHARACTERS:
            _, forgotten = self._prepared.popitem(last=False)
            self.characters -= forgotten.characters
