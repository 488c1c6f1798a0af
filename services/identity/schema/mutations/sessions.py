"""A session, from sign-in to sign-out."""

from collections.abc import Awaitable

import strawberry

from chassis.user_errors import Refusal, Refused, UserError, UserErrorCode
from services.identity.schema.account import SessionTokens
from services.identity.schema.context import Info
from services.identity.schema.enums import SessionTransport
from services.identity.schema.inputs import (
    EndSessionInput,
    RefreshSessionInput,
    SignInInput,
    SignOutEverywhereInput,
    SignOutInput,
)
from services.identity.schema.mutations.done import DonePayload, done
from services.identity.usecases import sign_in as sessions
from services.identity.usecases.own_sessions import end_session, sign_out_everywhere


@strawberry.type(description="A session, if there is one.")
class SessionPayload:
    session: SessionTokens | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty if there is a session.")


async def _session(
    work: Awaitable[sessions.SessionTokens], transport: SessionTransport, info: Info
) -> SessionPayload:
    in_cookie = transport is SessionTransport.COOKIE
    try:
        tokens = await work
    except Refused as refused:
        return SessionPayload(session=None, user_errors=refused.told())
    if in_cookie:
        info.context.cookie.keep(tokens.refresh_token)
    return SessionPayload(session=SessionTokens.of(tokens, in_cookie=in_cookie), user_errors=[])


async def _sign_out(token: str | None, info: Info) -> None:
    cookie = info.context.cookie
    given = cookie.token if token is None else token
    if given is None:
        raise Refused(Refusal(UserErrorCode.REQUIRED, "Give the refresh token.", ("refreshToken",)))
    await sessions.sign_out(given, now=info.context.now, store=info.context.store)
    cookie.forget()


@strawberry.type
class Sessions:
    @strawberry.mutation(description="Begins a session.")
    async def sign_in(self, info: Info, input: SignInInput) -> SessionPayload:
        context = info.context
        work = sessions.sign_in(
            input.email,
            input.password,
            input.client,
            context.client,
            now=context.now,
            store=context.store,
            tokens=context.tokens,
        )
        return await _session(work, input.transport, info)

    @strawberry.mutation(description="New tokens for old; the access token names what was proved meanwhile.")
    async def refresh_session(self, info: Info, input: RefreshSessionInput) -> SessionPayload:
        context = info.context
        try:
            token = context.cookie.given(input.refresh_token, input.transport)
        except Refused as refused:
            return SessionPayload(session=None, user_errors=refused.told())
        work = sessions.refresh_session(
            token, context.client, now=context.now, store=context.store, tokens=context.tokens
        )
        payload = await _session(work, input.transport, info)
        if payload.session is None:
            context.cookie.forget()
        return payload

    @strawberry.mutation(description="Ends the session.")
    async def sign_out(self, info: Info, input: SignOutInput) -> DonePayload:
        return await done(_sign_out(input.refresh_token, info), "Signed out.")

    @strawberry.mutation(description="Ends one of your sessions.")
    async def end_session(self, info: Info, input: EndSessionInput) -> DonePayload:
        context = info.context
        work = end_session(
            str(input.session_id), session=await context.session(), now=context.now, store=context.store
        )
        return await done(work, "The session has ended.")

    @strawberry.mutation(description="Ends all your sessions, or all but this one.")
    async def sign_out_everywhere(self, info: Info, input: SignOutEverywhereInput) -> DonePayload:
        context = info.context
        work = sign_out_everywhere(
            keep_this=input.keep_this,
            session=await context.session(),
            now=context.now,
            store=context.store,
        )
        if not input.keep_this:
            context.cookie.forget()
        return await done(
            work, "Signed out. Access tokens that were given out may last for some minutes more."
        )
