"""The life of a command: the first signal cancels its work, which then stops in order."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_until_signal(work: Coroutine[Any, Any, object]) -> bool:
    """Run it; True if it came to its end, False if Ctrl-C, SIGTERM or a hang-up cancelled it."""
    try:
        asyncio.run(_guarded(work))
    except asyncio.CancelledError:
        return False
    return True


async def _guarded(work: Coroutine[Any, Any, object]) -> None:
    task = asyncio.ensure_future(work)
    asked = False

    def cancel_once() -> None:
        """A second signal must not break into the stopping that the first one began."""
        nonlocal asked
        if not asked:
            asked = True
            task.cancel()

    loop = asyncio.get_running_loop()
    for number in ENDING:
        loop.add_signal_handler(number, cancel_once)
    await task
