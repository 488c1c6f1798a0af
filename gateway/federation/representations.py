"""Where a fetch's objects lie in the data, and how each is named to the subgraph."""

from collections.abc import Iterable, Iterator
from json import dumps
from typing import Any

from gateway.federation.plan import Brought, Entities, Input, Representation, Step
from gateway.federation.selection import TYPENAME, UNNAMED

Object = dict[str, Any]
Path = tuple[str | int, ...]


class NotNameable(Exception):
    """A key or required field of the object never arrived: the subgraph that gives it failed."""


class KeyIsNull(Exception):
    """The object has no key for this subgraph, so that the subgraph knows nothing of it."""


def objects_at(data: Object, path: tuple[Step, ...]) -> list[Object]:
    """All objects at a place, in the order of the data."""
    found = [data]
    for step in path:
        below: list[Object] = []
        for each in found:
            if step.only is not None and each.get(TYPENAME, UNNAMED) not in step.only:
                continue
            value = each.get(step.key)
            if type(value) is dict:
                below.append(value)
            elif type(value) is list:
                below.extend(_flat(value))
        found = below
    return found


def _flat(values: list[Any]) -> Iterator[Object]:
    for value in values:
        if type(value) is dict:
            yield value
        elif type(value) is list:
            yield from _flat(value)


def located(data: Object, path: tuple[Step, ...]) -> list[tuple[Path, Object]]:
    """`objects_at`, each with its path. Slower: only for telling where an error happened."""
    found: list[tuple[Path, Object]] = [((), data)]
    for step in path:
        found = [
            inner
            for place, each in found
            if step.only is None or each.get(TYPENAME, UNNAMED) in step.only
            for inner in _located((*place, step.key), each.get(step.key))
        ]
    return found


def _located(place: Path, value: Any) -> Iterator[tuple[Path, Object]]:
    if type(value) is dict:
        yield place, value
    elif type(value) is list:
        for index, each in enumerate(value):
            yield from _located((*place, index), each)


class Batch:
    """The representations of one `_entities` call; equal ones are sent once and answered to all.

    What a subgraph is known not to have of an object, since its key is null, is null from then on: other
    subgraphs that require it are sent null, as clients see it.
    """

    def __init__(self, asked: Entities, objects: list[Object]) -> None:
        self.asked = asked
        self.representations: list[Object] = []
        self.targets: list[list[Object]] = []
        how = asked.by_type.get(None)
        if how is not None and len(asked.by_type) == 1 and how.only_key is not None:
            try:
                self._add_by_only_key(how, how.only_key, objects)
            except TypeError:  # a custom scalar that is a list or an object
                self.representations, self.targets = [], []
                self._add(asked, objects)
        else:
            self._add(asked, objects)

    def _add_by_only_key(self, how: Representation, only: Input, objects: Iterable[Object]) -> None:
        """The usual case, made fast: one type, named by one scalar."""
        as_type, name, key = how.as_type, only.name, only.key
        known: dict[Any, list[Object]] = {}
        for each in objects:
            value = each.get(key)
            if value is None:
                if key in each:
                    _know_nothing(how.brings, each)
                continue
            targets = known.get(value)
            if targets is None:
                known[value] = targets = [each]
                self.targets.append(targets)
                self.representations.append({TYPENAME: as_type, name: value})
            else:
                targets.append(each)

    def _add(self, asked: Entities, objects: Iterable[Object]) -> None:
        known: dict[Any, int] = {}
        for each in objects:
            how = asked.by_type.get(each.get(TYPENAME, UNNAMED)) or asked.by_type.get(None)
            if how is None:
                continue
            try:
                representation = represent(how, each)
            except NotNameable:
                continue
            except KeyIsNull:
                _know_nothing(how.brings, each)
                continue
            identity = _identity(representation)
            index = known.get(identity)
            if index is None:
                known[identity] = len(self.representations)
                self.representations.append(representation)
                self.targets.append([each])
            else:
                self.targets[index].append(each)

    def know_nothing(self, targets: list[Object]) -> None:
        """The subgraph answered that it has no such object."""
        for each in targets:
            how = self.asked.by_type.get(each.get(TYPENAME, UNNAMED)) or self.asked.by_type[None]
            _know_nothing(how.brings, each)


def _know_nothing(brings: tuple[Brought, ...], value: Object) -> None:
    for each in brings:
        if each.may_be_null:
            value.setdefault(each.key, None)
        if each.below:  # another subgraph may have given a part of it
            for found in _flat([value.get(each.key)]):
                _know_nothing(each.below, found)


def represent(how: Representation, value: Object) -> Object:
    """The object's representation. Raises NotNameable where an input is absent, KeyIsNull where a key is."""
    representation: Object = {TYPENAME: how.as_type}
    _read_into(representation, how.inputs, value)
    return representation


def _read_below(inputs: tuple[Input, ...], value: Any) -> Any:
    if type(value) is list:
        return [_read_below(inputs, each) for each in value]
    if type(value) is not dict:
        return value
    read: Object = {}
    _read_into(read, inputs, value)
    return read


def _read_into(read: Object, inputs: tuple[Input, ...], value: Object) -> None:
    for each in inputs:
        if each.only is not None and value.get(TYPENAME) != each.only:
            continue
        try:
            found = value[each.key]
        except KeyError:
            raise NotNameable from None
        if found is None:
            if each.is_key:
                raise KeyIsNull
        elif each.below is not None:
            found = _read_below(each.below, found)
        read[each.name] = found


def _identity(representation: Object) -> Any:
    identity = tuple(representation.values())
    try:
        hash(identity)
    except TypeError:
        return dumps(representation, sort_keys=True, default=str)
    return identity
