"""`keys reseal` is told to the audit trail before it begins."""

from chassis.events import now
from services.identity.service import opened
from services.identity.settings import IdentitySettings
from services.identity.usecases.watch_keys import tell_reseal


async def record_reseal(settings: IdentitySettings) -> None:
    async with opened(settings, "keys") as (_, store):
        await tell_reseal(settings.keys_dir, now=now(), store=store)
