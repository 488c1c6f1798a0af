"""A random world written down: as SDL for each subgraph, and as the supergraph in join SDL."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.gateway.subgraphs import Network, Subgraph

Object = dict[str, Any]
EMPTY = "scalar Unused"  # of a subgraph that chance left nothing to
JOIN_HEAD = """
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
"""
INACCESSIBLE = " @inaccessible"


@dataclass(frozen=True)
class Requirement:
    """A required field: with an argument, or a part of the object under it. `on`: of this type's objects alone."""

    name: str
    takes_x: bool = False
    x: int | None = None
    below: "Requirement | None" = None
    on: str | None = None

    def __str__(self) -> str:
        argument = "" if self.x is None else f"(x: {self.x})"
        text = f"{self.name}{argument}{'' if self.below is None else f' {{ {self.below} }}'}"
        return text if self.on is None else f"... on {self.on} {{ {text} }}"

    def told(self, known: Object) -> str:
        """What a computed field makes of it, be the value stored, computed in turn, or sent."""
        if self.on is not None and known["__typename"] != self.on:
            return ""
        value = known[self.name]
        if callable(value):
            value = value(known, 1 if self.x is None else self.x) if self.takes_x else value(known)
        return str(self._part(value))

    def _part(self, value: Any) -> Any:
        if self.below is None or value is None:
            return value
        return [self._part(each) for each in value] if isinstance(value, list) else self.below.told(value)


@dataclass
class Field:
    """`graphs` resolve it; `external` ones only declare it, for `requires` or `provides` there."""

    name: str
    type: str
    graphs: list[str]
    external: list[str] = field(default_factory=list)
    requires: dict[str, list[Requirement]] = field(default_factory=dict)
    provides: dict[str, str] = field(default_factory=dict)
    argument: bool = False
    strict_in: list[str] = field(default_factory=list)  # these subgraphs promise more: never null
    narrower: dict[str, str] = field(default_factory=dict)  # by subgraph, the one object type that it gives
    taken_from: str | None = None  # the subgraph that @override took it from, which still declares it
    hidden: bool = False  # from clients

    @property
    def target(self) -> str:
        return self.type.strip("[]!")

    def type_in(self, graph: str) -> str:
        here = self.type.replace(self.target, self.narrower.get(graph, self.target))
        return f"{here}!" if graph in self.strict_in else here

    @property
    def declared(self) -> str:
        return f"{self.name}{'(x: Int = 1)' if self.argument else ''}"

    @property
    def is_told_by_all(self) -> bool:
        """Whether those who declare it say nothing special about it."""
        special = self.external or self.requires or self.provides or self.strict_in or self.narrower
        return not (special or self.taken_from)


def _marks(f: Field, graph: str) -> str:
    shared = " @shareable" if len(f.graphs) > 1 or f.external else ""
    requires = f' @requires(fields: "{_field_set(f.requires[graph])}")' if graph in f.requires else ""
    provides = f' @provides(fields: "{f.provides[graph]}")' if graph in f.provides else ""
    override = f' @override(from: "{f.taken_from}")' if f.taken_from and graph in f.graphs else ""
    return shared + requires + provides + override + (INACCESSIBLE if f.hidden else "")


def _field_set(requirements: list[Requirement]) -> str:
    return " ".join(map(str, requirements))


@dataclass
class Type:
    name: str
    kind: str = "type"
    graphs: list[str] = field(default_factory=list)
    keys: dict[str, list[str]] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    interfaces: dict[str, list[str]] = field(default_factory=dict)  # by name, the subgraphs that say so
    object_in: str | None = None  # an interface that is an object in this subgraph


