"""Everything that has to be there before the processes start."""

from chassis.process import patiently
from services.certification.service import opened
from services.certification.settings import CertificationSettings
from services.certification.store import INDEXES


async def migrate(settings: CertificationSettings) -> None:
    async with opened(settings, "migrate") as (parts, _):
        await patiently(settings.patience_seconds, lambda: parts.mongo.build(INDEXES))
        await patiently(settings.patience_seconds, parts.publisher.connected)
