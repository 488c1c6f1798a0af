"""The worker: consumes what certification announces, and relays what is left in the outbox."""

from chassis.consumer import Consumer
from chassis.process import run
from services.identity.reactions import reactions
from services.identity.service import NAME, TOPOLOGY, opened
from services.identity.settings import IdentitySettings


async def worker(settings: IdentitySettings) -> None:
    async with opened(settings, "worker") as (parts, store):
        consumer = Consumer(
            settings.amqp_url,
            TOPOLOGY,
            NAME,
            mongo=parts.mongo,
            reactions=reactions(store, settings.public_url),
        )
        parts.health.add("consumer", consumer.check)
        await run(parts, consumer.run)
