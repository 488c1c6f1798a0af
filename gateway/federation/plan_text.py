"""A plan for people to read, and the same as plain data."""

from typing import Any

from gateway.federation.plan import Entities, Fetch, Input, Plan, Representation, Step
from gateway.federation.selection import UNNAMED


def plan_text(plan: Plan) -> str:
    """One paragraph a fetch: whom it asks, about which objects, after which other fetches, and what."""
    lines = []
    for number, stage in enumerate(plan.stages, 1):
        if len(plan.stages) > 1:
            lines.append(f"stage {number}")
        lines += [_fetch_text(fetch) for fetch in stage.fetches]
    if plan.local:
        lines.append(f"here: {', '.join(plan.local)}")
    return "\n".join(lines) or "nothing to fetch"


def _fetch_text(fetch: Fetch) -> str:
    head = f"{fetch.number}. {fetch.subgraph}"
    if fetch.root is not None and fetch.root.path:
        head += f" at {path_text(fetch.root.path)}"
    head += " and".join(_entities_text(each) for each in fetch.entities)
    if fetch.after:
        head += " after " + ", ".join(map(str, fetch.after))
    parts = fetch.entities if fetch.root is None else (fetch.root,)
    renames = [f"\n   rename {r.alias} of {r.only} to {r.key}" for part in parts for r in part.renames]
    return f"{head}\n   {fetch.query}{''.join(renames)}"


def _entities_text(each: Entities) -> str:
    named = ", ".join(_representation_text(n, e) for n, e in each.by_type.items())
    return f" at {path_text(each.path)} by {named}"


def path_text(path: tuple[Step, ...]) -> str:
    parts = []
    for step in path:
        if step.only:
            parts.append(f"[{'|'.join(map(_name, sorted(step.only)))}]")
        parts += [step.key, *("@" * step.lists)]
    return ".".join(parts)


def _representation_text(condition: str | None, how: Representation) -> str:
    name = how.as_type if condition in (None, how.as_type) else f"{_name(condition)} as {how.as_type}"
    return f"{name}({_inputs_text(how.inputs)})"


def _name(type_name: str) -> str:
    return "unnamed" if type_name == UNNAMED else type_name


def _inputs_text(inputs: tuple[Input, ...]) -> str:
    return " ".join(_input_text(each) for each in inputs if each.name != "__typename")


def _input_text(each: Input) -> str:
    text = each.name if each.name == each.key else f"{each.name}:{each.key}"
    if each.below is not None:
        text += "{" + _inputs_text(each.below) + "}"
    return text if each.only is None else f"...on {each.only}{{{text}}}"


def plan_data(plan: Plan) -> dict[str, Any]:
    """The plan as JSON."""
    return {
        "kind": plan.kind,
        "fetches": plan.fetch_count,
        "chain": plan.chain_length,
        "local": list(plan.local),
        "stages": [[_fetch_data(fetch) for fetch in stage.fetches] for stage in plan.stages],
    }


def _fetch_data(fetch: Fetch) -> dict[str, Any]:
    return {
        "number": fetch.number,
        "subgraph": fetch.subgraph,
        "after": list(fetch.after),
        "entities": [
            {
                "path": path_text(each.path),
                "representations": [_representation_text(n, e) for n, e in each.by_type.items()],
            }
            for each in fetch.entities
        ],
        "query": fetch.query,
        "variables": list(fetch.variables),
    }
