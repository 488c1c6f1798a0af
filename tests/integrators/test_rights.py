"""What an integrator may do: read the public events from its own queue, and nothing else whatever."""

import asyncio
from collections.abc import Awaitable, Callable

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel, ExchangeType
from aio_pika.exceptions import AMQPError
from aiormq.exceptions import ChannelAccessRefused

from chassis.broker import Publisher, dead_queue, retry_queue
from contracts.events import integrators as contract
from contracts.events.base import INTERNAL_EXCHANGE, PUBLIC_EXCHANGE
from contracts.events.public import CertificationCertified, CertificationRegistered, CertificationRevoked
from contracts.events.topology import QUEUES
from devstack.errors import DevstackError
from devstack.integrators import Credentials, Integrators
from tests.integrators.conftest import connected, connection, fetched
from tests.integrators.events import internal, told

NEXT = "-2"  # after its own name, that of another integrator
Attempt = Callable[[AbstractChannel, str], Awaitable[object]]
OTHERS = [
    *QUEUES,
    *(dead_queue(queue) for queue in QUEUES),
    *(retry_queue(queue, 1) for queue in QUEUES),
]


async def _publish(channel: AbstractChannel, exchange: str, key: str) -> None:
    target = (
        channel.default_exchange if exchange == "" else await channel.get_exchange(exchange, ensure=False)
    )
    await target.publish(aio_pika.Message(b"{}"), routing_key=key, timeout=10)


async def _bind(channel: AbstractChannel, queue: str, exchange: str) -> None:
    await (await channel.get_queue(queue, ensure=False)).bind(exchange, "#")


async def _empty(channel: AbstractChannel, queue: str) -> None:
    await (await channel.get_queue(queue, ensure=False)).purge()


async def _bind_exchanges(channel: AbstractChannel) -> None:
    internal = await channel.get_exchange(INTERNAL_EXCHANGE, ensure=False)
    await (await channel.get_exchange(PUBLIC_EXCHANGE, ensure=False)).bind(internal, "#")


async def _read(channel: AbstractChannel, queue: str) -> None:
    await (await channel.get_queue(queue, ensure=False)).get(fail=False)


REFUSED: dict[str, Attempt] = {
    "declare a queue": lambda channel, own: channel.declare_queue("mine", durable=True),
    "declare a queue that the broker names": lambda channel, own: channel.declare_queue(exclusive=True),
    "declare an exchange": lambda channel, own: channel.declare_exchange("mine", ExchangeType.FANOUT),
    "delete its queue": lambda channel, own: channel.queue_delete(own),
    "delete the public exchange": lambda channel, own: channel.exchange_delete(PUBLIC_EXCHANGE),
    "delete the internal exchange": lambda channel, own: channel.exchange_delete(INTERNAL_EXCHANGE),
    "bind its queue to the internal exchange": lambda channel, own: _bind(channel, own, INTERNAL_EXCHANGE),
    "bind its queue to the public exchange": lambda channel, own: _bind(channel, own, PUBLIC_EXCHANGE),
    "bind another's queue": lambda channel, own: _bind(channel, "identity", PUBLIC_EXCHANGE),
    "publish a public event": lambda channel, own: _publish(
        channel, PUBLIC_EXCHANGE, "certification.certified.v1"
    ),
    "publish an internal event": lambda channel, own: _publish(
        channel, INTERNAL_EXCHANGE, "mail.requested.v1"
    ),
    "publish to a service's queue": lambda channel, own: _publish(channel, "", "notifications"),
    "publish to its queue": lambda channel, own: _publish(channel, "", own),
    "read another integrator's queue": lambda channel, own: _read(channel, own + NEXT),
    "empty another integrator's queue": lambda channel, own: _empty(channel, own + NEXT),
    "bind exchanges to each other": lambda channel, own: _bind_exchanges(channel),
    **{f"read {queue}": lambda channel, own, queue=queue: _read(channel, queue) for queue in OTHERS},  # type: ignore[misc]
}


async def test_it_gets_every_public_event_and_no_internal_one(
    integrators: Integrators, publisher: Publisher, given: Credentials
) -> None:
    kinds = (CertificationCertified, CertificationRegistered, CertificationRevoked)
    public = [told(kind, sequence=number) for number, kind in enumerate(kinds, 1)]
    for event in (internal(), *public):
        await publisher.publish(event)
    assert await fetched(integrators, given, len(public)) == [event.id for event in public]