@dataclass
class RandomWorld:
    graphs: list[str]
    types: dict[str, Type]
    unions: dict[str, dict[str, list[str]]]
    roots: dict[str, dict[str, Field]]  # of Query, and of Mutation if there is one
    store: dict[str, dict[str, Object]]
    answers: dict[str, Any]
    hidden: set[str]  # types that clients must not see

    def possible(self, name: str) -> list[str]:
        if name in self.unions:
            return sorted({member for members in self.unions[name].values() for member in members})
        if name in self.types and self.types[name].kind == "interface":
            return [t.name for t in self.types.values() if name in t.interfaces]
        return [name]

    def _mark(self, type_name: str) -> str:
        return INACCESSIBLE if type_name in self.hidden else ""

    def subgraph_sdl(self, graph: str) -> str:
        parts = []
        for name, fields in self.roots.items():
            roots = [
                f"{f.declared}: {f.type}{_marks(f, graph)}" for f in fields.values() if graph in f.graphs
            ]
            if roots:
                parts.append(f"type {name} {{ {' '.join(roots)} }}")
        parts += [self._type_sdl(t, graph) for t in self.types.values() if graph in t.graphs]
        parts += [
            f"union {name}{self._mark(name)} = {' | '.join(members[graph])}"
            for name, members in self.unions.items()
            if members.get(graph)
        ]
        return "\n".join(parts) or EMPTY

    def _type_sdl(self, t: Type, graph: str) -> str:
        is_object = t.kind == "interface" and t.object_in == graph
        kind = "type" if is_object else t.kind
        implemented = [name for name, graphs in t.interfaces.items() if graph in graphs]
        implements = f" implements {' & '.join(implemented)}" if implemented else ""
        keys = "".join(f' @key(fields: "{key}")' for key in t.keys.get(graph, ()))
        marker = (" @interfaceObject" if is_object else "") + self._mark(t.name)
        fields = []
        for f in t.fields.values():
            if graph in f.graphs:
                marks = "" if kind == "interface" else _marks(f, graph)
                fields.append(f"{f.declared}: {f.type_in(graph)}{marks}")
            elif graph in f.external:
                fields.append(f"{f.declared}: {f.type} @external")
            elif graph == f.taken_from:
                fields.append(f"{f.declared}: {f.type}")
        return f"{kind} {t.name}{implements}{keys}{marker} {{ {' '.join(fields)} }}"

    def supergraph(self) -> str:
        graphs = " ".join(
            f'{g.upper()} @join__graph(name: "{g}", url: "http://{g}.example")' for g in self.graphs
        )
        operations = " ".join(f"{name.lower()}: {name}" for name in self.roots)
        parts = [f"{JOIN_HEAD}{{ {operations} }}\nenum join__Graph {{ {graphs} }}"]
        for name, fields in self.roots.items():
            having = [g for g in self.graphs if any(g in f.graphs for f in fields.values())]
            body = " ".join(self._join_field(f, having) for f in fields.values())
            parts.append(
                f"type {name} {' '.join(f'@join__type(graph: {g.upper()})' for g in having)} {{ {body} }}"
            )
        parts += [self._join_type(t) for t in self.types.values()]
        for name, members in self.unions.items():
            joined = " ".join(
                f'@join__unionMember(graph: {g.upper()}, member: "{m}")'
                for g, ms in members.items()
                for m in ms
            )
            known = " ".join(f"@join__type(graph: {g.upper()})" for g in members)
            parts.append(
                f"union {name}{self._mark(name)} {known} {joined} = {' | '.join(self.possible(name))}"
            )
        return "\n".join(parts)

    def _join_type(self, t: Type) -> str:
        marks = []
        for g in t.graphs:
            is_object = ", isInterfaceObject: true" if t.object_in == g else ""
            marks += [
                f'@join__type(graph: {g.upper()}, key: "{key}"{is_object})' for key in t.keys.get(g, ())
            ] or [f"@join__type(graph: {g.upper()}{is_object})"]
        for name, graphs in t.interfaces.items():
            marks += [f'@join__implements(graph: {g.upper()}, interface: "{name}")' for g in graphs]
        implements = f" implements {' & '.join(t.interfaces)}" if t.interfaces else ""
        fields = " ".join(self._join_field(f, t.graphs) for f in t.fields.values())
        return f"{t.kind} {t.name}{implements} {' '.join(marks)}{self._mark(t.name)} {{ {fields} }}"

    def _join_field(self, f: Field, all_graphs: list[str]) -> str:
        hidden = INACCESSIBLE if f.hidden else ""
        if not f.graphs:
            return f"{f.declared}: {f.type} @join__field{hidden}"
        if sorted(f.graphs) == sorted(all_graphs) and f.is_told_by_all:
            return f"{f.declared}: {f.type}{hidden}"
        marks = []
        for g in f.graphs:
            requires = f', requires: "{_field_set(f.requires[g])}"' if g in f.requires else ""
            provides = f', provides: "{f.provides[g]}"' if g in f.provides else ""
            type_here = f', type: "{f.type_in(g)}"' if f.strict_in or f.narrower else ""
            override = f', override: "{f.taken_from}"' if f.taken_from else ""
            marks.append(f"@join__field(graph: {g.upper()}{requires}{provides}{type_here}{override})")
        marks += [f"@join__field(graph: {g.upper()}, external: true)" for g in f.external]
        return f"{f.declared}: {f.type} {' '.join(marks)}{hidden}"

    def network(self, ran: list[str]) -> Network:
        """The subgraphs; each mutation that one of them runs is added to `ran`."""
        roots = self._resolvers(ran)
        return Network({g: Subgraph(g, self.subgraph_sdl(g), self.store, roots) for g in self.graphs})

    def monolith(self, api_sdl: str, ran: list[str]) -> Subgraph:
        return Subgraph("monolith", api_sdl, self.store, self._resolvers(ran))

    def _resolvers(self, ran: list[str]) -> dict[str, Callable[..., Any]]:
        def resolver(type_name: str, name: str) -> Callable[..., Any]:
            def resolve(*_: Any) -> Any:
                if type_name == "Mutation":
                    ran.append(name)
                return self.answers[name]

            return resolve

        return {
            name: resolver(type_name, name) for type_name, fields in self.roots.items() for name in fields
        }
