"""Whatever stands in a supergraph file: it is served or refused with a SupergraphError, nothing else."""

import os
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.federation.engine import Engine
from gateway.federation.errors import OperationError, SupergraphError
from tests.gateway.plan_tables import abstract, requirements
from tests.gateway.plans import Examples

CASES = int(os.environ.get("SUPERGRAPH_FUZZ", "100"))
_TOKEN = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|\w+|\S')
_WORLDS = {each.world.name: each for each in (abstract.EXAMPLES, requirements.EXAMPLES)}
_TOKENS = {name: _TOKEN.findall(each.world.supergraph.split("\n", 1)[1]) for name, each in _WORLDS.items()}
_ODD = [
    "",
    "null",
    "1",
    '""',
    '"a {"',
    '"{ __typename }"',
    '"[["',
    "[]",
    "{}",
    "Int",
    "Query",
    "@",
    "$x",
    "extend",
]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Examples, str]:
    """A supergraph of the examples with a few tokens replaced, most by others of their kind, so that it parses."""
    name = draw(st.sampled_from(sorted(_WORLDS)))
    tokens = list(_TOKENS[name])
    first = tokens.index("join__Graph", tokens.index("enum"))  # what stands before is the same in all
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(tokens) - 1) | st.integers(first, len(tokens) - 1))
        like = [each for each in tokens[first:] if _kind(each) == _kind(tokens[place])] or tokens
        tokens[place] = draw(st.sampled_from(like) | st.sampled_from(like) | st.sampled_from(_ODD))
    return _WORLDS[name], " ".join(tokens)


def _kind(token: str) -> str:
    return "name" if token[:1].isalpha() else token[:1]


@settings(
    max_examples=CASES,
    derandomize="SUPERGRAPH_FUZZ" not in os.environ,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(damaged())
def test_a_damaged_supergraph_is_refused_or_served(given_: tuple[Examples, str]) -> None:
    examples, sdl = given_
    try:
        engine = Engine(sdl)
    except SupergraphError:
        return
    for query in examples.queries.values():
        try:
            engine.plan(engine.prepare(query), {})
        except OperationError:
            continue
