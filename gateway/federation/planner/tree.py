"""The selection that one fetch sends, while it is being put together."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class TreeField:
    name: str
    arguments: str
    variables: frozenset[str]
    below: "Tree | None" = None

    def __str__(self) -> str:
        return f"{self.name}{self.arguments}{self.below if self.below is not None else ''}"


@dataclass(slots=True)
class Tree:
    """Fields by the key under which their values arrive, and fragments by type."""

    fields: dict[str, TreeField] = field(default_factory=dict)
    fragments: dict[str, "Tree"] = field(default_factory=dict)
    typename: bool = False

    def add(self, key: str, name: str, arguments: str, variables: frozenset[str]) -> TreeField:
        return self.fields.setdefault(key, TreeField(name, arguments, variables))

    def on(self, type_name: str) -> "Tree":
        return self.fragments.setdefault(type_name, Tree())

    def absorb(self, other: "Tree") -> None:
        self.typename = self.typename or other.typename
        for key, theirs in other.fields.items():
            ours = self.fields.setdefault(key, theirs)
            if ours is not theirs and ours.below is not None and theirs.below is not None:
                ours.below.absorb(theirs.below)
        for type_name, tree in other.fragments.items():
            if type_name in self.fragments:
                self.fragments[type_name].absorb(tree)
            else:
                self.fragments[type_name] = tree

    @property
    def variables(self) -> frozenset[str]:
        found: set[str] = set()
        for each in self.fields.values():
            found |= each.variables
            if each.below is not None:
                found |= each.below.variables
        for tree in self.fragments.values():
            found |= tree.variables
        return frozenset(found)

    def __str__(self) -> str:
        parts = ["__typename"] if self.typename else []
        for key, each in self.fields.items():
            alias = "" if key == each.name else f"{key}:"
            parts.append(f"{alias}{each}")
        parts += [
            f"...on {type_name}{tree}" for type_name, tree in self.fragments.items() if not tree.is_empty
        ]
        return "{" + " ".join(parts or ["__typename"]) + "}"

    @property
    def is_empty(self) -> bool:
        return not (self.typename or self.fields or any(not t.is_empty for t in self.fragments.values()))
