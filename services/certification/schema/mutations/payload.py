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
        description="Its state after the mutation, or the newer one of a stale edit; null where nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(description="Empty if it was done.")


async def payload_of(context: Context, done: Awaitable[domain.Certification]) -> CertificationPayload:
    try:
        certification = await done
    except Conflict as refused:
        newer = Certification.of(refused.newer, now=context.now)
        return CertificationPayload(certification=newer, user_errors=refused.told())
    except Refused as refused:
        return CertificationPayload(certification=None, user_errors=refused.told())
    return CertificationPayload(
        certification=Certification.of(certification, now=context.now), user_errors=[]
    )
