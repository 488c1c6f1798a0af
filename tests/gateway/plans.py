"""Examples of plans: an operation, its whole plan as text, and the answer of the unsplit schema."""

import json
import re
from textwrap import dedent

from graphql import parse, print_ast, separate_operations

from gateway.federation.engine import Engine
from gateway.federation.plan_text import plan_text
from tests.gateway.worlds import World

_HEAD = re.compile(r"query\((?:\$r(?:epresentations|\d+):\[_Any!\]!,?)+\)\{")
_CALL = re.compile(r"(?:_e\d+:)?_entities\(representations:\$r(?:epresentations|\d+)\)")


def shown(world: World, query: str, operation: str | None = None) -> str:
    """The plan's text. An entity fetch is shown as `entities` with what it selects."""
    engine = Engine(world.supergraph)
    text = plan_text(engine.plan(engine.prepare(query, operation), {}))
    text = _CALL.sub("entities", _HEAD.sub("", text))
    return "\n".join(line[:-1] if "   entities{" in line else line for line in text.splitlines())


class Examples:
    """A table of examples over one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._rows: dict[str, tuple[str, str | None, str]] = {}

    def add(self, feature: str, query: str, plan: str, *, operation: str | None = None) -> None:
        """`operation`: which of several."""
        assert feature not in self._rows
        self._rows[feature] = (query, operation, dedent(plan).strip())

    @property
    def features(self) -> list[str]:
        return list(self._rows)

    @property
    def queries(self) -> dict[str, str]:
        """By feature; one of several operations stands alone."""
        return {
            feature: query if operation is None else print_ast(separate_operations(parse(query))[operation])
            for feature, (query, operation, _) in self._rows.items()
        }

    def check_plan(self, feature: str) -> None:
        query, operation, expected = self._rows[feature]
        assert shown(self.world, query, operation) == expected

    async def check_answer(self, feature: str) -> None:
        query, operation, _ = self._rows[feature]
        engine, network = Engine(self.world.supergraph), self.world.network()
        answer = await engine.execute(engine.prepare(query, operation), {}, network)
        expected = await self.world.monolith().answer(query, operation=operation)
        assert [error["path"] for error in answer.errors] == [e["path"] for e in expected.get("errors", ())]
        assert json.dumps(answer.data) == json.dumps(expected["data"])
