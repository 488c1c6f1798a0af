"""The api: identity's subgraph, its JWKS, and a relay for what it commits."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from chassis.process import run
from chassis.subgraph import Caller, subgraph
from chassis.tokens import JWKS_MAX_AGE_SECONDS, TokenVerifier
from services.identity.schema import schema
from services.identity.schema.context import Context
from services.identity.service import opened
from services.identity.settings import IdentitySettings
from services.identity.tokens import AccessTokens


async def api(settings: IdentitySettings) -> None:
    tokens = AccessTokens(settings.keys_dir, issuer=settings.token_issuer, audience=settings.token_audience)
    verifier = TokenVerifier(tokens, issuer=settings.token_issuer, audience=settings.token_audience)

    async def jwks(_: Request) -> JSONResponse:
        return JSONResponse(
            tokens.public(), headers={"cache-control": f"public, max-age={JWKS_MAX_AGE_SECONDS}"}
        )

    async with opened(settings, "api") as (parts, store):

        async def context(request: Request) -> Context:
            return Context(
                store=store,
                caller=Caller(request, verifier),
                tokens=tokens,
                public_url=settings.public_url,
                review_contact=settings.review_contact,
                temporary_email_domain=settings.temporary_email_domain,
                refresh_cookie=settings.refresh_cookie,
                tries_per_address=settings.tries_per_address,
                requests_per_address=settings.requests_per_address,
                refusal_seconds=settings.refusal_seconds,
            )

        routes = (Route("/.well-known/jwks.json", jwks),)
        await run(parts, app=subgraph(schema, context, parts.health, routes=routes))
