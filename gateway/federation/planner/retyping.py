"""What is asked where an interface is an `@interfaceObject`: there nobody knows which of its types an object is.

What only the object types can give, and the type's name itself, is gathered under one pseudo-field, RETYPE. Any
subgraph serves it that knows the interface as one and has a key for it: it answers with the name, and what is asked
of each object type is asked there, or from there on.
"""

from gateway.federation.model import Supergraph
from gateway.federation.planner.options import RETYPE, Options
from gateway.federation.selection import TYPENAME, FieldNode, Selection


class Retyping:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._supergraph: Supergraph = options.supergraph
        self._retyped: dict[FieldNode, FieldNode] = {}

    def retyped(self, type_name: str, field: FieldNode) -> FieldNode:
        """The pseudo-field that asks each object type of an interface for the field."""
        if field not in self._retyped:
            self._retyped[field] = _retype(Selection(type_name, (field,)))
        return self._retyped[field]

    def fields(self, type_name: str, graph: str | None, selection: Selection) -> tuple[FieldNode, ...]:
        """An interface's fields where it is an `@interfaceObject`.

        What only its object types can give, and the type's name itself, is gathered under one pseudo-field,
        which any subgraph serves that knows the interface as one and has a key for it. Where an object may be of
        a type that clients must not see, the name is always asked.
        """
        reachable = {graph, *self._options.jump_targets(type_name)}
        plain, lost = [], []
        for field in selection.fields:
            if field.name != TYPENAME and any(
                self._options.find(type_name, field.name, g) is not None for g in reachable if g is not None
            ):
                plain.append(field)
            else:
                lost.append(field)
        if not lost and not selection.fragments and not self._supergraph.hides_types(type_name):
            return tuple(plain)
        return (*plain, _retype(Selection(type_name, tuple(lost), selection.fragments)))

    def handed_down(self, selection: Selection, fields: tuple[FieldNode, ...], to: str) -> Selection | None:
        """What of an interface's selection a type is asked itself: `fields`, and its own; None where that is nothing.

        An interface that is an object in this subgraph is asked for the names too, where somebody must know them.
        """
        if not self._supergraph.is_abstract(to):
            special = selection.fragments.get(to)
            fields = (*fields, *(special.fields if special is not None else ()))
            return Selection(to, fields) if any(field.name != TYPENAME for field in fields) else None
        narrowed = selection.narrowed(to, self._supergraph)
        if narrowed.asks_typename or self._supergraph.hides_types(to):
            fields = (*fields, FieldNode(TYPENAME, TYPENAME, TYPENAME))
        return Selection(to, fields, narrowed.fragments) if fields else None

    def of_object(self, left: Selection, name: str) -> Selection:
        """What is left to ask of one object type, itself or among those of an interface."""
        fields = list[FieldNode]()
        for field in left.narrowed(name, self._supergraph).fields:
            of_types = field.selection if field.name == RETYPE else None
            fields += (field,) if of_types is None else of_types.narrowed(name, self._supergraph).fields
        return Selection(name, tuple(fields))


def _retype(selection: Selection) -> FieldNode:
    return FieldNode(RETYPE, RETYPE, RETYPE, selection=selection)
