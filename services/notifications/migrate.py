"""Everything that has to be there before the processes start."""

from services.notifications.service import opened
from services.notifications.settings import NotificationsSettings
from services.notifications.store import INDEXES


async def migrate(settings: NotificationsSettings) -> None:
    async with opened(settings, "migrate") as (parts, _):
        await parts.mongo.build(INDEXES)
        await parts.publisher.connected()
