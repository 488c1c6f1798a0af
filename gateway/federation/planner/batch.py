"""Fetches to one subgraph that can go at the same time go in one request, with an `_entities` call each.

The classic schedule by levels: a node's earliest level is one after those that it waits for, its latest one
before those that wait for it. Going from the last nodes to the first, each takes a level between the two
where its subgraph is asked anyway, else its earliest. So the chain of fetches gets no longer.
"""

from gateway.federation.planner.build import Node


def batches(nodes: list[Node]) -> list[list[Node]]:
    """The nodes in groups of one request each, in an order in which they can run."""
    earliest = _earliest(nodes)
    latest = dict.fromkeys(nodes, max(earliest.values(), default=0))
    chosen: dict[Node, int] = {}
    taken: set[tuple[str, int]] = set()
    for node in sorted(nodes, key=lambda n: -earliest[n]):
        level = earliest[node]
        if node.entities is not None:
            shared = (n for n in range(level, latest[node] + 1) if (node.graph, n) in taken)
            level = next(shared, level)
            taken.add((node.graph, level))
        chosen[node] = level
        for before in node.after:
            latest[before] = min(latest[before], level - 1)
    groups: dict[object, list[Node]] = {}
    for node in sorted(nodes, key=lambda n: chosen[n]):
        together = (chosen[node], node.graph) if node.entities is not None else node
        groups.setdefault(together, []).append(node)
    return list(groups.values())


def _earliest(nodes: list[Node]) -> dict[Node, int]:
    levels: dict[Node, int] = {}

    def level(node: Node) -> int:
        if node not in levels:
            levels[node] = 1 + max(map(level, node.after), default=0)
        return levels[node]

    for node in nodes:
        level(node)
    return levels
