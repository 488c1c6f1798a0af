"""What a random world holds: objects, some with keys that are null, some that a subgraph does not know."""

from collections.abc import Iterable
from random import Random
from typing import Any

from tests.gateway.random_world import Field, Object, Type


class Store:
    """The first object of each type is known everywhere, so that there is one to refer to."""

    def __init__(
        self, chance: Random, types: dict[str, Type], unions: dict[str, dict[str, list[str]]]
    ) -> None:
        self._chance = chance
        self._types = types
        self._unions = unions
        self.objects: dict[str, dict[str, Object]] = {}

    def fill(self, entities: list[Type]) -> None:
        for entity in entities:
            self.objects[entity.name] = {}
            for number in range(self._chance.randint(1, 3)):
                name = f"{entity.name}-{number}"
                stored: Object = {"__typename": entity.name, "id": name, "unknown_to": (), "absent_in": ()}
                self.objects[entity.name][name] = stored
                if number:
                    self._hide(entity, stored)
                self._add_second_key(entity, stored)
        for entity in entities:
            for stored in self.objects[entity.name].values():
                for each in entity.fields.values():
                    if each.name not in stored:
                        hidden = set(each.graphs) & set(stored["unknown_to"])
                        stored[each.name] = None if hidden else self.value(each, stored["id"])

    def _hide(self, entity: Type, stored: Object) -> None:
        """Perhaps the second key is null, perhaps a subgraph does not have the object, if nothing forbids null."""
        by_second_only = [g for g in entity.graphs if "id" not in entity.keys[g]]
        if by_second_only and self._chance.random() > 0.6:
            if self._may_miss(entity, by_second_only):
                stored["unknown_to"] = tuple(by_second_only)
        elif not by_second_only and self._chance.random() > 0.7:
            graph = self._chance.choice(entity.graphs)
            if len(entity.graphs) > 1 and self._may_miss(entity, [graph]):
                stored["unknown_to"] = stored["absent_in"] = (graph,)

    @staticmethod
    def _may_miss(entity: Type, graphs: list[str]) -> bool:
        return not any(
            f.name not in ("id", "code", "tag")
            and set(f.graphs) & set(graphs)
            and (f.type.endswith("!") or f.strict_in)
            for f in entity.fields.values()
        )

    def _add_second_key(self, entity: Type, stored: Object) -> None:
        for name in {"code", "tag"} & entity.fields.keys():
            is_absent = bool(set(stored["absent_in"]) & set(entity.fields[name].graphs))
            is_null = bool(stored["unknown_to"]) and not stored["absent_in"]
            whole = None if is_null else f"{name}-{stored['id']}"
            if is_absent or (is_null and self._chance.random() > 0.5):
                stored[name] = None
            elif name == "code":
                stored[name] = whole
            else:
                tag = self._types[entity.fields[name].target]
                hidden = set(tag.fields["note"].graphs) & set(stored["unknown_to"])
                note = None if hidden else len(stored["id"])
                stored[name] = {"__typename": tag.name, "no": whole, "note": note}

    def value(self, each: Field, salt: str) -> Any:
        if each.requires:
            return self._computed(each)
        if each.type.startswith("["):
            inner = Field(each.name, each.type.removesuffix("!")[1:-1], each.graphs, narrower=each.narrower)
            return [self.value(inner, f"{salt}{n}") for n in range(self._chance.randint(0, 3))]
        if not each.type.endswith("!") and not each.strict_in and self._chance.random() > 0.85:
            return None
        if each.target in ("Int", "String"):
            number = sum(map(ord, salt + each.name)) % 1000
            return (lambda known, x: number + x) if each.argument else number
        if each.target.startswith("V"):
            fields = self._types[each.target].fields.values()
            return {"__typename": each.target, **{f.name: sum(map(ord, salt + f.name)) for f in fields}}
        return self._chance.choice(self._to_refer_to(each))

    @staticmethod
    def _computed(each: Field) -> Any:
        (required,) = each.requires.values()

        def told(known: Object, x: int = 0) -> str:
            return "+".join([str(x), *(one.told(known) for one in required)])

        return told

    def _to_refer_to(self, each: Field) -> list[Object]:
        """The objects that every subgraph which gives the field knows, and can name to others."""
        through_object = self._is_object_in(each.target, each.graphs)
        return [
            stored
            for name in self._names(each)
            for stored in self.objects[name].values()
            if not (stored["unknown_to"] if through_object else set(each.graphs) & set(stored["unknown_to"]))
        ]

    def _names(self, each: Field) -> Iterable[str]:
        if each.narrower:
            return each.narrower.values()
        if each.target in self._unions:
            return self._unions[each.target][each.graphs[0]]
        if self._types[each.target].kind == "interface":
            graphs = set(each.graphs)
            anyway = self._is_object_in(each.target, each.graphs)
            implementing = (t for t in self._types.values() if each.target in t.interfaces)
            return [t.name for t in implementing if anyway or graphs & set(t.interfaces[each.target])]
        return [each.target]

    def _is_object_in(self, name: str, graphs: list[str]) -> bool:
        return name in self._types and self._types[name].object_in in graphs
