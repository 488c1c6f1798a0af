"""Nodes become fetches: numbered, with their query text and everything the executor reads."""

from collections.abc import Mapping

from gateway.federation.model import Supergraph
from gateway.federation.plan import Brought, Entities, Fetch, Representation, Root, Stage
from gateway.federation.planner.batch import batches
from gateway.federation.planner.build import Entity, Node
from gateway.federation.planner.conflicts import alias_conflicts
from gateway.federation.planner.tree import Tree


def emit_stage(nodes: list[Node], supergraph: Supergraph, declared: Mapping[str, str], start: int) -> Stage:
    """`declared` are the operation's variables, printed, by name; numbers count from `start`."""
    groups = batches(nodes)
    numbers = {node: start + index for index, group in enumerate(groups) for node in group}
    fetches = [_fetch(group, supergraph, declared, start + index) for index, group in enumerate(groups)]
    before: dict[int, set[int]] = {}
    for fetch, group in zip(fetches, groups, strict=True):
        direct = {numbers[each] for node in group for each in node.after}
        implied = {each for number in direct for each in before[number]}
        before[fetch.number] = direct | implied
        fetch.after = tuple(sorted(direct - implied))
    for fetch in fetches:
        fetch.then = tuple(other for other in fetches if fetch.number in other.after)
    return Stage(tuple(fetches), tuple(fetch for fetch in fetches if not fetch.after))


def _fetch(group: list[Node], supergraph: Supergraph, declared: Mapping[str, str], number: int) -> Fetch:
    first = group[0]
    named = {node: _by_type(node, supergraph) for node in group}
    renames = {node: alias_conflicts(node, supergraph) for node in group}
    variables = sorted(set().union(*(node.tree.variables for node in group)))
    root = None
    entities: tuple[Entities, ...] = ()
    heads = [declared[name] for name in variables]
    if first.entities is None:
        root = Root(first.path, tuple(first.tree.fields), renames[first])
        body = str(first.tree)
    else:
        entities = tuple(
            Entities(node.path, named[node], *_names(index, len(group), declared), renames[node])
            for index, node in enumerate(group)
        )
        heads = [f"${each.variable}:[_Any!]!" for each in entities] + heads
        calls = zip(entities, group, strict=True)
        body = "{" + " ".join(_call(each, node) for each, node in calls) + "}"
    is_mutation = first.root == supergraph.mutation
    head = f"({','.join(heads)})" if heads else ""
    return Fetch(
        number=number,
        graph=first.graph,
        subgraph=supergraph.subgraphs[first.graph].name,
        query=f"{'mutation' if is_mutation else 'query'}{head}{body}",
        variables=tuple(variables),
        root=root,
        entities=entities,
        is_mutation=is_mutation,
    )


def _names(index: int, count: int, declared: Mapping[str, str]) -> tuple[str, str]:
    """The alias of an `_entities` call and its variable, which must be none of the client's."""
    alias, variable = ("_entities", "representations") if count == 1 else (f"_e{index}", f"r{index}")
    while variable in declared:
        variable = f"_{variable}"
    return alias, variable


def _call(entities: Entities, node: Node) -> str:
    alias = "" if entities.alias == "_entities" else f"{entities.alias}:"
    return f"{alias}_entities(representations:${entities.variable}){node.tree}"


def _by_type(node: Node, supergraph: Supergraph) -> dict[str | None, Representation]:
    return {
        name: _representation(
            each, _brings(node.tree.fragments[each.as_type], each.as_type, node.graph, supergraph)
        )
        for name, each in (node.entities or {}).items()
    }


def _brings(tree: Tree, type_name: str, graph: str, supergraph: Supergraph) -> tuple[Brought, ...]:
    found = []
    for key, each in tree.fields.items():
        field = supergraph.types[type_name].fields[each.name]
        below = field.graphs[graph].type.name  # of clients' fields, this subgraph's may have more
        brings = () if each.below is None else _brings(each.below, below, graph, supergraph)
        found.append(Brought(key, not field.type.non_null, brings))
    return tuple(found)


def _representation(entity: Entity, brings: tuple[Brought, ...]) -> Representation:
    inputs = entity.needs.inputs
    is_scalar = len(inputs) == 1 and inputs[0].below is None and inputs[0].is_key
    return Representation(entity.as_type, inputs, brings, inputs[0] if is_scalar else None)
