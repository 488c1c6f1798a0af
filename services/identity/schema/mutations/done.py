"""What mutations without a result of their own answer."""

from collections.abc import Awaitable

import strawberry

from chassis.user_errors import Refused, UserError


@strawberry.type(description="Whether it was done.")
class DonePayload:
    message: str | None = strawberry.field(description="What comes next; null where it was not done.")
    user_errors: list[UserError] = strawberry.field(description="Empty if it was done.")


async def done(work: Awaitable[None], message: str) -> DonePayload:
    try:
        await work
    except Refused as refused:
        return DonePayload(message=None, user_errors=refused.told())
    return DonePayload(message=message, user_errors=[])
