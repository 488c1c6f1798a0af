"""`python -m benchmarks.bench_engine`: planning, memory and refusals of the federation engine, without HTTP.

Planning is cold: nothing of an operation is remembered from one round to the next. Memory is what the process
holds (RSS) while ever new documents arrive. A hostile document's time ends with its refusal.
"""

import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from chassis.garbage import settle
from devstack.clients_page import operations
from gateway.federation.engine import Engine
from gateway.federation.errors import OperationError, TooComplex
from gateway.federation.operation import read_operation
from gateway.federation.plan import Plan
from gateway.federation.remembered import Prepared
from tests.gateway.hostile import HOSTILE, HOSTILE_VARIABLES
from tests.gateway.test_planner_search import LIMITS, supergraph, tree
from tests.gateway.worlds.library import LIBRARY
from tests.with_node.golden import SUPERGRAPH, golden

ROUNDS = 30
DISTINCT = 10_000
CONSOLE = Console()


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU time, the median of some rounds: other work on the machine does not count."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken) * 1000


def read_and_plan(engine: Engine, text: str) -> tuple[float, float, Plan]:
    """Milliseconds to read the document, and to plan what was read."""
    read = partial(read_operation, engine.schema, text, None, engine.limits)
    operation = read()

    def plan() -> Plan:
        return engine.plan(Prepared(operation), {})

    return milliseconds(read), milliseconds(plan), plan()


def planning() -> None:
    found = []
    for table in golden():
        engine = Engine(table.supergraph)
        found += [(name, text, *read_and_plan(engine, text)) for name, text in table.operations.items()]
    shown = Table("golden query", "characters", "fetches", "read ms", "plan ms", title="Cold planning")
    largest = max(found, key=lambda each: len(each[1]))
    slowest = max(found, key=lambda each: each[3])
    for what, (name, text, reading, plan_ms, plan) in (("largest", largest), ("slowest", slowest)):
        fetches = str(plan.fetch_count)
        shown.add_row(f"{what}: {name}", str(len(text)), fetches, f"{reading:.2f}", f"{plan_ms:.2f}")
    total = sum(each[3] for each in found)
    shown.add_row(f"all {len(found)}", "", "", "", f"{total:.1f}")
    CONSOLE.print(shown)
    whole = sum(each[2] + each[3] for each in found)
    CONSOLE.print(
        f"Cold: {1000 * len(found) / total:,.0f} plans a second, "
        f"{1000 * len(found) / whole:,.0f} with parsing and validation.\n"
    )


def resident_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def small(number: int) -> str:
    """What clients send, each time another text."""
    texts = list(operations().values())
    return f"{texts[number % len(texts)]} # {number}"


def large(number: int) -> str:
    """As many tokens as a document may have."""
    part = "edges { node { id status signedOn practitioner { id lastName } registrationEmail { id state } } }"
    fields = " ".join(f"a{n}: certifications(first: 1) {{ {part} }}" for n in range(50))
    return f"query Q{number} {{ {fields} }}"


def memory() -> None:
    shown = Table("documents", "seen", "remembered", "memory MiB", title="Ever new documents")
    for what, document, count in (
        ("of the story", small, DISTINCT),
        ("of 2,000 tokens", large, DISTINCT // 20),
    ):
        engine = Engine(SUPERGRAPH.read_text(encoding="utf-8"))
        settle()
        shown.add_row(what, "0", "0", f"{resident_mib():.0f}")
        for number in track(range(1, count + 1), description=what, console=Console(stderr=True)):
            prepared = engine.prepare(document(number))
            engine.plan(prepared, dict.fromkeys(prepared.operation.conditions, True))
            if number in (count // 10, count // 2, count):
                held = len(engine.remembered)
                shown.add_row(what, f"{number:,}", f"{held:,}", f"{resident_mib():.0f}")
    CONSOLE.print(shown)


def refusals() -> None:
    engine = Engine(LIBRARY.supergraph)

    def refuse(text: str) -> None:
        try:
            engine.plan(Prepared(read_operation(engine.schema, text, None, engine.limits)), {})
        except OperationError:
            return
        raise AssertionError("a hostile document was served")

    shown = Table("hostile document", "characters", "refused in ms", title="Refusals")
    for name, (text, _) in HOSTILE.items():
        shown.add_row(name, f"{len(text):,}", f"{milliseconds(partial(refuse, text), 10):.1f}")
    product = Engine(SUPERGRAPH.read_text(encoding="utf-8"))
    recording = product.prepare(operations()["RecordFindings"]).operation

    def refuse_variables(variables: dict[str, Any]) -> None:
        try:
            recording.coerced(variables)
        except OperationError:
            return
        raise AssertionError("hostile variables were taken")

    for name, variables in HOSTILE_VARIABLES.items():
        taken = milliseconds(partial(refuse_variables, variables), 10)
        shown.add_row(f"{name}, in variables", "", f"{taken:.1f}")
    CONSOLE.print(shown)


def searches() -> None:
    """Wide trees over many subgraphs that share most fields: planned, or refused."""
    shown = Table("subgraphs", "levels", "fetches", "ms", title="Wide trees")
    for graphs in (5, 9, 12, 20):
        sdl = supergraph(graphs, lambda _: ["id", "code"])
        for levels in (2, 3, 4):
            engine = Engine(sdl, limits=LIMITS)
            prepared = engine.prepare(f"{{ root {{ {tree(levels)} }} }}")
            began = time.process_time()
            try:
                found = str(engine.plan(prepared, {}).fetch_count)
            except TooComplex:
                found = "refused"
            taken = (time.process_time() - began) * 1000
            shown.add_row(str(graphs), str(levels), found, f"{taken:.0f}")
    CONSOLE.print(shown)


def main() -> None:
    planning()
    refusals()
    searches()
    memory()


if __name__ == "__main__":
    main()
