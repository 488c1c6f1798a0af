"""Running plans: batching, order in time, partial answers, and errors under the client's paths."""

import asyncio
from typing import Any

import pytest

from gateway.federation.engine import Engine
from gateway.federation.executor import Answer
from gateway.federation.operation import InvalidVariables
from gateway.federation.plan import Fetch
from tests.gateway.subgraphs import Network
from tests.gateway.worlds.library import LIBRARY
from tests.gateway.worlds.zoo import ZOO

Object = dict[str, Any]


class Scripted:
    """A transport that answers from a script: subgraph name to the answers it gives, one after the other."""

    def __init__(self, **answers: list[Object]) -> None:
        self._answers = answers
        self.sent: list[tuple[str, Object]] = []

    async def __call__(self, fetch: Fetch, variables: Object, context: Any) -> Object:
        self.sent.append((fetch.subgraph, variables))
        return self._answers[fetch.subgraph].pop(0)


async def run(query: str, transport: Any, **variables: Any) -> Answer:
    engine = Engine(LIBRARY.supergraph)
    return await engine.execute(engine.prepare(query), variables, transport)


async def test_an_entity_that_occurs_often_is_asked_for_once() -> None:
    network = LIBRARY.network()
    answer = await run("{ books { author { name } } }", network)
    assert answer.data == {"books": [{"author": {"name": name}} for name in ("Bo", "Ann", "Bo")]}
    (_, (_, _, variables)) = network.sent
    assert variables["representations"] == [
        {"__typename": "Author", "id": "a2"},
        {"__typename": "Author", "id": "a1"},
    ]


async def test_a_null_key_is_not_sent_and_its_fields_are_null() -> None:
    transport = Scripted(
        catalog=[{"data": {"related": None, "book": {"related": [[{"isbn": "i1"}, {"isbn": None}]]}}}],
        stock=[{"data": {"_entities": [{"warehouse": None}]}}],
    )
    answer = await run('{ book(id: "b1") { related { warehouse { code } } } }', transport)
    assert answer.data == {"book": {"related": [[{"warehouse": None}, {"warehouse": None}]]}}
    assert transport.sent[1][1]["representations"] == [{"__typename": "Book", "isbn": "i1"}]


def _for_total(**insurance: Any) -> Scripted:
    """Answers on the way to `total`, which requires what insurance says."""
    return Scripted(
        catalog=[{"data": {"book": {"id": "b1", "weight": 7, "author": {"id": "a1"}}}}],
        people=[{"data": {"_entities": [{"name": "Ann"}]}}],
        shipping=[{"data": {"_entities": [{"postage": 1}]}}, {"data": {"_entities": [{"total": 9}]}}],
        insurance=[insurance],
    )


async def test_what_a_subgraph_does_not_know_is_sent_as_null_to_those_who_require_it() -> None:
    transport = _for_total(data={"_entities": [None]})
    answer = await run('{ book(id: "b1") { total } }', transport)
    assert (answer.data, answer.errors) == ({"book": {"total": 9}}, [])
    asked_last, variables = transport.sent[-1]
    assert asked_last == "shipping"
    assert variables["representations"] == [{"__typename": "Book", "id": "b1", "insurance": None}]


async def test_what_a_subgraph_failed_to_say_is_not_sent_as_if_it_were_null() -> None:
    transport = _for_total(
        data={"_entities": [None]}, errors=[{"message": "lost", "path": ["_entities", 0, "insurance"]}]
    )
    answer = await run('{ book(id: "b1") { total } }', transport)
    assert answer.data == {"book": {"total": None}}
    assert [error["message"] for error in answer.errors] == ["lost"]
    assert transport.sent[-1][0] == "insurance"


async def test_where_nothing_is_there_to_ask_about_nothing_is_asked() -> None:
    transport = Scripted(catalog=[{"data": {"books": []}}])
    answer = await run("{ books { copies } }", transport)
    assert (answer.data, answer.errors) == ({"books": []}, [])


