"""Where errors happened: a subgraph's paths and the places of fetches, in the words of the client.

An answer may hold an error for each of thousands of objects, so where these lie is looked up once for all.
"""

from typing import Any

from gateway.federation.plan import Fetch, Step
from gateway.federation.representations import Batch, Object, Path, located
from gateway.federation.selection import Selection


class Places:
    """Of the errors of one fetch's answer. `batches` holds the representations that were sent, if any were."""

    def __init__(self, selection: Selection, data: Object, fetch: Fetch, batches: list[Batch]) -> None:
        self._selection = selection
        self._data = data
        self._fetch = fetch
        self._batches = {batch.asked.alias: batch for batch in batches}
        self._found: dict[str, dict[int, list[Path]]] = {}
        self._first: list[tuple[Path, Object]] | None = None

    def of(self, path: Any) -> list[Path]:
        """Where the client misses what the subgraph calls `path`: an object may be wanted at several places."""
        if type(path) is not list or not path:
            return self.of_all()
        root = self._fetch.root
        if root is not None:
            if self._first is None:
                self._first = located(self._data, root.path)[:1]
            return [(*place, *path) for place, _ in self._first]
        batch = self._batches.get(path[0]) if type(path[0]) is str else None
        if batch is None or len(path) < 2 or type(path[1]) is not int:
            return self.of_all()
        targets = dict.fromkeys(
            id(each) for objects in batch.targets[path[1] : path[1] + 1] for each in objects
        )
        places = self._places(batch)
        return [(*place, *path[2:]) for target in targets for place in places.get(target, ())]

    def of_all(self) -> list[Path]:
        """Where the fetch as a whole would have put its answer, down to the first list."""
        root = self._fetch.root
        if root is not None and not root.path:
            fields = {field.key for field in self._selection.fields}
            return [(key,) for key in root.keys if key in fields]
        parts = self._fetch.entities if root is None else (root,)
        return list(dict.fromkeys(_down_to_list(part.path) for part in parts))

    def _places(self, batch: Batch) -> dict[int, list[Path]]:
        """By identity of the object."""
        found = self._found.get(batch.asked.alias)
        if found is None:
            found = self._found[batch.asked.alias] = {}
            for place, each in located(self._data, batch.asked.path):
                found.setdefault(id(each), []).append(place)
        return found


class Explained:
    """Paths that errors tell of, and whether one of them is at, above or below a given one."""

    def __init__(self, errors: list[Object]) -> None:
        self._paths: set[Path] = set()
        self._above: set[Path] = set()
        self._all = False
        for error in errors:
            self.add(error.get("path"))

    def add(self, path: list[str | int] | None) -> None:
        """None: an error without a path, which may be about anything."""
        if path is None:
            self._all = True
            return
        self._paths.add(tuple(path))
        self._above.update(tuple(path[:length]) for length in range(len(path)))

    def covers(self, path: list[str | int]) -> bool:
        return (
            self._all
            or tuple(path) in self._above
            or any(tuple(path[:length]) in self._paths for length in range(len(path) + 1))
        )


def client_path(selection: Selection, path: Path) -> list[str | int]:
    """The path in the client's words, cut off where the planner's own fields begin."""
    told: list[str | int] = []
    here: Selection | None = selection
    for part in path:
        if type(part) is int:
            told.append(part)
            continue
        if here is None:
            break
        fields = [f for each in (here, *here.fragments.values()) for f in each.fields if f.key == part]
        if not fields:
            break
        told.append(fields[0].response_key)
        here = fields[0].selection
    return told


def _down_to_list(path: tuple[Step, ...]) -> Path:
    keys: list[str] = []
    for step in path:
        keys.append(step.key)
        if step.lists:
            break
    return tuple(keys)
