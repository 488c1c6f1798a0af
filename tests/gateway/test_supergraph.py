"""Which supergraphs are served, and what clients see of them."""

from collections.abc import Callable

import pytest
from graphql import build_schema

from gateway.federation.api_schema import api_sdl
from gateway.federation.engine import Engine
from gateway.federation.errors import SupergraphError
from tests.gateway.worlds.library import LIBRARY
from tests.gateway.worlds.zoo import ZOO


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda sdl: "type Query { a: Int }", "no supergraph"),
        (lambda sdl: sdl + "type", "not valid SDL"),
        (lambda sdl: sdl.replace("join/v0.5", "join/v0.9"), "v0.9 is not understood"),
        (
            lambda sdl: sdl.replace(
                "schema @link", 'schema @link(url: "https://x.example/authz/v1.0", for: SECURITY) @link', 1
            ),
            "authz/v1.0' for SECURITY",
        ),
        (
            lambda sdl: sdl.replace('override: "people"', 'override: "people", overrideLabel: "percent(1)"'),
            "label",
        ),
        (
            lambda sdl: sdl.replace('requires: "insurance"', 'contextArguments: [{name: "a"}]'),
            "@fromContext",
        ),
        (lambda sdl: sdl.replace('key: "isbn"', 'key: "isbn {"'), "field set"),
        (lambda sdl: sdl.replace('key: "isbn"', 'key: "nothing"'), "field set"),
    ],
)
def test_what_cannot_be_served_is_refused_with_a_reason(change: Callable[[str], str], words: str) -> None:
    changed = change(LIBRARY.supergraph)
    assert changed != LIBRARY.supergraph
    with pytest.raises(SupergraphError, match=words):
        Engine(changed)


def test_features_that_nobody_must_understand_are_ignored() -> None:
    tagged = LIBRARY.supergraph.replace(
        "schema @link", 'schema @link(url: "https://x.example/cost/v0.1") @link', 1
    )
    assert tagged != LIBRARY.supergraph
    Engine(tagged)


def test_older_join_specifications_are_understood() -> None:
    for version in ("v0.3", "v0.4"):
        Engine(LIBRARY.supergraph.replace("join/v0.5", f"join/{version}"))


def test_clients_see_neither_joins_nor_what_is_inaccessible() -> None:
    for world, hidden in ((LIBRARY, "hidden"), (ZOO, "SECRET")):
        sdl = api_sdl(world.supergraph)
        build_schema(sdl)
        assert hidden in world.supergraph
        assert hidden not in sdl
        assert "join__" not in sdl and "@link" not in sdl and "directive" not in sdl
