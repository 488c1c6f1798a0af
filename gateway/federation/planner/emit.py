"""Nodes become fetches: ordered, numbered, with their query text and everything the executor reads."""

from collections.abc import Mapping

from gateway.federation.model import Supergraph
from gateway.federation.plan import Fetch, Representation, Stage
from gateway.federation.planner.build import Entity, Node
from gateway.federation.planner.conflicts import alias_conflicts


def emit_stage(nodes: list[Node], supergraph: Supergraph, variables: Mapping[str, str], start: int) -> Stage:
    """`variables` are the operation's declarations by name; numbers count from `start`."""
    ordered = _in_order(nodes)
    _forget_implied(ordered)
    numbers = {node: start + index for index, node in enumerate(ordered)}
    fetches = {node: _fetch(node, supergraph, variables, numbers) for node in ordered}
    for node, fetch in fetches.items():
        fetch.then = tuple(fetches[other] for other in ordered if node in other.after)
    return Stage(tuple(fetches.values()), tuple(fetches[node] for node in ordered if not node.after))


def _in_order(nodes: list[Node]) -> list[Node]:
    ordered: list[Node] = []
    waiting = list(nodes)
    while waiting:
        ready = [node for node in waiting if all(before in ordered for before in node.after)]
        assert ready, "fetches wait for each other"
        ordered += ready
        waiting = [node for node in waiting if node not in ready]
    return ordered


def _forget_implied(ordered: list[Node]) -> None:
    """Who waits for a node need not wait for what that node itself waits for."""
    before: dict[Node, set[Node]] = {}
    for node in ordered:
        implied = {each for direct in node.after for each in before[direct]}
        before[node] = node.after | implied
        node.after = node.after - implied


def _fetch(
    node: Node, supergraph: Supergraph, declarations: Mapping[str, str], numbers: dict[Node, int]
) -> Fetch:
    renames = alias_conflicts(node, supergraph)
    variables = sorted(node.tree.variables)
    return Fetch(
        number=numbers[node],
        graph=node.graph,
        subgraph=supergraph.subgraphs[node.graph].name,
        query=_query(node, [declarations[name] for name in variables], supergraph),
        path=node.path,
        variables=tuple(variables),
        is_mutation=node.root == supergraph.mutation,
        entities=None if node.entities is None else {n: _representation(e) for n, e in node.entities.items()},
        root_keys=tuple(node.tree.fields) if node.root else (),
        renames=renames,
        after=tuple(sorted(numbers[before] for before in node.after)),
    )


def _representation(entity: Entity) -> Representation:
    return Representation(entity.as_type, tuple(entity.inputs.values()), frozenset(entity.keys))


def _query(node: Node, declared: list[str], supergraph: Supergraph) -> str:
    if node.entities is None:
        keyword = "mutation" if node.root == supergraph.mutation else "query"
        head = f"({','.join(declared)})" if declared else ""
        return f"{keyword}{head}{node.tree}"
    head = ",".join(["$representations:[_Any!]!", *declared])
    return f"query({head}){{_entities(representations:$representations){node.tree}}}"
