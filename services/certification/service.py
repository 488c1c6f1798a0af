"""What certification's entrances share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from chassis.broker import Topology
from chassis.process import Platform, platform
from contracts.events.base import INTERNAL_EXCHANGE, PUBLIC_EXCHANGE
from contracts.events.topology import EXCHANGES, QUEUES
from services.certification.settings import CertificationSettings
from services.certification.store import Store

NAME = "certification"
TOPOLOGY = Topology(exchanges=EXCHANGES, queues=QUEUES)
# Public events wait for late integrators' replay; internal ones are only needed until a slow consumer has them.
KEEP = {PUBLIC_EXCHANGE: timedelta(days=400), INTERNAL_EXCHANGE: timedelta(days=7)}


@asynccontextmanager
async def opened(settings: CertificationSettings, role: str) -> AsyncIterator[tuple[Platform, Store]]:
    async with platform(settings, service=NAME, role=role, topology=TOPOLOGY, keep=KEEP) as parts:
        yield parts, Store.open(parts.mongo, parts.outbox, settings.keys_dir, settings.temporary_email_domain)
