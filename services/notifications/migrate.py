"""Everything that has to be there before the processes start."""

from chassis.process import patiently
from services.notifications.service import opened
from services.notifications.settings import NotificationsSettings
from services.notifications.store import INDEXES


async def migrate(settings: NotificationsSettings) -> None:
    async with opened(settings, "migrate") as (parts, _):
        await patiently(settings.patience_seconds, lambda: parts.mongo.build(INDEXES))
        await patiently(settings.patience_seconds, parts.publisher.connected)
