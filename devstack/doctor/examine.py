"""Every check in its turn; what cannot be asked without settings is left out where these are wrong."""

from collections.abc import AsyncIterator

from devstack.doctor import broker, database, files, neighbours
from devstack.doctor.finding import Check, Finding
from devstack.installation import Installation

ALWAYS: tuple[Check, ...] = (files.settings, files.secrets, files.certificates)
WITH_SETTINGS: tuple[Check, ...] = (
    database.mongodb,
    broker.rabbitmq,
    neighbours.smtp,
    neighbours.jwks,
    neighbours.supergraph,
)


async def examine(installation: Installation) -> AsyncIterator[Finding]:
    readable = True
    for check in ALWAYS:
        async for finding in check(installation):
            readable = readable and (finding.well or check is not files.settings)
            yield finding
    if not readable:
        yield Finding("everything else", "was not looked at", "mend the settings first")
        return
    for check in WITH_SETTINGS:
        async for finding in check(installation):
            yield finding
