"""What most mutations answer."""

from collections.abc import Awaitable

import strawberry

from chassis.user_errors import Refused, UserError
from services.certification.domain import certification as domain
from services.certification.schema.certification import Certification
from services.certification.schema.context import Context
from services.certification.usecases.edit import Conflict


@strawberry.type(description="What became of a certification.")
class CertificationPayload:
    certification: Certification | None = strawberry.field(
        description="Its state after the mutation, or the newer one of a stale edit; null where nothing was done, or "
        "where it is not yours to see any more."
    )
    user_errors: list[UserError] = strawberry.field(description="Empty if it was done.")


async def payload_of(context: Context, done: Awaitable[domain.Certification]) -> CertificationPayload:
    try:
        certification = await done
    except Conflict as refused:
        newer = await newer_of(context, refused)
        return CertificationPayload(certification=newer, user_errors=refused.told())
    except Refused as refused:
        return CertificationPayload(certification=None, user_errors=refused.told())
    return CertificationPayload(certification=await told_of(context, certification), user_errors=[])


async def told_of(context: Context, certification: domain.Certification) -> Certification | None:
    """What its caller has just changed, as they may see it."""
    shown = await context.after(certification)
    return None if shown is None else Certification.of(shown, now=context.now)


async def newer_of(context: Context, conflict: Conflict) -> Certification | None:
    """What somebody else has changed meanwhile, as the caller may see it; that they did is written down."""
    shown = await context.shown([conflict.newer])
    return Certification.of(shown[0], now=context.now) if shown else None
