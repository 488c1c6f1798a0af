"""Hive Gateway on the same supergraph and the same subgraphs answers our golden queries as ours does."""

from pathlib import Path
from typing import Any

import pytest

from tests.gateway.plan_tables import TABLES
from tests.gateway.plans import Examples
from tests.gateway.running import running
from tests.with_node.peers import hive_gateway

# Hive Gateway 2.15.1 is wrong here by the unsplit schema's answer, which ours equals (tests/gateway).
WRONG_IN_HIVE = {
    "@requires of a field that requires, and back again: circular between two subgraphs",  # refuses it
    "conflicting arguments are told apart by aliases",  # null
    "the client's alias takes a key's name: the key gets another one",  # sends a conflicting document
    "an interface's field that only its @interfaceObject has",  # null for two of three types
    "what is asked of one object type, and then again of all, comes in the order of asking",  # null, for that reason
    "a union: what its members need is asked side by side",  # null, for the same reason
    "each @interfaceObject is found by its own key",  # null, for the same reason
    "@interfaceObject with @requires: those are sent it, and asked, who need it",  # null
    "one object known under two interfaces to a subgraph where both are an @interfaceObject",  # null
    "from one @interfaceObject over the real type to another one",  # null
    "fields of an @interfaceObject that is reached through an interface",  # null
    "an interface with fewer object types in another subgraph",  # refuses it
    "a shared mutation runs in one subgraph only, though each has a part of what it answers",  # sends no key
    "an interface's object of a hidden type is null",  # without an error
    "a union's object of a hidden type is null",  # the others of the list as well
    "what a subgraph requires of objects of hidden types it is sent, with the name that it knows",  # refuses it
}


def _told(body: dict[str, Any]) -> tuple[Any, list[Any]]:
    """The data, and where something went wrong; each says in its own words what."""
    return body.get("data"), [error.get("path") for error in body.get("errors", ())]


@pytest.mark.parametrize("examples", TABLES, ids=lambda examples: examples.world.name)
async def test_every_golden_query_has_the_same_answer(examples: Examples, tmp_path: Path) -> None:
    async with running(examples.world, tmp_path) as ours:
        addresses = {name: each.url for name, each in ours.subgraphs.items()}
        async with hive_gateway(ours.supergraph, addresses) as url:
            differ = {}
            for feature, query in examples.queries.items():
                answer = await ours.post(query)
                async with ours.http.post(f"{url}/graphql", json={"query": query}) as response:
                    theirs = await response.json()
                if _told(answer.body) != _told(theirs):
                    differ[feature] = (query, answer.body, theirs)
    unknown = {feature: each for feature, each in differ.items() if feature not in WRONG_IN_HIVE}
    assert not unknown
    assert set(differ) == WRONG_IN_HIVE & set(examples.queries), "Hive has learnt: shorten the list"
