"""A random world written down: as SDL for each subgraph, and as the supergraph in join SDL."""

from dataclasses import dataclass, field
from typing import Any

from tests.gateway.subgraphs import Network, Subgraph

Object = dict[str, Any]
EMPTY = "scalar Unused"  # of a subgraph that chance left nothing to
JOIN_HEAD = """
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
{ query: Query }
enum join__Graph {
"""


@dataclass
class Field:
    """`graphs` resolve it; `external` ones only declare it, for `requires` or `provides` there."""

    name: str
    type: str
    graphs: list[str]
    external: list[str] = field(default_factory=list)
    requires: dict[str, list[str]] = field(default_factory=dict)
    provides: dict[str, str] = field(default_factory=dict)
    argument: bool = False
    strict_in: list[str] = field(default_factory=list)  # these subgraphs promise more: never null

    @property
    def target(self) -> str:
        return self.type.strip("[]!")

    def type_in(self, graph: str) -> str:
        return f"{self.type}!" if graph in self.strict_in else self.type

    @property
    def declared(self) -> str:
        return f"{self.name}{'(x: Int = 1)' if self.argument else ''}"


def _marks(f: Field, graph: str) -> str:
    shared = " @shareable" if len(f.graphs) > 1 or f.external else ""
    requires = f' @requires(fields: "{" ".join(f.requires[graph])}")' if graph in f.requires else ""
    provides = f' @provides(fields: "{f.provides[graph]}")' if graph in f.provides else ""
    return shared + requires + provides


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
    roots: dict[str, Field]
    store: dict[str, dict[str, Object]]
    answers: dict[str, Any]

    def possible(self, name: str) -> list[str]:
        if name in self.unions:
            return sorted({member for members in self.unions[name].values() for member in members})
        if name in self.types and self.types[name].kind == "interface":
            return [t.name for t in self.types.values() if name in t.interfaces]
        return [name]

    def subgraph_sdl(self, graph: str) -> str:
        parts = []
        roots = [
            f"{f.declared}: {f.type}{_marks(f, graph)}" for f in self.roots.values() if graph in f.graphs
        ]
        if roots:
            parts.append(f"type Query {{ {' '.join(roots)} }}")
        parts += [self._type_sdl(t, graph) for t in self.types.values() if graph in t.graphs]
        parts += [
            f"union {name} = {' | '.join(members[graph])}"
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
        marker = " @interfaceObject" if is_object else ""
        is_interface = t.kind == "interface" and not is_object
        fields = []
        for f in t.fields.values():
            if graph in f.graphs:
                fields.append(f"{f.declared}: {f.type_in(graph)}{'' if is_interface else _marks(f, graph)}")
            elif graph in f.external:
                fields.append(f"{f.declared}: {f.type} @external")
        return f"{kind} {t.name}{implements}{keys}{marker} {{ {' '.join(fields)} }}"

    def supergraph(self) -> str:
        graphs = "\n".join(
            f'{g.upper()} @join__graph(name: "{g}", url: "http://{g}.example")' for g in self.graphs
        )
        parts = [JOIN_HEAD + graphs + "\n}"]
        with_roots = [g for g in self.graphs if any(g in f.graphs for f in self.roots.values())]
        roots = " ".join(self._join_field(f, with_roots) for f in self.roots.values())
        parts.append(
            f"type Query {' '.join(f'@join__type(graph: {g.upper()})' for g in with_roots)} {{ {roots} }}"
        )
        parts += [self._join_type(t) for t in self.types.values()]
        for name, members in self.unions.items():
            joined = " ".join(
                f'@join__unionMember(graph: {g.upper()}, member: "{m}")'
                for g, ms in members.items()
                for m in ms
            )
            known = " ".join(f"@join__type(graph: {g.upper()})" for g in members)
            parts.append(f"union {name} {known} {joined} = {' | '.join(self.possible(name))}")
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
        return f"{t.kind} {t.name}{implements} {' '.join(marks)} {{ {fields} }}"

    def _join_field(self, f: Field, all_graphs: list[str]) -> str:
        if not f.graphs:
            return f"{f.declared}: {f.type} @join__field"
        if sorted(f.graphs) == sorted(all_graphs) and not (
            f.external or f.requires or f.provides or f.strict_in
        ):
            return f"{f.declared}: {f.type}"
        marks = []
        for g in f.graphs:
            requires = f', requires: "{" ".join(f.requires[g])}"' if g in f.requires else ""
            provides = f', provides: "{f.provides[g]}"' if g in f.provides else ""
            type_here = f', type: "{f.type_in(g)}"' if f.strict_in else ""
            marks.append(f"@join__field(graph: {g.upper()}{requires}{provides}{type_here})")
        marks += [f"@join__field(graph: {g.upper()}, external: true)" for g in f.external]
        return f"{f.declared}: {f.type} {' '.join(marks)}"

    def network(self) -> Network:
        roots = {name: (lambda *_, n=name: self.answers[n]) for name in self.roots}
        return Network({g: Subgraph(g, self.subgraph_sdl(g), self.store, roots) for g in self.graphs})

    def monolith(self, api_sdl: str) -> Subgraph:
        roots = {name: (lambda *_, n=name: self.answers[n]) for name in self.roots}
        return Subgraph("monolith", api_sdl, self.store, roots)
