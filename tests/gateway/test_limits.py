"""Documents that are meant to hurt are refused, soon, and what is remembered has an end."""

import time

import pytest

from gateway.federation import engine as engine_module
from gateway.federation.engine import Engine
from gateway.federation.errors import OperationError, TooComplex
from gateway.federation.operation import InvalidDocument
from tests.gateway.worlds.library import LIBRARY

ENGINE = Engine(LIBRARY.supergraph)
BOMB = "".join(
    f"fragment F{n} on Book {{ related {{ ...F{n + 1} }} x: related {{ ...F{n + 1} }} }}" for n in range(18)
)

HOSTILE = {
    "nested deeply": ("{ books " + "{ related " * 2000 + "{ id }" + "}" * 2001, OperationError),
    "nested a little too deeply": ("{ books " + "{ related " * 20 + "{ id }" + "}" * 21, TooComplex),
    "5,000 aliases": ("{" + " ".join(f"a{n}: version" for n in range(5000)) + "}", TooComplex),
    "60 aliases": ("{" + " ".join(f"a{n}: version" for n in range(60)) + "}", TooComplex),
    "20,000 fields": ("{ version " * 1 + "version " * 20_000 + "}", TooComplex),
    "3,000 directives": ("{ version " + "@skip(if: false) " * 3000 + "}", TooComplex),
    "200 directives": ("{ version " + "@skip(if: false) " * 200 + "}", TooComplex),
    "circular fragments": (
        "{ books { ...A } } fragment A on Book { ...B } fragment B on Book { ...A }",
        InvalidDocument,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_document_is_refused(what: str) -> None:
    """How soon is a matter of `make bench`; that a pass refuses it before the planner searches is this."""
    document, error = HOSTILE[what]
    with pytest.raises(error):
        ENGINE.plan(ENGINE.prepare(document), {})


def test_fragments_that_multiply_are_stopped() -> None:
    document = "{ books { ...F0 } }" + BOMB + "fragment F18 on Book { id }"
    started = time.process_time()
    with pytest.raises(OperationError):
        ENGINE.plan(ENGINE.prepare(document), {})
    assert time.process_time() - started < 1


def test_only_so_many_documents_and_plans_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "DOCUMENTS", 10)
    monkeypatch.setattr(engine_module, "PLANS_OF_A_DOCUMENT", 3)
    engine = Engine(LIBRARY.supergraph)
    for number in range(50):
        engine.prepare(f"query Q{number} {{ version }}")
    assert len(engine.documents) == 10
    conditions = [f"c{n}" for n in range(4)]
    fields = " ".join(f"a{n}: version @include(if: ${c})" for n, c in enumerate(conditions))
    declared = ", ".join(f"${c}: Boolean!" for c in conditions)
    prepared = engine.prepare(f"query({declared}) {{ {fields} }}")
    for number in range(16):
        engine.plan(prepared, {c: bool(number >> n & 1) for n, c in enumerate(conditions)})
    assert len(prepared.plans) == 3


def test_a_document_is_read_and_planned_once() -> None:
    engine = Engine(LIBRARY.supergraph)
    first = engine.prepare("{ version }")
    assert engine.prepare("{ version }") is first
    assert engine.plan(first, {}) is engine.plan(first, {})
