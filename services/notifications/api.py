"""The api: notifications' subgraph."""

from starlette.requests import Request

from chassis.process import run
from chassis.subgraph import Caller, subgraph
from services.notifications.schema import schema
from services.notifications.schema.context import Context
from services.notifications.service import opened
from services.notifications.settings import NotificationsSettings


async def api(settings: NotificationsSettings) -> None:
    async with opened(settings, "api") as (parts, store):

        async def context(request: Request) -> Context:
            return Context(store, Caller(request, parts.verifier), settings.mail_domain)

        await run(parts, app=subgraph(schema, context, parts.health))
