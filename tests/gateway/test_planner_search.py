"""The search gets through schemas of many subgraphs, and ends where an operation asks for too much."""

from collections.abc import Callable

import pytest

from gateway.federation.engine import Engine
from gateway.federation.errors import TooComplex, Unplannable
from gateway.federation.limits import Limits
from gateway.federation.plan import Plan
from gateway.federation.planner import steps

LIMITS = Limits(tokens=100_000, aliases=10_000, depth=50, cost=10**9)
HEAD = """
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
{ query: Query }
"""
SHARED = [f"s{number}" for number in range(10)]


def supergraph(graphs: int, keys: Callable[[int], list[str]]) -> str:
    """An entity T in so many subgraphs, each with its `keys` and a field of its own, and fields that most share."""
    fields: dict[str, tuple[str, list[int]]] = {}
    for graph in range(graphs):
        for key in keys(graph):
            fields.setdefault(key, ("ID!", []))[1].append(graph)
        fields[f"own{graph}"] = ("Int", [graph])
    for number, name in enumerate(SHARED):
        fields[name] = ("Int", [g for g in range(graphs) if (g + number) % graphs and g * number % 3 != 1])
    for number, name in enumerate(("one", "two", "three")):
        fields[name] = ("T", [g for g in range(graphs) if g % 3 != number])
    enum = " ".join(f'G{g} @join__graph(name: "g{g}", url: "")' for g in range(graphs))
    joins = " ".join(f'@join__type(graph: G{g}, key: "{key}")' for g in range(graphs) for key in keys(g))
    body = " ".join(
        f"{name}: {type_name} {' '.join(f'@join__field(graph: G{g})' for g in givers)}"
        for name, (type_name, givers) in fields.items()
    )
    query = "type Query @join__type(graph: G0) { root: [T] }"
    return f"{HEAD} enum join__Graph {{ {enum} }} {query} type T {joins} {{ {body} }}"


def plan(sdl: str, query: str) -> Plan:
    engine = Engine(sdl, limits=LIMITS)
    return engine.plan(engine.prepare(query), {})


@pytest.mark.parametrize("graphs", [6, 20])
def test_a_chain_of_subgraphs_by_two_keys_each_is_walked_to_its_end(graphs: int) -> None:
    sdl = supergraph(graphs, lambda graph: [f"k{graph}", f"k{graph + 1}"])
    for query in (
        f"{{ root {{ own{graphs - 1} }} }}",
        f"{{ root {{ {' '.join(f'own{g}' for g in range(graphs))} }} }}",
    ):
        found = plan(sdl, query)
        assert (found.fetch_count, found.chain_length) == (graphs, graphs)


def test_of_two_ways_the_shorter_one_is_taken() -> None:
    ring = supergraph(12, lambda graph: [f"k{graph}", f"k{(graph + 1) % 12}"])
    found = plan(ring, "{ root { own10 } }")
    assert (found.fetch_count, found.chain_length) == (3, 3)


@pytest.mark.parametrize("graphs", [6, 7, 12])
def test_fields_that_many_subgraphs_share_are_planned_at_every_depth(graphs: int) -> None:
    sdl = supergraph(graphs, lambda graph: ["id", "code"])
    shared = " ".join(SHARED)
    query = f"{{ root {{ {shared} one {{ {shared} two {{ {shared} three {{ {shared} }} }} }} two {{ {shared} }} }} }}"
    assert plan(sdl, query).fetch_count <= 7


def tree(depth: int) -> str:
    below = " ".join(f"{name} {{ {tree(depth - 1)} }}" for name in ("one", "two", "three")) if depth else ""
    return f"{' '.join(SHARED)} {below}"


@pytest.mark.parametrize("graphs", [5, 9, 12])
def test_what_is_asked_alike_at_many_places_is_thought_about_once(graphs: int) -> None:
    sdl = supergraph(graphs, lambda graph: ["id", "code"])
    assert plan(sdl, f"{{ root {{ {tree(4)} }} }}").fetch_count <= 10


def test_an_operation_that_asks_for_too_much_is_refused() -> None:
    sdl = supergraph(20, lambda graph: ["id", "code"])
    with pytest.raises(TooComplex):
        plan(sdl, f"{{ root {{ {tree(4)} }} }}")


