"""A reviewer decides what a rule gave to review."""

import strawberry

from chassis.once import Request
from services.certification.schema.context import Info
from services.certification.schema.inputs import ReviewCertificationInput
from services.certification.schema.mutations.payload import CertificationPayload, payload_of
from services.certification.usecases.review_certification import review_certification


@strawberry.type
class Reviewing:
    @strawberry.mutation(
        description="Approves a certification, which is certified then, or makes it a draft again; so with a caregiver "
        "proposed for one in force. For reviewers."
    )
    async def review_certification(self, info: Info, input: ReviewCertificationInput) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            review_certification(
                str(input.certification_id),
                approve=input.approve,
                reason=input.reason,
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
                books=context.books,
            ),
        )
