"""The worker: consumes what other services announce, and relays what is left in the outbox."""

from chassis.consumer import Consumer
from chassis.process import run
from services.certification.reactions import reactions
from services.certification.service import NAME, TOPOLOGY, opened
from services.certification.settings import CertificationSettings


async def worker(settings: CertificationSettings) -> None:
    async with opened(settings, "worker") as (parts, store):
        consumer = Consumer(settings.amqp_url, TOPOLOGY, NAME, mongo=parts.mongo, reactions=reactions(store))
        parts.health.add("consumer", consumer.check)
        await run(parts, consumer.run)
