"""Examples of plans: an operation, its whole plan as text, and the answer of the unsplit schema."""

import json
import re
from textwrap import dedent

from gateway.federation.engine import Engine
from gateway.federation.plan_text import plan_text
from tests.gateway.worlds import World

_HEAD = re.compile(r"query\((?:\$r(?:epresentations|\d+):\[_Any!\]!,?)+\)\{")
_CALL = re.compile(r"(?:_e\d+:)?_entities\(representations:\$r(?:epresentations|\d+)\)")


def shown(world: World, query: str, **variables: object) -> str:
    """The plan's text. An entity fetch is shown as `entities` with what it selects."""
    engine = Engine(world.supergraph)
    text = plan_text(engine.plan(engine.prepare(query), variables))
    text = _CALL.sub("entities", _HEAD.sub("", text))
    return "\n".join(line[:-1] if "   entities{" in line else line for line in text.splitlines())


class Examples:
    """A table of examples over one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._rows: dict[str, tuple[str, str]] = {}

    def add(self, feature: str, query: str, plan: str) -> None:
        assert feature not in self._rows
        self._rows[feature] = (query, dedent(plan).strip())

    @property
    def features(self) -> list[str]:
        return list(self._rows)

    @property
    def queries(self) -> dict[str, str]:
        return {feature: query for feature, (query, _) in self._rows.items()}

    def check_plan(self, feature: str) -> None:
        query, expected = self._rows[feature]
        assert shown(self.world, query) == expected

    async def check_answer(self, feature: str) -> None:
        query, _ = self._rows[feature]
        engine, network = Engine(self.world.supergraph), self.world.network()
        answer = await engine.execute(engine.prepare(query), {}, network)
        expected = await self.world.monolith().answer(query)
        assert [error["path"] for error in answer.errors] == [e["path"] for e in expected.get("errors", ())]
        assert json.dumps(answer.data) == json.dumps(expected["data"])
