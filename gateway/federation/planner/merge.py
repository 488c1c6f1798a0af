"""Fetches that ask the same subgraph about the same place become one.

Two nodes are merged where their subgraph and path are equal, neither waits for the other, and each object would
still be named and asked as before: by the same key, sent no field with two values, and, where a subgraph knows
objects of several types under one name, asked nothing that only the others were to be asked. Paths that differ
only in the object types which one step is for are equal too, if the nodes ask for the same. Repeated until
nothing changes. Nodes that stay apart may still share a request (`batch`).
"""

from gateway.federation.plan import Step
from gateway.federation.planner.build import Entity, Node


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
    if one.path == other.path:
        alike = _ask_alike(one, other)
    else:
        differing = sum(a != b for a, b in zip(one.path, other.path, strict=True))
        alike = differing == 1 and str(one.tree) == str(other.tree) and _entities(one) == _entities(other)
    return alike and not (_waits_for(one, other) or _waits_for(other, one))


def _ask_alike(one: Node, other: Node) -> bool:
    ours, theirs = one.entities or {}, other.entities or {}
    if (None in ours) != (None in theirs):
        return False
    for name in ours.keys() & theirs.keys():
        a, b = ours[name], theirs[name]
        if a.as_type != b.as_type or a.needs.key_inputs != b.needs.key_inputs:
            return False
        if a.needs.conflicts_with(b.needs):
            return False
    return all(
        _known_as(as_type, ours) == _known_as(as_type, theirs)
        or str(one.tree.fragments[as_type]) == str(other.tree.fragments[as_type])
        for as_type in one.tree.fragments.keys() & other.tree.fragments.keys()
        if ours
    )


def _known_as(as_type: str, entities: dict[str | None, Entity]) -> set[str | None]:
    """The object types that the subgraph knows under the name."""
    return {name for name, entity in entities.items() if entity.as_type == as_type}


def _entities(node: Node) -> object:
    return node.entities and {name: (e.as_type, e.needs.inputs) for name, e in node.entities.items()}


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
        if known is not entity:
            known.needs.absorb(entity.needs)


def _widened(one: Step, other: Step) -> Step:
    if one.only is None or other.only is None:
        return Step(one.key, one.lists)
    return Step(one.key, one.lists, one.only | other.only)
