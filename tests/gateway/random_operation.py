"""Random valid operations over a random world: aliases, arguments, fragments, conditions, type names."""

from random import Random

from gateway.federation.limits import Limits
from tests.gateway.random_world import Field, RandomWorld

CONDITIONS = {"yes": True, "no": False}
LIMITS = Limits(tokens=10_000, aliases=1000, depth=50, cost=10**9)  # chance knows no measure


class OperationMaker:
    def __init__(self, world: RandomWorld, chance: Random) -> None:
        self._world = world
        self._chance = chance
        self._left = 25  # fields, so that operations stay readable

    def make(self) -> str:
        kind = "Mutation" if "Mutation" in self._world.roots and self._sometimes(0.25) else "Query"
        roots = self._seen(self._world.roots[kind])
        fields = [self._field(f, 3) for f in roots if not self._sometimes(0.3)]
        if not fields:
            fields = [self._field(self._chance.choice(roots), 3)]
        body = " ".join(fields)
        declared = ", ".join(f"${name}: Boolean!" for name in CONDITIONS if f"${name}" in body)
        return f"{kind.lower()}{f'({declared})' if declared else ''} {{ {body} }}"

    def _sometimes(self, probability: float) -> bool:
        return self._chance.random() > 1 - probability

    def _selection(self, type_name: str, depth: int) -> str:
        fields = self._fields_of(type_name)
        parts = [self._field(f, depth) for f in fields if self._left > 0 and self._sometimes(0.5)]
        if self._sometimes(0.3):
            parts.append(self._chance.choice(["__typename", "kind: __typename"]))
        parts += [
            f"... on {name}{self._condition()} {self._selection(name, depth)}"
            for name in self._fragment_types(type_name)
            if self._left > 0 and self._sometimes(0.5)
        ]
        self._chance.shuffle(parts)
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def _fields_of(self, type_name: str) -> list[Field]:
        if type_name in self._world.unions:
            return []
        return self._seen(self._world.types[type_name].fields)

    @staticmethod
    def _seen(fields: dict[str, Field]) -> list[Field]:
        """Those that clients may ask for."""
        return [f for f in fields.values() if not f.hidden]

    def _fragment_types(self, type_name: str) -> list[str]:
        possible = self._possible(type_name)
        around = [type_name] if type_name not in self._world.unions else []
        interfaces = [t.name for t in self._world.types.values() if t.kind == "interface"]
        abstract = {*self._world.unions, *interfaces} - self._world.hidden
        around += [name for name in abstract if possible & self._possible(name)]
        return sorted({*possible, *around})

    def _possible(self, type_name: str) -> set[str]:
        return set(self._world.possible(type_name)) - self._world.hidden

    def _field(self, each: Field, depth: int) -> str:
        self._left -= 1
        text = each.name
        if each.argument and self._sometimes(0.5):
            text = f"{each.name}_two: {each.name}(x: 2)"
        elif self._sometimes(0.1):
            text = f"{each.name}_again: {each.name}"
        text += self._condition()
        if each.target not in self._world.types and each.target not in self._world.unions:
            return text
        return f"{text} {self._selection(each.target, depth - 1) if depth > 0 else '{ __typename }'}"

    def _condition(self) -> str:
        if not self._sometimes(0.1):
            return ""
        return self._chance.choice(
            [" @include(if: $yes)", " @include(if: $no)", " @skip(if: $no)", " @skip(if: $yes)"]
        )