def test_the_fields_of_a_mutation_share_the_time_for_one_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    sdl = supergraph(5, lambda graph: ["id", "code"]).replace(
        "query: Query", "query: Query mutation: Mutation"
    )
    sdl += " type Mutation @join__type(graph: G0) { change: [T] }"
    monkeypatch.setattr(steps, "MOST", 10_000)
    plan(sdl, f"mutation {{ change {{ {tree(1)} }} }}")
    with pytest.raises(TooComplex):
        plan(sdl, f"mutation {{ {' '.join(f'c{n}: change {{ {tree(1)} }}' for n in range(20))} }}")


def test_the_only_giver_of_what_is_promised_anyway_is_no_reason_to_go_there() -> None:
    sdl = (
        HEAD
        + """
        enum join__Graph {
          A @join__graph(name: "a", url: "") P @join__graph(name: "p", url: "") Q @join__graph(name: "q", url: "")
          S @join__graph(name: "s", url: "") U @join__graph(name: "u", url: "")
        }
        type Query @join__type(graph: A) { root: T @join__field(graph: A, provides: "p q") }
        type T @join__type(graph: A, key: "id") @join__type(graph: P, key: "id") @join__type(graph: Q, key: "id")
          @join__type(graph: S, key: "id") {
          id: ID!
          p: Int @join__field(graph: A, external: true) @join__field(graph: P)
          q: Int @join__field(graph: A, external: true) @join__field(graph: Q)
          other: Other @join__field(graph: P) @join__field(graph: S)
        }
        type Other @join__type(graph: P, key: "id") @join__type(graph: S, key: "id") @join__type(graph: U, key: "id") {
          id: ID!
          u: Int @join__field(graph: S) @join__field(graph: U)
        }
        """
    )
    found = plan(sdl, "{ root { p q other { u } } }")
    assert [each.subgraph for each in found.fetches] == ["a", "s"]


def test_of_plans_with_as_many_fetches_the_one_is_taken_that_asks_for_the_least_in_later_ones() -> None:
    sdl = (
        HEAD
        + """
        enum join__Graph {
          A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") C @join__graph(name: "c", url: "")
        }
        type Query @join__type(graph: A) @join__type(graph: B) { root: T }
        type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") @join__type(graph: C, key: "id") {
          id: ID!
          shared: Int @join__field(graph: B) @join__field(graph: C)
          own: Int @join__field(graph: C)
        }
        """
    )
    first, then = plan(sdl, "{ root { shared own } }").fetches
    assert (first.query, then.subgraph) == ("query{root{shared id}}", "c")


def test_what_no_object_of_an_interface_can_give_is_told_to_have_no_giver() -> None:
    sdl = (
        HEAD
        + """
        enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
        type Query @join__type(graph: A) { node: Node }
        interface Node @join__type(graph: A, key: "id")
          @join__type(graph: B, key: "id", resolvable: false, isInterfaceObject: true)
          { id: ID! field: Int @join__field(graph: B) }
        """
    )
    with pytest.raises(Unplannable, match=r"No subgraph gives Query\.node with Node\.field"):
        plan(sdl, "{ node { field } }")


def test_a_subgraph_may_give_a_field_a_narrower_type_than_clients_see() -> None:
    sdl = (
        HEAD
        + """
        enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
        type Query @join__type(graph: A) @join__type(graph: B) {
          first: I @join__field(graph: A, type: "X") @join__field(graph: B, type: "I")
          only: X @join__field(graph: B, type: "I")
        }
        interface I @join__type(graph: A) @join__type(graph: B) { id: ID }
        type X implements I @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
          @join__implements(graph: A, interface: "I") @join__implements(graph: B, interface: "I")
          { id: ID  a: Int @join__field(graph: A)  b: Int @join__field(graph: B) }
        type Y implements I @join__type(graph: B, key: "id") @join__implements(graph: B, interface: "I") { id: ID }
        """
    )
    assert [each.query for each in plan(sdl, "{ first { id ... on X { a } } }").fetches] == [
        "query{first{__typename id a}}"
    ]
    assert [each.query for each in plan(sdl, "{ only { b } }").fetches] == [
        "query{only{__typename ...on X{b}}}"
    ]