async def test_an_entity_that_another_subgraph_does_not_know_has_null_for_its_fields() -> None:
    transport = Scripted(
        people=[{"data": {"authors": [{"id": "1"}, {"id": "2"}]}}],
        shipping=[{"data": {"_entities": [None, {"born": 1950}]}}],
    )
    answer = await run("{ authors { born } }", transport)
    assert (answer.data, answer.errors) == ({"authors": [{"born": None}, {"born": 1950}]}, [])


async def test_a_missing_value_that_must_not_be_null_takes_its_surroundings_along_and_is_told() -> None:
    transport = Scripted(
        catalog=[{"data": {"book": {"related": [[{"isbn": "1"}, {"isbn": "2"}], None]}}}],
        stock=[{"data": {"_entities": [{"copies": 1}, None]}}],
    )
    answer = await run('{ book(id: "b1") { related { copies } } }', transport)
    assert answer.data == {"book": {"related": [None, None]}}
    (error,) = answer.errors
    assert error["path"] == ["book", "related", 0, 1, "copies"]
    assert error["extensions"] == {"code": "SUBREQUEST_FAILED"}


async def test_an_entitys_error_has_the_path_of_each_place_where_it_is_missed() -> None:
    transport = Scripted(
        catalog=[
            {"data": {"all": [{"author": {"id": "1"}}, {"author": {"id": "2"}}, {"author": {"id": "1"}}]}}
        ],
        shipping=[
            {
                "data": {"_entities": [{"since": None}, {"since": 1}]},
                "errors": [
                    {
                        "message": "lost",
                        "path": ["_entities", 0, "since"],
                        "locations": [{"line": 1, "column": 1}],
                        "extensions": {"code": "NOT_FOUND", "service": "shipping"},
                    }
                ],
            }
        ],
    )
    answer = await run("{ all: books { author { since: born } } }", transport)
    assert answer.errors == [
        {"message": "lost", "path": ["all", index, "author", "since"], "extensions": {"code": "NOT_FOUND"}}
        for index in (0, 2)
    ]


async def test_an_error_in_what_only_the_planner_asked_for_points_to_what_the_client_misses() -> None:
    transport = Scripted(
        people=[
            {
                "data": {"authors": [{"name": "Ann", "id": None}]},
                "errors": [{"message": "no id", "path": ["authors", 0, "id"]}],
            }
        ]
    )
    answer = await run("{ authors { name born } }", transport)
    assert answer.data == {"authors": [{"name": "Ann", "born": None}]}
    assert answer.errors == [
        {"message": "no id", "path": ["authors", 0], "extensions": {"code": "SUBREQUEST_FAILED"}}
    ]


async def test_one_subgraph_away_leaves_the_rest_of_the_answer() -> None:
    network = LIBRARY.network()
    network.down.add("stock")
    answer = await run('{ book(id: "b1") { title warehouse { city } author { name } } }', network)
    assert answer.data == {"book": {"title": "Book 1", "warehouse": None, "author": {"name": "Bo"}}}
    assert answer.errors == [
        {"message": "away", "path": ["book"], "extensions": {"code": "SERVICE_UNAVAILABLE"}}
    ]


async def test_fetches_that_need_not_wait_run_at_the_same_time() -> None:
    """Each of the two jumps answers only once the other one has been sent too."""
    network, barrier = LIBRARY.network(), asyncio.Barrier(2)

    async def transport(fetch: Fetch, variables: Object, context: Any) -> Object:
        if fetch.after:
            async with asyncio.timeout(30):
                await barrier.wait()
        return await network(fetch, variables, context)

    answer = await run("{ books { copies author { name } } }", transport)
    assert answer.errors == []


async def test_a_fetch_starts_when_its_own_supplier_is_done_and_waits_for_no_other() -> None:
    """The chain by the warehouse goes on although the author's fetch has not been answered."""
    network, city_known = LIBRARY.network(), asyncio.Event()

    async def transport(fetch: Fetch, variables: Object, context: Any) -> Object:
        if fetch.subgraph == "people":
            async with asyncio.timeout(30):
                await city_known.wait()
        answer = await network(fetch, variables, context)
        if fetch.subgraph == "shipping":
            city_known.set()
        return answer

    answer = await run("{ books { warehouse { city } author { name } } }", transport)
    assert answer.errors == []


