"""What an operation may cost is known before anything is fetched."""

from typing import Any

import pytest
from graphql import build_schema, get_introspection_query

from gateway.federation.cost import LIST_SIZE
from gateway.federation.engine import Engine
from gateway.federation.errors import OperationError, TooComplex
from gateway.federation.limits import Limits
from gateway.federation.operation import read_operation
from tests.gateway.worlds.library import LIBRARY

SCHEMA = build_schema("""
  type Query { me: Person people(first: Int! = 20, last: Int): People everybody: [Person!]! node: Node }
  type Mutation { signIn(code: Int): Person signOut: Person }
  type People { edges: [Edge!]! total: Int! }
  type Edge { node: Person! }
  interface Node { id: ID! }
  type Person implements Node { id: ID! friends: [Person!]! boss: Person }
""")

COSTS: dict[str, tuple[str, dict[str, Any], int]] = {
    "leaves are free": ("{ __typename me { id id2: id } }", {}, 1 + 1),
    "an object counts once": ("{ me { boss { id } } }", {}, 1 + 2),
    "a list counts as often as is usual": ("{ everybody { id } }", {}, 1 + LIST_SIZE),
    "lists multiply": ("{ everybody { friends { id } } }", {}, 1 + LIST_SIZE * (1 + LIST_SIZE)),
    "first says how often": ("{ people(first: 3) { edges { node { id } } } }", {}, 1 + 3 * (1 + 1 + 1)),
    "so does last": ("{ people(last: 3) { total edges { node { id } } } }", {}, 1 + 3 * 3),
    "its default counts": ("{ people { edges { node { id } } } }", {}, 1 + 20 * 3),
    "a variable counts": ("query($n: Int!) { people(first: $n) { total } }", {"n": 7}, 1 + 7),
    "a negative one is no discount": ("query($n: Int!) { people(first: $n) { total } }", {"n": -7}, 1 + 1),
    "fragments count where they stand": (
        "{ me { ...F } everybody { ...F } } fragment F on Person { boss { id } ... on Node { id } }",
        {},
        1 + 2 + LIST_SIZE * 2,
    ),
    "aliases count": ("{ a: me { id } b: me { id } }", {}, 1 + 2),
}  # fmt: skip


@pytest.mark.parametrize("what", COSTS)
def test_the_estimate(what: str) -> None:
    text, variables, expected = COSTS[what]
    assert read_operation(SCHEMA, text, None, Limits()).cost.of(variables) == expected


def test_an_operation_that_may_cost_too_much_is_refused_with_both_numbers() -> None:
    engine = Engine(LIBRARY.supergraph, limits=Limits(cost=50))
    cheap, dear = engine.prepare("{ books { id } }"), engine.prepare("{ books { related { id } } }")
    engine.plan(cheap, {})
    with pytest.raises(TooComplex, match=f"may cost {1 + LIST_SIZE * (1 + LIST_SIZE)} objects, more than 50"):
        engine.plan(dear, {})


@pytest.mark.parametrize(
    "text",
    [
        get_introspection_query(input_value_deprecation=True, specified_by_url=True, one_of=True),
        '{ a: __schema { types { name fields { name } } } b: __type(name: "Person") { fields { name } } }',
        "{ __schema { queryType { name } } ...F } fragment F on Query { __schema { types { kind } } me { id } }",
    ],
)
def test_introspection_as_tools_ask_for_it_is_served(text: str) -> None:
    assert read_operation(SCHEMA, text, None, Limits()).cost.of({}) <= 2


@pytest.mark.parametrize(
    "text",
    [
        "{ __schema { types {"
        + " ".join(f"a{n}: fields {{ name args {{ name }} }}" for n in range(40))
        + " } } }",
        "{ __schema { types { ...F } } } fragment F on __Type { fields {"
        + " ".join(f"a{n}: type {{ name }}" for n in range(49))
        + " } b: fields { name description } }",
        "{" + " ".join(f'a{n}: __type(name: "Query") {{ ...F }}' for n in range(49)) + "}"
        " fragment F on __Type { fields { name args { name defaultValue } type { fields { name } } } }",
    ],
)
def test_introspection_of_more_than_twice_the_schema_is_refused(text: str) -> None:
    """It would hold everybody up."""
    with pytest.raises(TooComplex, match="more than 2 times the whole schema"):
        read_operation(SCHEMA, text, None, Limits())


def test_an_object_that_holds_itself_is_no_way_to_more_of_the_schema() -> None:
    nested = (
        "{ __schema { types { fields { type { fields { type { fields { name type { name } } } } } } } } }"
    )
    with pytest.raises(OperationError):
        read_operation(SCHEMA, nested, None, Limits())


@pytest.mark.parametrize(
    "text",
    [
        "mutation { a: signIn(code: 1) { id } b: signIn(code: 2) { id } }",
        "mutation { signIn(code: 1) { id } signOut { id } }",
        "mutation { ...F signOut { id } } fragment F on Mutation { ... { signIn(code: 1) { id } } }",
    ],
)
def test_of_mutations_that_go_alone_an_operation_holds_one(text: str) -> None:
    once = Limits(once=frozenset({"signIn", "signOut"}))
    with pytest.raises(TooComplex, match="one at a time"):
        read_operation(SCHEMA, text, None, once)
    read_operation(SCHEMA, text, None, Limits())
    read_operation(SCHEMA, "mutation { signIn(code: 1) { id } }", None, once)
