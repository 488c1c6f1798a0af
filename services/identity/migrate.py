"""Everything that has to be there before the processes start."""

from chassis.process import patiently
from services.identity.service import opened
from services.identity.settings import IdentitySettings
from services.identity.store import INDEXES


async def migrate(settings: IdentitySettings) -> None:
    async with opened(settings, "migrate") as (parts, _):
        await patiently(settings.patience_seconds, lambda: parts.mongo.build(INDEXES))
        await patiently(settings.patience_seconds, parts.publisher.connected)
