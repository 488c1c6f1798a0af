"""Starts what has ended again, as docker-compose's `restart` does."""

import asyncio
import contextlib
import signal
from collections import defaultdict
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from devstack.errors import DevstackError
from devstack.supervised import Supervised

LOOK_SECONDS = 0.1


class Keeper:
    """`async with Keeper(parts) as keeper:`. `exits` are the codes with which parts ended, by name."""

    def __init__(self, parts: Iterable[Supervised]) -> None:
        self._parts = list(parts)
        self._keeping: list[asyncio.Task[None]] = []
        self._over = asyncio.Event()
        self.exits: dict[str, list[int]] = defaultdict(list)

    async def __aenter__(self) -> Self:
        self._keeping = [asyncio.create_task(self._keep(part)) for part in self._parts]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Every part is ready at the end, also one that was on its way."""
        self._over.set()
        await asyncio.gather(*self._keeping)
        for part in self._parts:
            await part.start()  # whichever ended, or could not start, at the very last

    @property
    def ended(self) -> int:
        """How many times a part ended that nobody had killed."""
        return sum(map(len, self.exits.values()))

    async def _keep(self, part: Supervised) -> None:
        while not self._over.is_set():
            if not part.running:
                code = part.exit_code
                if code is not None and code != -signal.SIGKILL:  # that would be us, a moment ago
                    self.exits[part.name].append(code)
                with contextlib.suppress(DevstackError):  # it needs another part that is away as well
                    await part.start()
            await asyncio.sleep(LOOK_SECONDS)
