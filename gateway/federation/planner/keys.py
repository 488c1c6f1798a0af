"""Under which key a field's value lies in the fetched data.

The client's fields lie under the client's response keys. A field that only the planner needs (a key, a
required field) lies under its own name unless the client uses that name for something else at the same
place; then underscores are put in front until the key is free.
"""

from gateway.federation.model import Supergraph
from gateway.federation.selection import TYPENAME, FieldNode, Selection

_Place = tuple[str, ...]


class DataKeys:
    def __init__(self, supergraph: Supergraph) -> None:
        self._supergraph = supergraph
        self._taken: dict[_Place, dict[str, set[tuple[str, str]]]] = {}

    def register(self, selection: Selection, place: _Place = ()) -> None:
        """Note every key of the client's operation."""
        taken = self._taken.setdefault(place, {})
        for each in (selection, *selection.fragments.values()):
            for field in each.fields:
                taken.setdefault(field.key, set()).add((field.name, field.arguments))
                if field.selection is not None:
                    self.register(field.selection, (*place, field.key))

    def key(self, place: _Place, field: FieldNode) -> str:
        """The key for a field of the planner's own at this place; asked again, the same."""
        taken = self._taken.setdefault(place, {})
        question = {(field.name, field.arguments)}
        key = field.name
        while taken.setdefault(key, question) != question or key == TYPENAME:
            key = f"_{key}"
        return key
