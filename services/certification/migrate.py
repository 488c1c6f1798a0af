"""Everything that has to be there before the processes start."""

from services.certification.service import opened
from services.certification.settings import CertificationSettings
from services.certification.store import INDEXES


async def migrate(settings: CertificationSettings) -> None:
    async with opened(settings, "migrate") as (parts, _):
        await parts.mongo.build(INDEXES)
        await parts.publisher.connected()
