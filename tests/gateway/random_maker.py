"""Random worlds: a schema, split over subgraphs in a way that stays satisfiable, with data.

Satisfiable by construction: each subgraph that knows an entity has a key for it that can be had from every
other one, if need be over the subgraph that has both keys.
"""

from random import Random
from typing import Any

from tests.gateway.random_world import Field, Object, RandomWorld, Type


class Maker:
    """Makes one world of a source of chance."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._types: dict[str, Type] = {}
        self._unions: dict[str, dict[str, list[str]]] = {}
        self._roots: dict[str, Field] = {}
        self._graphs = ["a", "b", "c", "d"][: chance.randint(2, 4)]
        # One shape for each name, else most operations with fragments would not be valid.
        self._scalars = {
            f"s{n}": (chance.choice(["Int", "Int!", "[Int]", "[Int!]!"]), False) for n in range(4)
        } | {"s1": ("Int", chance.random() < 0.5)}
        self._lists = {name: chance.choice(["{}", "[{}!]!", "[{}]"]) for name in ("value", "r0", "r1")}

    def make(self) -> RandomWorld:
        entities = [self._entity(f"E{n}") for n in range(self._chance.randint(2, 4))]
        for entity in entities:
            self._value_type(entity)
        self._interface(entities)
        self._union(entities)
        for entity in entities:
            self._references(entity, entities)
            self._requirements(entity)
        self._add_roots(entities)
        store = self._store(entities)
        answers = {name: self._value(store, f, name) for name, f in self._roots.items()}
        for entity in entities:
            for each in entity.fields.values():
                if set(each.strict_in) == set(each.graphs):  # what all promise is promised to clients too
                    each.strict_in = each.strict_in[1:]
        return RandomWorld(self._graphs, self._types, self._unions, self._roots, store, answers)

    def _some(self, of: list[str], least: int = 1) -> list[str]:
        return sorted(self._chance.sample(of, self._chance.randint(min(least, len(of)), len(of))))

    def _entity(self, name: str) -> Type:
        entity = self._types[name] = Type(name, graphs=self._some(self._graphs))
        bridge = self._chance.choice(entity.graphs)
        with_code = self._chance.random() < 0.4
        for graph in entity.graphs:
            other = ["code"] if self._chance.random() < 0.5 else ["id"]
            entity.keys[graph] = ["id"] if not with_code else (["id", "code"] if graph == bridge else other)
        for key in ("id", "code"):
            having = [g for g in entity.graphs if key in entity.keys[g]]
            if having:
                entity.fields[key] = Field(key, "ID!", having)
        for number in range(self._chance.randint(1, 4)):
            name = f"s{number}"
            type_name, argument = self._scalars[name]
            graphs = [self._chance.choice(entity.graphs)]
            if self._chance.random() < 0.3:
                graphs = self._some(entity.graphs)
            scalar = entity.fields[name] = Field(name, type_name, graphs, argument=argument)
            if not type_name.endswith("!") and self._chance.random() < 0.3:
                scalar.strict_in = self._some(graphs)
        return entity

    def _value_type(self, entity: Type) -> None:
        if self._chance.random() < 0.5:
            return
        value = Type(f"V{entity.name}", graphs=self._some(entity.graphs))
        for number in range(self._chance.randint(1, 3)):
            value.fields[f"v{number}"] = Field(f"v{number}", "Int", self._some(value.graphs))
        for graph in value.graphs:  # no type without fields in a subgraph
            if not any(graph in f.graphs for f in value.fields.values()):
                value.fields["v0"].graphs.append(graph)
        self._types[value.name] = value
        entity.fields["value"] = Field("value", self._lists["value"].format(value.name), value.graphs)

    def _interface(self, entities: list[Type]) -> None:
        members = self._chance.sample(entities, self._chance.randint(1, len(entities)))
        interface = Type("I", kind="interface")
        for graph in self._graphs:
            here = [m for m in members if graph in m.graphs and "id" in m.keys[graph]]
            if here and self._chance.random() < 0.8:
                interface.graphs.append(graph)
                for member in here:
                    member.interfaces.setdefault("I", []).append(graph)
        if not interface.graphs:
            return
        self._types["I"] = interface
        interface.fields["id"] = Field("id", "ID!", list(interface.graphs))
        implementing = [m for m in members if "I" in m.interfaces]
        for graph in interface.graphs:  # an interface with a key must know all its types
            whole = all(graph in m.interfaces["I"] for m in implementing)
            interface.keys[graph] = ["id"] if whole else []
        shared = set.intersection(*({f for f in m.fields if f.startswith("s")} for m in implementing))
        for name in sorted(shared):
            types = {m.fields[name].type for m in implementing}
            arguments = {m.fields[name].argument for m in implementing}
            graphs = [
                g
                for g in interface.graphs
                if all(g in m.fields[name].graphs for m in implementing if g in m.interfaces["I"])
            ]
            if len(types) == 1 and len(arguments) == 1 and graphs:
                interface.fields[name] = Field(name, types.pop(), graphs, argument=arguments.pop())
        self._interface_object(interface, implementing)

    def _interface_object(self, interface: Type, members: list[Type]) -> None:
        free = [
            g for g in self._graphs if not any(g in m.graphs for m in members) and g not in interface.graphs
        ]
        whole = [g for g in interface.graphs if interface.keys[g]]
        reachable = all("id" in m.keys[g] or "code" in m.keys[g] for m in members for g in m.graphs)
        if not free or not whole or not reachable or self._chance.random() < 0.3:
            return
        graph = self._chance.choice(free)
        interface.graphs.append(graph)
        interface.object_in = graph
        interface.keys[graph] = ["id"]
        interface.fields["id"].graphs.append(graph)
        interface.fields["extra"] = Field("extra", "Int", [graph])
        for member in members:
            member.fields["extra"] = Field("extra", "Int", [])
        self._roots["objects"] = Field("objects", "[I!]", [graph])

    def _union(self, entities: list[Type]) -> None:
        if self._chance.random() < 0.4:
            return
        members = {}
        for graph in self._graphs:
            here = [e.name for e in entities if graph in e.graphs]
            if here and self._chance.random() < 0.7:
                members[graph] = self._some(here)
        if members:
            self._unions["U"] = members

    def _targets(self, graph: str, entities: list[Type]) -> list[str]:
        targets = [e.name for e in entities if graph in e.graphs]
        if "I" in self._types and graph in self._types["I"].graphs:
            targets.append("I")
        if self._unions.get("U", {}).get(graph):
            targets.append("U")
        return targets

    def _references(self, entity: Type, entities: list[Type]) -> None:
        for number in range(self._chance.randint(0, 2)):
            graph = self._chance.choice(entity.graphs)
            target = self._chance.choice(self._targets(graph, entities))
            type_name = self._lists[f"r{number}"].format(target)
            reference = entity.fields[f"r{number}"] = Field(f"r{number}", type_name, [graph])
            if target in self._types and self._types[target].kind == "type" and self._chance.random() < 0.4:
                outside = [
                    f
                    for f in self._types[target].fields.values()
                    if f.name.startswith("s") and graph not in (*f.graphs, *f.external) and not f.argument
                ]
                if outside and "I" not in self._types[target].interfaces:
                    provided = self._chance.choice(outside)
                    provided.external.append(graph)
                    reference.provides[graph] = provided.name

    def _requirements(self, entity: Type) -> None:
        for number in range(self._chance.randint(0, 2)):
            graph = self._chance.choice(entity.graphs)
            outside = [
                f
                for f in entity.fields.values()
                if f.name[0] in "sq" and graph not in f.graphs and f.graphs and not f.argument
            ]
            if not outside:
                continue
            required = self._chance.sample(outside, self._chance.randint(1, min(2, len(outside))))
            for each in required:
                if graph not in each.external:
                    each.external.append(graph)
            entity.fields[f"q{number}"] = Field(
                f"q{number}", "String", [graph], requires={graph: [each.name for each in required]}
            )

    def _add_roots(self, entities: list[Type]) -> None:
        for number in range(self._chance.randint(1, 4)):
            graph = self._chance.choice(self._graphs)
            targets = self._targets(graph, entities)
            if targets:
                target = self._chance.choice(targets)
                type_name = self._chance.choice([target, f"[{target}!]!", f"[{target}]"])
                graphs = [graph]
                if target in self._types and self._types[target].kind == "type":
                    also = [g for g in self._types[target].graphs if self._chance.random() < 0.3]
                    graphs = sorted({graph, *also})
                self._roots[f"root{number}"] = Field(f"root{number}", type_name, graphs)
        if not self._roots:
            entity = entities[0]
            self._roots["root0"] = Field("root0", f"[{entity.name}!]!", entity.graphs[:1])

    def _store(self, entities: list[Type]) -> dict[str, dict[str, Object]]:
        store: dict[str, dict[str, Object]] = {
            e.name: {
                f"{e.name}-{n}": {"__typename": e.name, "id": f"{e.name}-{n}", "code": f"code-{e.name}-{n}"}
                for n in range(self._chance.randint(1, 3))
            }
            for e in entities
        }
        for entity in entities:
            for stored in store[entity.name].values():
                for each in entity.fields.values():
                    if each.name not in stored:
                        stored[each.name] = self._value(store, each, stored["id"])
        return store

    def _value(self, store: dict[str, dict[str, Object]], each: Field, salt: str) -> Any:
        if each.requires:
            (required,) = each.requires.values()
            return lambda known: "+".join(_told(known, name) for name in required)
        if each.type.startswith("["):
            length = self._chance.randint(0, 3)
            inner = Field(each.name, each.type.removesuffix("!")[1:-1], each.graphs)
            return [self._value(store, inner, f"{salt}{n}") for n in range(length)]
        if not each.type.endswith("!") and not each.strict_in and self._chance.random() < 0.15:
            return None
        if each.target in ("Int", "String"):
            number = sum(map(ord, salt + each.name)) % 1000
            return (lambda known, x: number + x) if each.argument else number
        if each.target.startswith("V"):
            return {
                "__typename": each.target,
                **{f.name: sum(map(ord, salt + f.name)) for f in self._types[each.target].fields.values()},
            }
        names = [each.target]
        if each.target == "I":
            names = [
                t.name for t in self._types.values() if set(each.graphs) & set(t.interfaces.get("I", ()))
            ]
            if self._types["I"].object_in in each.graphs:
                names = [t.name for t in self._types.values() if "I" in t.interfaces]
        elif each.target in self._unions:
            names = self._unions[each.target][each.graphs[0]]
        return self._chance.choice(list(store[self._chance.choice(names)].values()))


def _told(known: Object, name: str) -> str:
    value = known[name]
    return str(value(known) if callable(value) else value)
