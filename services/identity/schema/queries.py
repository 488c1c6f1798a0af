"""What can be asked of identity."""

import strawberry

from services.identity.schema.account import Account, AccountSession
from services.identity.schema.activity import ActivityQueries
from services.identity.schema.context import Info
from services.identity.schema.reviews import ReviewQueries
from services.identity.usecases.access import account_of
from services.identity.usecases.own_sessions import own_sessions


@strawberry.type
class Query(ReviewQueries, ActivityQueries):
    @strawberry.field(description="Your sessions, the last used one first; at most 50.")
    async def my_sessions(self, info: Info) -> list[AccountSession]:
        context = info.context
        session = await context.session()
        found = await own_sessions(session, now=context.now, store=context.store)
        return [AccountSession.of(each, session.session_id) for each in found]

    @strawberry.field(description="Your account; null where no token is sent.")
    async def me(self, info: Info) -> Account | None:
        session = await info.context.caller.session_or_none()
        if session is None:
            return None
        return await Account.of(await account_of(session, info.context.store), info)