async def test_a_mutation_ends_with_its_whole_selection_before_the_next_begins() -> None:
    network = LIBRARY.network()
    query = 'mutation { addBook(title: "x") { copies } rename(author: "a1", name: "N") { name } }'
    assert (await run(query, network)).errors == []
    assert [subgraph for subgraph, _, _ in network.sent] == ["catalog", "stock", "people"]


async def test_conditions_by_variable_have_a_plan_for_each_of_their_values() -> None:
    query = "query A($more: Boolean!) { books { title copies @include(if: $more) } }"
    without, both = LIBRARY.network(), LIBRARY.network()
    assert (await run(query, without, more=False)).data == {
        "books": [{"title": f"Book {n}"} for n in (1, 2, 3)]
    }
    assert (await run(query, both, more=True)).data == {
        "books": [{"title": f"Book {n}", "copies": n} for n in (1, 2, 3)]
    }
    assert (len(without.sent), len(both.sent)) == (1, 2)


async def test_a_condition_that_is_null_is_refused_as_it_would_be_by_the_unsplit_schema() -> None:
    query = "query A($more: Boolean = true) { books { title @include(if: $more) } }"
    assert "errors" in await LIBRARY.monolith().answer(query, {"more": None})
    with pytest.raises(InvalidVariables, match=r"\$more.* true or false"):
        await run(query, LIBRARY.network(), more=None)


async def test_a_value_that_is_hidden_from_clients_is_null() -> None:
    async def transport(fetch: Fetch, variables: Object, context: Any) -> Object:
        return {"data": {"animals": [{"__typename": "Fish", "water": "SECRET"}, {"__typename": "Unknown"}]}}

    engine = Engine(ZOO.supergraph)
    answer = await engine.execute(engine.prepare("{ animals { ... on Fish { water } } }"), {}, transport)
    assert answer.data is None
    assert [error["path"] for error in answer.errors] == [["animals", 0, "water"], ["animals", 1]]


async def test_the_answers_of_subgraphs_are_not_changed_by_what_the_client_calls_things() -> None:
    network: Network = LIBRARY.network()
    answer = await run("{ __typename a: books { __id: id __typename: title kind: __typename } }", network)
    assert answer.data == {
        "__typename": "Query",
        "a": [{"__id": f"b{n}", "__typename": f"Book {n}", "kind": "Book"} for n in (1, 2, 3)],
    }


async def test_a_key_may_be_a_custom_scalar_that_is_no_scalar_at_all() -> None:
    transport = Scripted(
        catalog=[{"data": {"books": [{"isbn": {"a": 1}}, {"isbn": {"a": 2}}, {"isbn": {"a": 1}}]}}],
        stock=[{"data": {"_entities": [{"copies": 1}, {"copies": 2}]}}],
    )
    answer = await run("{ books { copies } }", transport)
    assert answer.data == {"books": [{"copies": 1}, {"copies": 2}, {"copies": 1}]}


async def test_calls_on_one_subgraph_at_the_same_time_share_a_request_and_keep_their_errors_apart() -> None:
    engine = Engine(LIBRARY.supergraph)
    prepared = engine.prepare('{ authors { born } book(id: "b1") { author { born } } }')
    transport = Scripted(
        people=[{"data": {"authors": [{"id": "1"}, {"id": "2"}]}}],
        catalog=[{"data": {"book": {"author": {"id": "3"}}}}],
        shipping=[
            {
                "data": {"_e0": [{"born": 1}, {"born": 2}], "_e1": [{"born": None}]},
                "errors": [{"message": "lost", "path": ["_e1", 0, "born"], "extensions": {"code": "X"}}],
            }
        ],
    )
    answer = await engine.execute(prepared, {}, transport)
    asked = transport.sent[-1][1]
    assert [len(asked[name]) for name in ("r0", "r1")] in ([2, 1], [1, 2])
    assert len(transport.sent) == 3
    assert [error["message"] for error in answer.errors] == ["lost"]
    assert answer.errors[0]["path"] in (["book", "author", "born"], ["authors", 0, "born"])
