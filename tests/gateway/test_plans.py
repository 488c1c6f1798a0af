"""The table of examples: an operation, its whole plan, and the same answer as from the unsplit schema."""

import json
from textwrap import dedent

import pytest

from gateway.federation.engine import Engine
from gateway.federation.plan_text import plan_text
from tests.gateway.worlds import World
from tests.gateway.worlds.library import LIBRARY
from tests.gateway.worlds.zoo import ZOO

ENTITIES = "_entities(representations:$representations)"


def plan(world: World, query: str, **variables: object) -> str:
    """The plan's text, with `_entities(...)` shortened to what it selects."""
    engine = Engine(world.supergraph)
    text = plan_text(engine.plan(engine.prepare(query), variables))
    text = text.replace("query($representations:[_Any!]!){" + ENTITIES, "entities")
    return "\n".join(line.removesuffix("}}") + "}" if "entities{" in line else line for line in text.splitlines())


EXAMPLES: list[tuple[str, World, str, str]] = []


def example(feature: str, world: World, query: str, expected: str) -> None:
    EXAMPLES.append((feature, world, query, dedent(expected).strip()))


example(
    "what one subgraph knows is asked in one fetch",
    LIBRARY,
    "{ books { title author { id } } }",
    """
    PLAN
    """,
)
