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
        (
            lambda sdl: sdl.replace('key: "isbn"', 'key: "nothing"'),
            "Book: the field set .* has no field nothing",
        ),
        (lambda sdl: sdl.replace('key: "isbn"', 'key: "author"'), "Book.author is an object"),
        (lambda sdl: sdl.replace('key: "isbn"', 'key: "isbn { a }"'), "Book.isbn is no object"),
        (lambda sdl: sdl.replace('key: "isbn"', 'key: "a: isbn"'), "an alias: a: isbn"),
        (lambda sdl: sdl.replace('key: "isbn"', 'key: "isbn} {isbn"'), "closes a brace"),
        (lambda sdl: sdl.replace('key: "isbn"', 'key: "... on Nobody { isbn }"'), "union Nobody"),
        (lambda sdl: sdl.replace('key: "isbn"', 'key: "...Isbn"'), "named fragment: ...Isbn"),
        (lambda sdl: sdl.replace('key: "isbn"', 'key: "isbn @skip(if: true)"'), "a directive"),
        (
            lambda sdl: sdl.replace('key: "isbn"', f'key: "{"related {" * 5000}isbn"'),
            "Book: .*nested too deeply",
        ),
        (lambda sdl: sdl.replace('key: "isbn"', "key: 7"), r"Book: @join__type\(key:\) must be a string"),
        (lambda sdl: sdl.replace("postage(zone:2)", "postage(zone:$z)"), "Book.insurance: .* a variable"),
        (
            lambda sdl: sdl.replace(
                "copies: Int! @join__field(graph: STOCK)", "copies: Int! @join__field(graph: SHOP)"
            ),
            r"Book.copies: @join__field\(graph:\) names SHOP, which is none of the subgraphs CATALOG, INSURANCE",
        ),
        (
            lambda sdl: sdl.replace(
                "copies: Int! @join__field(graph: STOCK)", 'copies: Int! @join__field(graph: "STOCK")'
            ),
            r"Book.copies: @join__field\(graph:\) must be a subgraph",
        ),
        (
            lambda sdl: sdl.replace(
                "type Size @join__type(graph: CATALOG)", "type Size @join__type(graph: SHOP)"
            ),
            r"Size: @join__type\(graph:\) names SHOP",
        ),
        (
            lambda sdl: sdl.replace("type Size @join__type(graph: CATALOG)", "type Size"),
            "Size.width is joined to CATALOG, where Size is not",
        ),
        (
            lambda sdl: sdl.replace(
                "type Size @join__type(graph: CATALOG)", "type Size @join__type(resolvable: true)"
            ),
            "Size: @join__type needs the argument 'graph'",
        ),
        (
            lambda sdl: sdl.replace('name: "stock", url', "url"),
            "join__Graph.STOCK: @join__graph needs the argument 'name'",
        ),
        (
            lambda sdl: sdl.replace("width: Int @join", "width: Inch @join"),
            "Size.width names Inch, which is not defined",
        ),
        (lambda sdl: sdl.replace("type Size @", "type Size implements Wide @"), "Size names Wide"),
        (
            lambda sdl: sdl.replace("type Size @", "type Size implements Book @"),
            "Size names Book, which is of kind object",
        ),
        (
            lambda sdl: sdl.replace("width: Int @join__field(", 'width: Int @join__field(type: "[Int", '),
            r"Size.width: '\[Int' is no type",
        ),
        (
            lambda sdl: sdl.replace("width: Int @join__field(", 'width: Int @join__field(type: "[Int]", '),
            r"Size.width cannot be \[Int\] in a subgraph and Int to clients",
        ),
        (
            lambda sdl: sdl.replace("width: Int", "width: Int @join__field(graph: CATALOG) width: Int"),
            "Size.width is defined twice",
        ),
        (lambda sdl: sdl + "\nscalar Size", "Size is defined twice"),
        (lambda sdl: sdl + "\nextend type Size { depth: Int }", "Size is extended"),
        (
            lambda sdl: sdl.replace("mutation: Mutation", "mutation: Nothing"),
            "The mutation type names Nothing",
        ),
        (
            lambda sdl: sdl.replace("schema @link(", "schema @link(import: [{}], ", 1),
            "imports {}, which is no name",
        ),
        (
            lambda sdl: (
                sdl + "\nenum Cover @join__type(graph: STOCK) { HARD @join__enumValue(graph: PEOPLE) }"
            ),
            "Cover.HARD is joined to PEOPLE, where Cover is not",
        ),
        (
            lambda sdl: sdl + "\ninput Wish @join__type(graph: STOCK) { a: Int @join__field(graph: SHOP) }",
            r"Wish.a: @join__field\(graph:\) names SHOP",
        ),
        (
            lambda sdl: sdl + "\ninput Unused { a: Nothing }",
            "clients no valid schema: Unknown type 'Nothing'",
        ),
    ],
)
def test_what_cannot_be_served_is_refused_with_a_reason(change: Callable[[str], str], words: str) -> None:
    changed = change(LIBRARY.supergraph)
    assert changed != LIBRARY.supergraph, "the fixture has changed"
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
