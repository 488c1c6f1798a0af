"""One assessment of the full rulebook, in microseconds of CPU on one core: an adult, one with a caregiver, a minor."""

import statistics
import sys
import time
from dataclasses import replace

from rich.console import Console
from rich.table import Table

from services.certification.rules.facts import Facts
from services.certification.rules.rulebook import Rulebooks
from tests.certification.cases import BASES

ROUNDS, REPEATS = 200, 50
ALLOWED_MICROSECONDS = 100.0


def microseconds(facts: Facts) -> list[float]:
    """Each round's mean, the look-up of the rulebook and the verdict included; the facts are fresh each time."""
    books = Rulebooks()
    means = []
    for _ in range(ROUNDS):
        fresh = [replace(facts) for _ in range(REPEATS)]
        began = time.process_time()
        for each in fresh:
            _ = books.in_force_on(each.signed_on).assess(each).verdict
        means.append((time.process_time() - began) / REPEATS * 1e6)
    return sorted(means)


def main() -> None:
    table = Table("case", "rules", "median µs of CPU", "p95", title="One assessment of the full rulebook")
    slowest = 0.0
    for who, facts in BASES.items():
        means = microseconds(facts)
        median = statistics.median(means)
        slowest = max(slowest, median)
        rules = len(Rulebooks().in_force_on(facts.signed_on).rules)
        table.add_row(who, str(rules), f"{median:.1f}", f"{means[int(ROUNDS * 0.95)]:.1f}")
    Console().print(table)
    if slowest > ALLOWED_MICROSECONDS:
        sys.exit(f"An assessment took {slowest:.1f} µs; {ALLOWED_MICROSECONDS:.0f} are allowed.")


if __name__ == "__main__":
    main()
