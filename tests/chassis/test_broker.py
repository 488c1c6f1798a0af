"""A broker that is not there."""

import pytest
from yarl import URL

from chassis.broker import Connection, connect
from devstack.ports import free_port


async def test_a_broker_that_is_away_is_told_by_an_os_error() -> None:
    with pytest.raises(OSError):
        await connect(f"amqp://guest:guest@127.0.0.1:{free_port()}/", name="test")


async def test_a_connection_that_could_not_be_opened_is_closed() -> None:
    """Otherwise the garbage collector closes it: an unawaited coroutine, in whichever test runs then."""
    connection = Connection(URL(f"amqp://guest:guest@127.0.0.1:{free_port()}/"))

    with pytest.raises(OSError):
        await connection.connect(timeout=5)

    assert connection.is_closed
