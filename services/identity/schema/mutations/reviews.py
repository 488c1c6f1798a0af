"""A reviewer's decision about a practitioner."""

import strawberry

from chassis.user_errors import Refused, UserError
from services.identity.schema.context import Info
from services.identity.schema.inputs import DecidePractitionerReviewInput
from services.identity.schema.reviews import PractitionerReview
from services.identity.usecases.practitioner_reviews import decide_practitioner_review


@strawberry.type(description="The review that was decided.")
class DecidePractitionerReviewPayload:
    review: PractitionerReview | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty if it was decided.")


@strawberry.type
class Reviews:
    @strawberry.mutation(
        description="Decides a review. Needs the role REVIEWER; nobody decides about themselves."
    )
    async def decide_practitioner_review(
        self, info: Info, input: DecidePractitionerReviewInput
    ) -> DecidePractitionerReviewPayload:
        context = info.context
        try:
            decided = await decide_practitioner_review(
                str(input.review_id),
                input.decision,
                input.reason,
                session=await context.session(),
                now=context.now,
                store=context.store,
            )
        except Refused as refused:
            return DecidePractitionerReviewPayload(review=None, user_errors=refused.told())
        return DecidePractitionerReviewPayload(review=PractitionerReview.of(*decided), user_errors=[])
