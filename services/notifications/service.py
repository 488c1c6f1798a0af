"""What notifications' entrances share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from chassis.broker import Topology
from chassis.process import Platform, platform
from contracts.events.base import INTERNAL_EXCHANGE
from contracts.events.topology import EXCHANGES, QUEUES
from services.notifications.settings import NotificationsSettings
from services.notifications.store import Store

NAME = "notifications"
TOPOLOGY = Topology(exchanges=EXCHANGES, queues=QUEUES)
KEEP = {INTERNAL_EXCHANGE: timedelta(days=7)}


@asynccontextmanager
async def opened(settings: NotificationsSettings, role: str) -> AsyncIterator[tuple[Platform, Store]]:
    async with platform(settings, service=NAME, role=role, topology=TOPOLOGY, keep=KEEP) as parts:
        yield parts, Store.open(parts.mongo, parts.outbox, settings.keys_dir)
