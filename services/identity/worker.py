"""The worker: consumes what certification announces, chains the audit trail, and relays what is left in the outbox."""

import asyncio
import contextlib
from pathlib import Path

from chassis import logging
from chassis.consumer import Consumer
from chassis.events import now
from chassis.keys import KeyFileError
from chassis.mongo import is_infrastructure
from chassis.process import run
from services.identity.reactions import reactions
from services.identity.service import NAME, TOPOLOGY, opened
from services.identity.settings import IdentitySettings
from services.identity.store import Store
from services.identity.usecases.watch_keys import KeyWatch

CHAIN_SECONDS = 1.0
log = logging.get("identity.worker")


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

        async def audits(stop: asyncio.Event) -> None:
            await _audit_until(stop, store, settings.keys_dir)

        await run(parts, consumer.run, audits)


async def _audit_until(stop: asyncio.Event, store: Store, keys: Path) -> None:
    watch = KeyWatch(keys, store)
    while not stop.is_set():
        try:
            await watch.look(now=now())
            await store.audit.chain_waiting()
        except KeyFileError:
            log.warning("key files cannot be read")
        except Exception as error:
            if not is_infrastructure(error):
                raise
            log.warning("audit put off", error=type(error).__name__)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), CHAIN_SECONDS)
