"""Documents that are meant to hurt are refused, soon, and what is remembered has an end."""

import pytest

from devstack.clients_page import operations
from devstack.processes import REPOSITORY
from gateway.federation import remembered
from gateway.federation.engine import Engine
from gateway.federation.errors import TooComplex
from gateway.federation.operation import Operation
from tests.gateway.hostile import HOSTILE, HOSTILE_VARIABLES, recorded
from tests.gateway.worlds.library import LIBRARY

SUPERGRAPH = REPOSITORY / "contracts" / "supergraph.graphql"
ENGINE = Engine(LIBRARY.supergraph)


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_document_is_refused(what: str) -> None:
    """How soon is a matter of `make bench-engine`."""
    document, error = HOSTILE[what]
    with pytest.raises(error):
        ENGINE.plan(ENGINE.prepare(document), {})


@pytest.fixture(scope="module")
def recording() -> Operation:
    """An operation of the product's that sends lists."""
    return Engine(SUPERGRAPH.read_text(encoding="utf-8")).prepare(operations()["RecordFindings"]).operation


@pytest.mark.parametrize("what", HOSTILE_VARIABLES)
def test_more_values_than_anybody_needs_are_refused(recording: Operation, what: str) -> None:
    with pytest.raises(TooComplex, match="more than 2000 values"):
        recording.coerced(HOSTILE_VARIABLES[what])


def test_many_values_are_taken(recording: Operation) -> None:
    others = 4  # the parts of the input, and of the findings
    many = recorded(conditions=["a"] * (recording.limits.sent - others))
    assert recording.coerced(many) == {"input": {"idempotencyKey": None} | many["input"]}
    with pytest.raises(TooComplex):
        recording.coerced(recorded(conditions=["a"] * (recording.limits.sent - others + 1)))


def test_only_what_is_declared_counts(recording: Operation) -> None:
    recording.coerced(recorded() | {"other": [1] * 60_000})


def test_only_so_many_documents_and_plans_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "DOCUMENTS", 10)
    monkeypatch.setattr(remembered, "PLANS_OF_A_DOCUMENT", 3)
    engine = Engine(LIBRARY.supergraph)
    for number in range(50):
        engine.prepare(f"query Q{number} {{ version }}")
    assert len(engine.remembered) == 10
    conditions = [f"c{n}" for n in range(4)]
    fields = " ".join(f"a{n}: version @include(if: ${c})" for n, c in enumerate(conditions))
    declared = ", ".join(f"${c}: Boolean!" for c in conditions)
    prepared = engine.prepare(f"query({declared}) {{ {fields} }}")
    for number in range(16):
        engine.plan(prepared, {c: bool(number >> n & 1) for n, c in enumerate(conditions)})
    assert len(prepared.plans) == 3


def test_large_documents_and_their_plans_push_others_out(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(LIBRARY.supergraph)
    texts = [f"query Q{number} {{ version }} # {'x' * 1000}" for number in range(4)]
    monkeypatch.setattr(remembered, "CHARACTERS", 5 * len(texts[0]))  # two and a half with a plan each
    first, *others = [engine.prepare(text) for text in texts]
    assert len(engine.remembered) == 4
    for each in (*others, first):
        engine.plan(each, {})
    assert engine.prepare(texts[3]) is others[2]
    assert engine.prepare(texts[1]) is not others[0]
    assert engine.remembered.characters <= remembered.CHARACTERS


def test_a_document_is_read_and_planned_once() -> None:
    engine = Engine(LIBRARY.supergraph)
    first = engine.prepare("{ version }")
    assert engine.prepare("{ version }") is first
    assert engine.plan(first, {}) is engine.plan(first, {})
    assert (engine.remembered.hits, engine.remembered.misses) == (1, 1)