async def test_everything_else_is_refused(
    integrators: Integrators, publisher: Publisher, given: Credentials, name: str
) -> None:
    """Each attempt on a channel of its own, since a refusal closes it."""
    await integrators.add(name + NEXT)
    answers: dict[str, str] = {}
    async with connection(integrators, given) as connected:
        for what, attempt in REFUSED.items():
            try:
                await attempt(await connected.channel(), given.queue)
                answers[what] = "allowed"
            except Exception as error:
                answers[what] = type(error).__name__
    assert answers == dict.fromkeys(REFUSED, "ChannelAccessRefused")


async def test_it_cannot_enter_another_vhost(integrators: Integrators, given: Credentials) -> None:
    elsewhere = Credentials(given.queue, given.password, "/")
    with pytest.raises((AMQPError, OSError)):
        async with connected(integrators, elsewhere):
            pass


async def test_it_has_five_connections_and_no_more(integrators: Integrators, given: Credentials) -> None:
    async def one_more(left: int) -> None:
        if left:
            async with connected(integrators, given):
                await one_more(left - 1)

    most = contract.USER_LIMITS["max-connections"]
    await one_more(most)
    with pytest.raises((AMQPError, OSError)):
        await one_more(most + 1)


async def test_what_an_idle_integrator_leaves_makes_room_for_what_is_new(
    monkeypatch: pytest.MonkeyPatch, integrators: Integrators, publisher: Publisher, name: str
) -> None:
    monkeypatch.setitem(contract.POLICY, "max-length", 3)
    given = await integrators.add(name)
    events = [told(CertificationCertified, f"c{number}") for number in range(10)]
    for event in events:
        await publisher.publish(event)  # each is confirmed
    assert await fetched(integrators, given, 3) == [event.id for event in events[-3:]]


async def test_what_is_too_old_goes(
    monkeypatch: pytest.MonkeyPatch, integrators: Integrators, publisher: Publisher, name: str
) -> None:
    monkeypatch.setitem(contract.POLICY, "message-ttl", 0)
    given = await integrators.add(name)
    await publisher.publish(told(CertificationCertified))
    async with connected(integrators, given) as channel:
        queue = await channel.declare_queue(given.queue, passive=True)
        assert await queue.get(fail=False) is None


async def test_it_may_ask_for_some_types_only(
    integrators: Integrators, publisher: Publisher, name: str
) -> None:
    given = await integrators.add(name, [CertificationRevoked.TYPE])
    revoked = told(CertificationRevoked, sequence=2)
    for event in (told(CertificationCertified), revoked):
        await publisher.publish(event)
    assert await fetched(integrators, given, 1) == [revoked.id]


async def test_a_new_password_ends_the_old_one_and_nothing_else(
    integrators: Integrators, publisher: Publisher, given: Credentials, name: str
) -> None:
    event = told(CertificationCertified)
    await publisher.publish(event)
    renewed = await integrators.password(name)
    with pytest.raises(AMQPError):
        async with connected(integrators, given):
            pass
    assert await fetched(integrators, renewed, 1) == [event.id]
    async with connected(integrators, renewed) as channel:
        with pytest.raises(ChannelAccessRefused):
            await _read(channel, "identity")


async def test_who_is_removed_is_cut_off(integrators: Integrators, given: Credentials, name: str) -> None:
    async with connected(integrators, given) as channel:
        await integrators.remove(name)
        await asyncio.wait([asyncio.ensure_future(channel.closed())], timeout=20)
        assert channel.is_closed
    assert name not in await integrators.waiting()


async def test_mistakes_are_told(integrators: Integrators, given: Credentials, name: str) -> None:
    with pytest.raises(DevstackError, match="there already"):
        await integrators.add(name)
    with pytest.raises(DevstackError, match="no name for an integrator"):
        await integrators.add("A b")
    with pytest.raises(DevstackError, match="no such event type: certification"):
        await integrators.add("bona", ["certification.certified.v0"])
    with pytest.raises(DevstackError, match="there is no integrator"):
        await integrators.remove("nobody-here")
