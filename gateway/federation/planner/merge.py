"""Fetches that ask the same subgraph about the same place become one.

Two nodes are merged where their subgraph and path are equal and neither waits for the other. Paths that
differ only in the object types which one step is for are equal too, if the nodes ask for the same.
Repeated until nothing changes.
"""

from gateway.federation.plan import Step
from gateway.federation.planner.build import Node


def merge_siblings(nodes: list[Node]) -> list[Node]:
    """The remaining nodes; those that were merged away are replaced wherever they were waited for."""
    remaining = list(nodes)
    merged = True
    while merged:
        merged = False
        groups: dict[object, list[Node]] = {}
        for node in list(remaining):
            group = groups.setdefault(_signature(node), [])
            partner = next((other for other in group if _can_merge(other, node)), None)
            if partner is None:
                group.append(node)
                continue
            _absorb(partner, node)
            remaining.remove(node)
            for each in remaining:
                if node in each.after:
                    each.after.remove(node)
                    each.after.add(partner)
            merged = True
    return remaining


def _signature(node: Node) -> object:
    return node.graph, node.root, tuple((step.key, step.lists) for step in node.path)


def _can_merge(one: Node, other: Node) -> bool:
    if one.path != other.path:
        differing = sum(a != b for a, b in zip(one.path, other.path, strict=True))
        if differing != 1 or str(one.tree) != str(other.tree) or _entities(one) != _entities(other):
            return False
    return not (_waits_for(one, other) or _waits_for(other, one))


def _entities(node: Node) -> object:
    return node.entities and {
        name: (e.as_type, tuple(e.inputs.items()), frozenset(e.keys)) for name, e in node.entities.items()
    }


def _waits_for(node: Node, other: Node) -> bool:
    todo, seen = list(node.after), set[Node]()
    while todo:
        before = todo.pop()
        if before is other:
            return True
        if before not in seen:
            seen.add(before)
            todo += before.after
    return False


def _absorb(one: Node, other: Node) -> None:
    one.path = tuple(_widened(a, b) for a, b in zip(one.path, other.path, strict=True))
    one.tree.absorb(other.tree)
    one.after |= other.after
    for name, entity in (other.entities or {}).items():
        assert one.entities is not None
        known = one.entities.setdefault(name, entity)
        known.inputs = known.inputs | entity.inputs
        known.keys |= entity.keys


def _widened(one: Step, other: Step) -> Step:
    if one.only is None or other.only is None:
        return Step(one.key, one.lists)
    return Step(one.key, one.lists, one.only | other.only)
