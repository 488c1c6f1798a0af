"""The computed fields of a random world: what they require of their object, and of those that it refers to."""

from random import Random

from tests.gateway.random_world import Field, Requirement, Type

LEAVES = ("Int", "String", "ID")
Unions = dict[str, dict[str, list[str]]]


class Requirements:
    def __init__(self, chance: Random, types: dict[str, Type], unions: Unions) -> None:
        self._chance = chance
        self._types = types
        self._unions = unions

    def add(self, entity: Type) -> None:
        graph = self._chance.choice(entity.graphs)
        for number in range(self._chance.randint(0, 4)):
            if self._sometimes(0.3):
                graph = self._chance.choice(entity.graphs)
            outside = [f for f in entity.fields.values() if self._is_outside(f, graph)]
            if not outside:
                continue
            required = self._chance.sample(outside, self._chance.randint(1, min(2, len(outside))))
            wanted = [self.of(each, graph) for each in required]
            name = f"q{number}"
            entity.fields[name] = Field(
                name, "String", [graph], requires={graph: wanted}, argument=self._sometimes(0.3)
            )

    def of(self, each: Field, graph: str, on: str | None = None) -> Requirement:
        """The field, or a part of the object under it, which the subgraph from now on declares as external."""
        if graph not in (*each.graphs, *each.external):
            each.external.append(graph)
        x = self._chance.randint(1, 3) if each.argument and self._sometimes(0.7) else None
        below = None
        if each.target not in LEAVES:
            part, only = self._chance.choice(self._parts(each, graph))
            below = self.of(part, graph, only)
        return Requirement(each.name, each.argument, x, below, on)

    def _sometimes(self, probability: float) -> bool:
        return self._chance.random() > 1 - probability

    def _is_outside(self, each: Field, graph: str) -> bool:
        """Whether the subgraph may require the field, or a part of it, since only others give it."""
        if each.name == "tag":
            return graph not in self._types[each.target].fields["note"].graphs
        is_elsewhere = bool(each.graphs) and graph not in (*each.graphs, each.taken_from)
        may_be = each.name[0] in "sq" or each.name == "value"
        return is_elsewhere and (may_be or (each.name[0] == "r" and bool(self._parts(each, graph))))

    def _parts(self, each: Field, graph: str) -> list[tuple[Field, str | None]]:
        """What may be required of the object under a field, and of which type of objects, that occur there, alone."""
        if each.target in self._unions:
            union = self._unions[each.target]
            members = [
                name for name in union.get(graph, []) if any(name in union.get(g, []) for g in each.graphs)
            ]
            return [(f, name) for name in members for f in self._leaves(self._types[name], graph)]
        here = self._types[each.target]
        if each.name == "tag":
            return [(self._declared(here, "note", graph), None)]
        if each.name == "value":
            return [(self._declared(here, self._chance.choice(list(here.fields)), graph), None)]
        if graph not in here.graphs:
            return []
        parts: list[tuple[Field, str | None]] = [(f, None) for f in self._leaves(here, graph)]
        if here.kind == "interface" and here.object_in != graph:
            members = [
                t.name
                for t in self._types.values()
                if graph in (known := t.interfaces.get(here.name, ()))
                and (here.object_in in each.graphs or set(known) & set(each.graphs))
            ]
            parts += [(f, name) for name in members for f in self._leaves(self._types[name], graph)]
        return parts

    @staticmethod
    def _leaves(of: Type, graph: str) -> list[Field]:
        """What the subgraph gives itself of such objects, and of object types what it may declare as external."""
        return [
            f
            for f in of.fields.values()
            if f.target in LEAVES
            and not f.requires
            and (graph in f.graphs or (of.kind == "type" and f.name[0] == "s" and graph != f.taken_from))
        ]

    @staticmethod
    def _declared(value: Type, name: str, graph: str) -> Field:
        """A value type's field, where only `@requires` may speak of it."""
        if graph not in value.graphs:
            value.graphs.append(graph)
        return value.fields[name]
