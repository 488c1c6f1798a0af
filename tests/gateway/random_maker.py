"""Random worlds: a schema, split over subgraphs in a way that stays satisfiable, with data.

Satisfiable by construction: each subgraph that knows an entity has a key for it that can be had from every
other one, if need be over the subgraph that has both keys. Chance may come of a seed, or of hypothesis, which
then makes a world that fails smaller: whatever happens seldom happens where `random()` is large.
"""

from random import Random

from tests.gateway.random_data import Store
from tests.gateway.random_requirements import Requirements
from tests.gateway.random_world import Field, RandomWorld, Type

SECOND_KEYS = {"code": "ID", "tag { no }": "Tag"}


class Maker:
    """Makes one world of a source of chance."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._types: dict[str, Type] = {}
        self._unions: dict[str, dict[str, list[str]]] = {}
        self._roots: dict[str, Field] = {}
        self._mutations: dict[str, Field] = {}
        self._requirements = Requirements(chance, self._types, self._unions)
        self._graphs = ["a", "b", "c", "d"][: chance.randint(2, 4)]
        # One shape for each name, else most operations with fragments would not be valid.
        self._scalars = {
            f"s{n}": (chance.choice(["Int", "Int!", "[Int]", "[Int!]!"]), False) for n in range(4)
        } | {"s1": ("Int", self._sometimes(0.5))}
        self._lists = {name: chance.choice(["{}", "[{}!]!", "[{}]"]) for name in ("value", "r0", "r1")}

    def make(self) -> RandomWorld:
        entities = [self._entity(f"E{n}") for n in range(self._chance.randint(2, 4))]
        for entity in entities:
            self._value_type(entity)
        for name in ("I", "J"):
            if name == "I" or self._sometimes(0.3):
                self._interface(name, entities)
        self._union(entities)
        for entity in entities:
            self._references(entity, entities)
            self._override(entity)
            self._requirements.add(entity)
        self._add_roots(entities)
        hidden = self._hide(entities)
        store = Store(self._chance, self._types, self._unions)
        store.fill(entities)
        roots = {"Query": self._roots} | ({"Mutation": self._mutations} if self._mutations else {})
        answers = {name: store.value(f, name) for fields in roots.values() for name, f in fields.items()}
        for entity in entities:
            for each in entity.fields.values():
                if set(each.strict_in) == set(each.graphs):  # what all promise is promised to clients too
                    each.strict_in = each.strict_in[1:]
        return RandomWorld(self._graphs, self._types, self._unions, roots, store.objects, answers, hidden)

    def _sometimes(self, probability: float) -> bool:
        return self._chance.random() > 1 - probability

    def _some(self, of: list[str], least: int = 1) -> list[str]:
        return sorted(self._chance.sample(of, self._chance.randint(min(least, len(of)), len(of))))

    def _entity(self, name: str) -> Type:
        entity = self._types[name] = Type(name, graphs=self._some(self._graphs))
        bridge = self._chance.choice(entity.graphs)
        second = self._chance.choice(list(SECOND_KEYS)) if self._sometimes(0.4) else None
        for graph in entity.graphs:
            other = [second] if second is not None and self._sometimes(0.5) else ["id"]
            entity.keys[graph] = ["id", second] if second is not None and graph == bridge else other
        having = [g for g in entity.graphs if "id" in entity.keys[g]]
        entity.fields["id"] = Field("id", "ID!", having)
        if second is not None:
            self._second_key(entity, second, [g for g in entity.graphs if second in entity.keys[g]])
        for number in range(self._chance.randint(1, 4)):
            name = f"s{number}"
            type_name, argument = self._scalars[name]
            graphs = [self._chance.choice(entity.graphs)]
            if self._sometimes(0.3):
                graphs = self._some(entity.graphs)
            scalar = entity.fields[name] = Field(name, type_name, graphs, argument=argument)
            if not type_name.endswith("!") and self._sometimes(0.3):
                scalar.strict_in = self._some(graphs)
        return entity

    def _second_key(self, entity: Type, key: str, graphs: list[str]) -> None:
        if key == "code":
            entity.fields["code"] = Field("code", "ID", graphs)
            return
        tag = self._types[f"Tag{entity.name}"] = Type(f"Tag{entity.name}", graphs=list(graphs))
        tag.fields["no"] = Field("no", "ID", list(graphs))
        tag.fields["note"] = Field("note", "Int", [self._chance.choice(graphs)])
        entity.fields["tag"] = Field("tag", tag.name, graphs)

    def _value_type(self, entity: Type) -> None:
        if self._sometimes(0.5):
            return
        value = Type(f"V{entity.name}", graphs=self._some(entity.graphs))
        for number in range(self._chance.randint(1, 3)):
            value.fields[f"v{number}"] = Field(f"v{number}", "Int", self._some(value.graphs))
        for graph in value.graphs:  # no type without fields in a subgraph
            if not any(graph in f.graphs for f in value.fields.values()):
                value.fields["v0"].graphs.append(graph)
        self._types[value.name] = value
        entity.fields["value"] = Field("value", self._lists["value"].format(value.name), list(value.graphs))

    def _interface(self, name: str, entities: list[Type]) -> None:
        members = self._chance.sample(entities, self._chance.randint(1, len(entities)))
        interface = Type(name, kind="interface")
        for graph in self._graphs:
            here = [m for m in members if graph in m.graphs and "id" in m.keys[graph]]
            if here and not self._sometimes(0.2):
                interface.graphs.append(graph)
                for member in here:
                    member.interfaces.setdefault(name, []).append(graph)
        if not interface.graphs:
            return
        self._types[name] = interface
        interface.fields["id"] = Field("id", "ID!", list(interface.graphs))
        implementing = [m for m in members if name in m.interfaces]
        for graph in interface.graphs:  # an interface with a key must know all its types
            whole = all(graph in m.interfaces[name] for m in implementing)
            interface.keys[graph] = ["id"] if whole else []
        shared = set.intersection(*({f for f in m.fields if f.startswith("s")} for m in implementing))
        for each in sorted(shared):
            graphs = [
                g
                for g in interface.graphs
                if all(g in m.fields[each].graphs for m in implementing if g in m.interfaces[name])
            ]
            if graphs:
                type_name, argument = self._scalars[each]
                interface.fields[each] = Field(each, type_name, graphs, argument=argument)
        self._interface_object(interface, implementing)

    def _interface_object(self, interface: Type, members: list[Type]) -> None:
        """Make it an object in a subgraph that knows none of its types, with fields of its own."""
        free = [
            g for g in self._graphs if not any(g in m.graphs for m in members) and g not in interface.graphs
        ]
        if not free or not any(interface.keys.values()) or self._sometimes(0.3):
            return
        graph = self._chance.choice(free)
        interface.graphs.append(graph)
        interface.object_in = graph
        interface.keys[graph] = ["id"]
        interface.fields["id"].graphs.append(graph)
        shared = [f for f in interface.fields.values() if f.name.startswith("s")]
        self._add_to_all(interface, members, Field(f"extra{interface.name}", "Int", [graph]))
        if shared and self._sometimes(0.5):
            required = self._chance.choice(shared)
            wanted = self._requirements.of(required, graph)
            self._add_to_all(
                interface,
                members,
                Field(f"more{interface.name}", "String", [graph], requires={graph: [wanted]}),
            )
        self._roots[f"objects{interface.name}"] = Field(
            f"objects{interface.name}", f"[{interface.name}!]", [graph]
        )

    @staticmethod
    def _add_to_all(interface: Type, members: list[Type], field: Field) -> None:
        interface.fields[field.name] = field
        for member in members:
            member.fields[field.name] = Field(field.name, field.type, [], requires=field.requires)

    def _union(self, entities: list[Type]) -> None:
        if self._sometimes(0.4):
            return
        members = {}
        for graph in self._graphs:
            here = [e.name for e in entities if graph in e.graphs]
            if here and not self._sometimes(0.3):
                members[graph] = self._some(here)
        if members:
            self._unions["U"] = members

    def _targets(self, graph: str, entities: list[Type]) -> list[str]:
        targets = [e.name for e in entities if graph in e.graphs]
        targets += [name for name in "IJ" if name in self._types and graph in self._types[name].graphs]
        if self._unions.get("U", {}).get(graph):
            targets.append("U")
        return targets

    def _references(self, entity: Type, entities: list[Type]) -> None:
        for number in range(self._chance.randint(0, 2)):
            graph = self._chance.choice(entity.graphs)
            target = self._chance.choice(self._targets(graph, entities))
            type_name = self._lists[f"r{number}"].format(target)
            reference = entity.fields[f"r{number}"] = Field(f"r{number}", type_name, [graph])
            self._narrow(entity, reference)
            if target in self._types and self._types[target].kind == "type" and self._sometimes(0.8):
                outside = [
                    f
                    for f in self._types[target].fields.values()
                    if f.name.startswith("s") and graph not in (*f.graphs, *f.external) and not f.argument
                ]
                if outside and not self._types[target].interfaces:
                    provided = self._chance.choice(outside)
                    provided.external.append(graph)
                    reference.provides[graph] = provided.name

    def _narrow(self, entity: Type, reference: Field) -> None:
        """Perhaps another subgraph gives the field too, as one object type of the interface."""
        (graph,) = reference.graphs
        there = [g for g in entity.graphs if g > graph]  # the composer takes the first type that it meets
        members = [t for t in self._types.values() if graph in t.interfaces.get(reference.target, ())]
        narrower = [(g, t.name) for t in members for g in there if g in t.graphs]
        if narrower and self._sometimes(0.5):
            other, name = self._chance.choice(narrower)
            reference.graphs.append(other)
            reference.narrower[other] = name

    def _override(self, entity: Type) -> None:
        for each in entity.fields.values():
            if each.name.startswith("s") and len(each.graphs) == 1 and self._sometimes(0.2):
                former = [g for g in entity.graphs if g not in (*each.graphs, *each.external)]
                if former:
                    each.taken_from = self._chance.choice(former)

    def _add_roots(self, entities: list[Type]) -> None:
        for number in range(self._chance.randint(1, 4)):
            self._add_root(self._roots, f"root{number}", entities)
        if not self._roots:
            entity = entities[0]
            self._roots["root0"] = Field("root0", f"[{entity.name}!]!", entity.graphs[:1])
        for number in range(self._chance.randint(0, 3)):
            self._add_root(self._mutations, f"do{number}", entities)

    def _add_root(self, roots: dict[str, Field], name: str, entities: list[Type]) -> None:
        graph = self._chance.choice(self._graphs)
        targets = self._targets(graph, entities)
        if not targets:
            return
        target = self._chance.choice(targets)
        type_name = self._chance.choice([target, f"[{target}!]!", f"[{target}]"])
        graphs = [graph]
        if target in self._types and self._types[target].kind == "type":
            also = [g for g in self._types[target].graphs if self._sometimes(0.3)]
            graphs = sorted({graph, *also})
        roots[name] = Field(name, type_name, graphs)

    def _hide(self, entities: list[Type]) -> set[str]:
        """Perhaps a type that clients must not see, with the fields that lead to it, and a field of its own."""
        hidden: set[str] = set()
        abstract = {name: self._members(name) for name in (*self._unions, *"IJ") if self._members(name)}
        if self._sometimes(0.4):
            name = self._chance.choice([*(e.name for e in entities), *abstract])
            others_stay = all(members != {name} for members in abstract.values())
            if others_stay and all(self._shown(fields, name) for fields in (self._roots, self._mutations)):
                hidden.add(name)
        for each in self._all_fields():
            each.hidden = each.target in hidden
        if self._sometimes(0.3):
            entity = self._chance.choice(entities)
            kept = {f for name in entity.interfaces for f in self._types[name].fields}
            own = [f for f in entity.fields.values() if f.name not in {"id", *kept}]
            if own:
                self._chance.choice(own).hidden = True
        return hidden

    def _members(self, abstract: str) -> set[str]:
        unions = self._unions.get(abstract, {}).values()
        return {name for members in unions for name in members} | {
            t.name for t in self._types.values() if abstract in t.interfaces
        }

    def _all_fields(self) -> list[Field]:
        types = [t.fields for t in self._types.values()]
        return [f for fields in (*types, self._roots, self._mutations) for f in fields.values()]

    @staticmethod
    def _shown(roots: dict[str, Field], hidden: str) -> bool:
        """Whether something is left of a root type that there is."""
        return not roots or any(f.target != hidden for f in roots.values())
