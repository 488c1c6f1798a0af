"""RabbitMQ: whether all exchanges and queues are there as declared, and whether our user may use them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aio_pika import ExchangeType, Message
from aio_pika.abc import AbstractConnection, AbstractExchange
from aio_pika.exceptions import AMQPError, DeliveryError

from chassis.broker import RETRY_DELAYS_SECONDS, connect, dead_queue, retry_queue
from contracts.events.topology import EXCHANGES, QUEUES
from devstack.doctor.finding import Finding
from devstack.installation import Installation

SECONDS = 10
UNHEARD = "doctor"  # a routing key that nothing is bound to
MIGRATE = "python -m services.certification migrate"
AWAY = "start it, or correct AMQP_URL: address, user, password, vhost, TLS"


async def rabbitmq(installation: Installation) -> AsyncIterator[Finding]:
    for url in {settings.amqp_url for settings in installation.all_settings().values()}:
        try:
            async with asyncio.timeout(SECONDS), await connect(url, name="doctor") as connection:
                yield Finding("RabbitMQ", note="takes our connection")
                yield await _topology(connection)
                yield await _permissions(connection)
                for queue in QUEUES:
                    yield await _dead_letters(connection, queue)
        except (AMQPError, OSError, TimeoutError, RuntimeError) as error:
            yield Finding("RabbitMQ", f"does not answer as it should ({type(error).__name__})", AWAY)


async def _topology(connection: AbstractConnection) -> Finding:
    queues = [
        name
        for queue in QUEUES
        for name in (queue, dead_queue(queue), *(retry_queue(queue, delay) for delay in RETRY_DELAYS_SECONDS))
    ]
    missing = [name for name in EXCHANGES if not await _is_there(connection, exchange=name)]
    missing += [name for name in queues if not await _is_there(connection, queue=name)]
    return Finding(
        "exchanges and queues",
        f"missing, or other than declared: {', '.join(missing)}" if missing else "",
        f"{MIGRATE}; one of another kind has to be emptied and deleted first",
        note=f"{len(EXCHANGES)} exchanges, {len(queues)} queues",
    )


async def _is_there(connection: AbstractConnection, *, exchange: str = "", queue: str = "") -> bool:
    channel = await connection.channel()  # the broker closes it where the answer is no
    try:
        if exchange:
            await channel.declare_exchange(exchange, ExchangeType.TOPIC, durable=True, passive=True)
        else:
            await channel.declare_queue(queue, durable=True, passive=True)
    except AMQPError:
        return False
    await channel.close()
    return True


async def _permissions(connection: AbstractConnection) -> Finding:
    """Declares a queue of its own, binds it, reads it, and publishes what no queue gets."""
    channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
    doing = "configure"
    try:
        own = await channel.declare_queue(exclusive=True, auto_delete=True)
        for name, mandatory in EXCHANGES.items():
            doing = f"read {name}"
            exchange = await channel.get_exchange(name)
            await own.bind(exchange, UNHEARD)
            await own.unbind(exchange, UNHEARD)
            doing = f"write {name}"
            if mandatory:  # to the other one integrators listen
                await _publish_unheard(exchange)
        doing = "read queues"
        await own.get(fail=False)
    except AMQPError as error:
        return Finding(
            "permissions at RabbitMQ",
            f"our user may not {doing} ({type(error).__name__})",
            "rabbitmqctl set_permissions -p VHOST USER '.*' '.*' '.*'",
        )
    await channel.close()
    return Finding("permissions at RabbitMQ", note="configure, write, read")


async def _publish_unheard(exchange: AbstractExchange) -> None:
    with contextlib.suppress(DeliveryError):  # comes back since nobody listens: it was allowed
        await exchange.publish(Message(b""), UNHEARD, mandatory=True)


async def _dead_letters(connection: AbstractConnection, queue: str) -> Finding:
    channel = await connection.channel()
    try:
        declared = await channel.declare_queue(dead_queue(queue), durable=True, passive=True)
    except AMQPError:
        return Finding(f"dead letters of {queue}", "there is no queue for them", MIGRATE)
    await channel.close()
    resting = declared.declaration_result.message_count or 0
    return Finding(
        f"dead letters of {queue}",
        f"{resting} rest" if resting else "",
        f"python -m services.{queue} deadletters list",
        note="none",
    )
