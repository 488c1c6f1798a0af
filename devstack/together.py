"""Several starts at the same time, with one plain error if one of them fails."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def together(*starts: Coroutine[Any, Any, None]) -> None:
    """Run all at once; when one fails the others are cancelled, and its own error is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for start in starts:
                group.create_task(start)
    except BaseExceptionGroup as failures:
        raise _first(failures) from None


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
