"""What can be asked of identity."""

import strawberry

from services.identity.schema.account import Account
from services.identity.schema.context import Info
from services.identity.schema.reviews import ReviewQueries
from services.identity.usecases.access import account_of


@strawberry.type
class Query(ReviewQueries):
    @strawberry.field(description="Your account; null where no token is sent.")
    async def me(self, info: Info) -> Account | None:
        session = await info.context.caller.session_or_none()
        if session is None:
            return None
        return await Account.of(await account_of(session, info.context.store), info)
