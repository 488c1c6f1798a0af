"""The worker: consumes what other services announce, does what has fallen due, and relays what is left."""

import asyncio
import contextlib

from chassis import logging
from chassis.consumer import Consumer
from chassis.events import now
from chassis.metrics import measuring
from chassis.mongo import is_infrastructure
from chassis.process import run
from services.certification.metrics import DUE_SET_ASIDE, MEASURE_SECONDS, WAITING
from services.certification.reactions import reactions
from services.certification.service import NAME, TOPOLOGY, opened
from services.certification.settings import CertificationSettings
from services.certification.store import Store
from services.certification.usecases.sweep import sweep

log = logging.get("certification.worker")


async def worker(settings: CertificationSettings) -> None:
    async with opened(settings, "worker") as (parts, store):
        consumer = Consumer(settings.amqp_url, TOPOLOGY, NAME, mongo=parts.mongo, reactions=reactions(store))
        parts.health.add("consumer", consumer.check)

        async def sweeps(stop: asyncio.Event) -> None:
            await _sweep_until(stop, store, settings.sweep_seconds)

        async def measure() -> None:
            for status, count in (await store.certifications.waiting()).items():
                WAITING.labels(status).set(count)
            DUE_SET_ASIDE.set(await store.due.count_aside())

        await run(parts, consumer.run, sweeps, measuring(measure, every=MEASURE_SECONDS))


async def _sweep_until(stop: asyncio.Event, store: Store, every_seconds: float) -> None:
    while not stop.is_set():
        try:
            done = await sweep(now(), store)
            await store.reads.chain_waiting()
            if done:
                log.info("swept", count=done)
        except Exception as error:
            if not is_infrastructure(error):
                raise
            log.warning("sweep put off", error=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every_seconds)
