"""Runs a plan: fetches as early as they can run, merges their answers, projects the response.

A fetch starts when the last of those that it comes after is done. Answers are merged into one tree of data
in place, so a later fetch finds its objects by walking down its path. What a subgraph could not give is
absent there; the projection makes null of it, with the errors that were told on the way.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from gateway.federation.error_places import Explained, Places, client_path
from gateway.federation.errors import FetchFailed
from gateway.federation.plan import Fetch, Plan, Rename, Root, Stage
from gateway.federation.representations import Batch, Object, Path, objects_at
from gateway.federation.selection import TYPENAME

INVALID_ANSWER = "SUBREQUEST_FAILED"
NULL_MESSAGE = "A service gave no value for a field that must have one."


class Transport(Protocol):
    """Sends one fetch to its subgraph."""

    async def __call__(self, fetch: Fetch, variables: Object, context: Any) -> Object:
        """The decoded answer with `data` and `errors`. Raises FetchFailed where there is none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: `data` in the client's order, and the errors, each with message, path and code."""

    data: Object | None
    errors: list[Object]


async def execute(
    plan: Plan, variables: Mapping[str, Any], transport: Transport, context: Any, local: Object | None = None
) -> Answer:
    """Run a plan with the client's variables. Never raises for what a subgraph does."""
    run = _Run(plan, variables, transport, context)
    if local:
        run.data.update(local)
    for stage in plan.stages:
        await run.stage(stage)
    projected, faults = plan.shape.apply(run.data)
    run.tell_of_nulls(faults)
    return Answer(projected, run.errors)


@dataclass(slots=True)
class _Run:
    plan: Plan
    variables: Mapping[str, Any]
    transport: Transport
    context: Any
    data: Object = field(default_factory=dict)
    errors: list[Object] = field(default_factory=list)
    waiting: dict[int, int] = field(default_factory=dict)

    async def stage(self, stage: Stage) -> None:
        self.waiting = {each.number: len(each.after) for each in stage.fetches}
        await self._all(stage.first)

    async def _all(self, fetches: tuple[Fetch, ...] | list[Fetch]) -> None:
        if not fetches:
            return
        first, *others = fetches
        beside = [asyncio.create_task(self._one(each)) for each in others]
        try:
            await self._one(first)
            for task in beside:
                await task
        finally:
            for task in beside:
                task.cancel()  # the client went away

    async def _one(self, fetch: Fetch) -> None:
        if fetch.root is not None:
            await self._root(fetch, fetch.root)
        else:
            await self._entities(fetch)
        ready = []
        for each in fetch.then:
            self.waiting[each.number] -= 1
            if self.waiting[each.number] == 0:
                ready.append(each)
        await self._all(ready)

    async def _root(self, fetch: Fetch, root: Root) -> None:
        targets = objects_at(self.data, root.path) if root.path else [self.data]
        if not targets:
            return
        answer = await self._send(fetch, self._variables(fetch))
        if answer is None:
            return
        data = answer.get("data")
        if type(data) is dict:
            _rename(data, root.renames)
            for target in targets:
                merge(target, data)
        if answer.get("errors"):
            self._tell(fetch, answer["errors"], [])

    async def _entities(self, fetch: Fetch) -> None:
        batches = [Batch(asked, objects_at(self.data, asked.path)) for asked in fetch.entities]
        if not any(batch.representations for batch in batches):
            return
        variables = self._variables(fetch)
        for batch in batches:
            variables[batch.asked.variable] = batch.representations
        answer = await self._send(fetch, variables)
        if answer is None:
            return
        data = answer.get("data")
        if type(data) is dict:
            for batch in batches:
                _merge_entities(batch, data.get(batch.asked.alias), failed=bool(answer.get("errors")))
        if answer.get("errors"):
            self._tell(fetch, answer["errors"], batches)

    def _variables(self, fetch: Fetch) -> Object:
        given = self.variables
        return {name: given[name] for name in fetch.variables if name in given}

    async def _send(self, fetch: Fetch, variables: Object) -> Object | None:
        try:
            return await self.transport(fetch, variables, self.context)
        except FetchFailed as error:
            for path in self._places(fetch, []).of_all():
                self._add(str(error), error.code, path)
            return None

    def _tell(self, fetch: Fetch, errors: Any, batches: list[Batch]) -> None:
        """Pass a subgraph's errors on, under the paths that the client knows."""
        places = self._places(fetch, batches)
        for error in errors if type(errors) is list else ():
            if type(error) is not dict:
                continue
            extensions = error.get("extensions")
            code = extensions.get("code") if type(extensions) is dict else None
            message = error.get("message")
            for path in places.of(error.get("path")):
                self._add(
                    message if type(message) is str else NULL_MESSAGE,
                    code if type(code) is str else INVALID_ANSWER,
                    path,
                )

    def _places(self, fetch: Fetch, batches: list[Batch]) -> Places:
        return Places(self.plan.selection, self.data, fetch, batches)

    def _add(self, message: str, code: str, path: Path) -> None:
        error: Object = {"message": message}
        if told := client_path(self.plan.selection, path):
            error["path"] = told
        error["extensions"] = {"code": code}
        self.errors.append(error)

    def tell_of_nulls(self, faults: list[list[str | int]]) -> None:
        """Add an error for each forbidden null that no other error explains."""
        explained = Explained(self.errors)
        for fault in faults:
            if explained.covers(fault):
                continue
            explained.add(fault)
            self.errors.append(
                {"message": NULL_MESSAGE, "path": fault, "extensions": {"code": INVALID_ANSWER}}
            )


def _merge_entities(batch: Batch, entities: Any, *, failed: bool) -> None:
    if type(entities) is not list:
        return
    for entity, targets in zip(entities, batch.targets, strict=False):
        if type(entity) is dict:
            if batch.asked.renames:
                _rename(entity, batch.asked.renames)
            for target in targets:
                if target.keys().isdisjoint(entity):
                    target.update(entity)
                else:
                    merge(target, entity)
        elif entity is None and not failed:
            batch.know_nothing(targets)


def merge(target: Object, source: Object) -> None:
    """Add what `source` knows about an object. Where both hold objects these are merged; null never wins."""
    if target.keys().isdisjoint(source):
        target.update(source)
        return
    for key, value in source.items():
        known = target.get(key)
        if known is None:
            target[key] = value
        elif type(known) is dict and type(value) is dict:
            if known is not value:
                merge(known, value)
        elif type(known) is list and type(value) is list:
            _merge_lists(known, value)
        elif key == TYPENAME:
            target[key] = value


def _merge_lists(known: list[Any], value: list[Any]) -> None:
    if len(known) != len(value):
        return
    for index, (ours, theirs) in enumerate(zip(known, value, strict=True)):
        if ours is None:
            known[index] = theirs
        elif type(ours) is dict and type(theirs) is dict:
            if ours is not theirs:
                merge(ours, theirs)
        elif type(ours) is list and type(theirs) is list:
            _merge_lists(ours, theirs)


def _rename(data: Object, renames: tuple[Rename, ...]) -> None:
    for each in reversed(renames):
        for found in objects_at(data, each.path):
            if each.alias in found:  # the alias tells the object's type
                found[each.key] = found.pop(each.alias)
