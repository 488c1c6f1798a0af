"""A broker that is not there."""

import asyncio
import gc

import pytest

from chassis.broker import connect
from devstack.ports import free_port


async def test_a_connection_that_failed_leaves_nothing_behind() -> None:
    """The garbage collector would otherwise close it at a bad moment: an unawaited coroutine, in any later test."""
    with pytest.raises(OSError):
        await connect(f"amqp://guest:guest@127.0.0.1:{free_port()}/", name="test")

    gc.collect()
    assert [task for task in asyncio.all_tasks() if "Connection.close" in repr(task.get_coro())] == []
