"""Who may read the public events: integrators, each a broker user with a queue of its own.

Everything is done by rabbitmqctl: that of the broker in this checkout, or one that --through leads to.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from contracts.events import integrators
from contracts.events.public import PUBLIC
from devstack.errors import DevstackError
from devstack.rabbitmqctl import Control

TYPES = tuple(event.TYPE for event in PUBLIC)


@dataclass(frozen=True)
class Credentials:
    """What an integrator is given. `queue` is the user's name as well."""

    queue: str
    password: str
    vhost: str

    def url(self, address: str) -> str:
        """`address` is HOST:PORT with amqp:// or amqps:// before it."""
        scheme, _, place = address.rstrip("/").partition("://")
        return f"{scheme}://{self.queue}:{self.password}@{place}/{quote(self.vhost, safe='')}"


@dataclass(frozen=True)
class Integrators:
    """Those of one vhost."""

    control: Control
    vhost: str = "/"

    async def add(self, name: str, types: Sequence[str] = ()) -> Credentials:
        """Make the user and its queue, to which all public events come, or those of `types`."""
        queue = _queue(name)
        if unknown := set(types) - set(TYPES):
            raise DevstackError(
                f"no such event type: {', '.join(sorted(unknown))}; there are {', '.join(TYPES)}"
            )
        if queue in await self._users():
            raise DevstackError(f"{name} is there already: `password` gives it a new password")
        given = Credentials(queue, secrets.token_urlsafe(24), self.vhost)
        await self.control.define(
            integrators.definitions(
                name, given.password, vhost=self.vhost, types=types or integrators.ALL_TYPES
            )
        )
        return given

    async def password(self, name: str) -> Credentials:
        """A new password; the queue and what waits in it stay. Open connections stay open."""
        queue = await self._known(name)
        given = Credentials(queue, secrets.token_urlsafe(24), self.vhost)
        await self.control.define(integrators.new_password(name, given.password))
        return given

    async def remove(self, name: str) -> None:
        """End its connections, and delete its user and its queue with what waits there."""
        queue = await self._known(name)
        await self.control("delete_user", queue)
        await self.control("-p", self.vhost, "delete_queue", queue)

    async def waiting(self) -> dict[str, tuple[int, int]]:
        """By name: how many events wait, and how many consumers read them, at most 5 s old."""
        rows = await self.control.rows("-p", self.vhost, "list_queues", "name", "messages", "consumers")
        return {
            row["name"].removeprefix(integrators.PREFIX): (row["messages"], row["consumers"])
            for row in sorted(rows, key=lambda row: row["name"])
            if row["name"].startswith(integrators.PREFIX)
        }

    async def _known(self, name: str) -> str:
        queue = _queue(name)
        if queue not in await self._users():
            raise DevstackError(f"there is no integrator {name}: `list` shows those that there are")
        return queue

    async def _users(self) -> set[str]:
        return {row["user"] for row in await self.control.rows("list_users")}


def _queue(name: str) -> str:
    try:
        return integrators.queue_of(name)
    except ValueError as reason:
        raise DevstackError(f"{name!r} is no name for an integrator: {reason}") from None
