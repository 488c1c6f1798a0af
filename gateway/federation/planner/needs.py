"""What an object's representation holds: the fields of a key and of `@requires`, as one tree.

Field sets that name the same object field add to each other below it, however deep: beside the key `box{id}`
stands `box{label}` of a `@requires`. Only the same field with other arguments cannot be added, since a
representation has one value for a name; who needs both must ask twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.federation.plan import Input
from gateway.federation.selection import FieldNode, Selection


def conflicting(one: FieldNode, other: FieldNode) -> bool:
    """Whether one representation cannot hold both: the same field, here or below, with other arguments."""
    if one.name != other.name:
        return False
    if one.arguments != other.arguments:
        return True
    return (
        one.selection is not None
        and other.selection is not None
        and any(conflicting(a, b) for a, b in _meeting(one.selection, other.selection))
    )


def _meeting(one: Selection, other: Selection) -> Iterator[tuple[FieldNode, FieldNode]]:
    """Pairs of fields that may be asked of the same object."""
    if one.type != other.type:  # asked under another name: compare all that is asked
        yield from ((a, b) for a in _all(one) for b in _all(other))
        return
    yield from ((a, b) for a in one.fields for b in _all(other))
    for name, special in one.fragments.items():
        also = other.fragments[name].fields if name in other.fragments else ()
        yield from ((a, b) for a in special.fields for b in (*other.fields, *also))


def _all(selection: Selection) -> list[FieldNode]:
    return [f for each in (selection, *selection.fragments.values()) for f in each.fields]


@dataclass(slots=True)
class Need:
    """A field that is sent, read from `key` in the data. `is_key`: without it the object has no name."""

    key: str
    is_key: bool = False
    below: "Needs | None" = None


@dataclass(slots=True)
class Needs:
    """By field name, and by the object type that alone has to send it (None: all)."""

    fields: dict[tuple[str, str | None], Need] = field(default_factory=dict)

    def add(self, name: str, key: str, *, only: str | None = None, is_key: bool = False) -> Need:
        need = self.fields.setdefault((name, only), Need(key))
        assert need.key == key, "conflicting needs are never put together"
        need.is_key = need.is_key or is_key
        return need

    def absorb(self, other: "Needs") -> None:
        for (name, only), theirs in other.fields.items():
            ours = self.add(name, theirs.key, only=only, is_key=theirs.is_key)
            if theirs.below is not None:
                ours.below = ours.below or Needs()
                ours.below.absorb(theirs.below)

    def conflicts_with(self, other: "Needs") -> bool:
        return any(
            name == their_name
            and (only == their_only or None in (only, their_only))
            and (
                ours.key != theirs.key
                or (
                    ours.below is not None
                    and theirs.below is not None
                    and ours.below.conflicts_with(theirs.below)
                )
            )
            for (name, only), ours in self.fields.items()
            for (their_name, their_only), theirs in other.fields.items()
        )

    @property
    def key_inputs(self) -> tuple[Input, ...]:
        """The key alone."""
        return tuple(each for each in self._inputs(only_keys=True))

    @property
    def inputs(self) -> tuple[Input, ...]:
        return tuple(self._inputs(only_keys=False))

    def _inputs(self, *, only_keys: bool) -> Iterator[Input]:
        for (name, only), need in self.fields.items():
            if need.is_key or not only_keys:
                below = None if need.below is None else tuple(need.below._inputs(only_keys=only_keys))
                yield Input(name, need.key, below, only, need.is_key)
