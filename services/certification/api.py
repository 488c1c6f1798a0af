"""The api: certification's subgraph, and a relay for what it commits."""

from starlette.requests import Request

from chassis.process import run
from chassis.subgraph import Caller, subgraph
from services.certification.rules.rulebook import Rulebooks
from services.certification.schema import schema
from services.certification.schema.context import Context
from services.certification.service import opened
from services.certification.settings import CertificationSettings


async def api(settings: CertificationSettings) -> None:
    async with opened(settings, "api") as (parts, store):
        books = Rulebooks(settings.switches)

        async def context(request: Request) -> Context:
            caller = Caller(request, parts.verifier)
            return Context(store, caller, books, public_url=settings.public_url)

        await run(parts, app=subgraph(schema, context, parts.health))
