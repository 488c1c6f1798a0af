"""How long the search may take: counted in steps, for one operation as a whole.

A step is a subgraph weighed for a field, or one of its keys: what the time goes into, however many subgraphs there are.
The search gets less thorough while they are used up, since a good plan soon is better than none.
"""

from gateway.federation.errors import TooComplex

EXACT = 14_000
THOROUGH = 25_000
MOST = 40_000


class Steps:
    def __init__(self) -> None:
        self._taken = 0

    def one_more(self) -> None:
        self._taken += 1
        if self._taken > MOST:
            raise TooComplex("Planning this operation takes too long. Ask for less at once.")

    @property
    def for_all_sets(self) -> bool:
        """Whether there is time to try every set of subgraphs."""
        return self._taken <= EXACT

    @property
    def for_a_second_try(self) -> bool:
        """Whether there is time to try more than one."""
        return self._taken <= THOROUGH
