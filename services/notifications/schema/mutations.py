"""What can be done in notifications."""

import strawberry

from chassis.user_errors import Refused, UserError
from services.notifications.schema.context import Info
from services.notifications.schema.delivery import Delivery
from services.notifications.usecases.resend_registration_email import resend_registration_email


@strawberry.input(description="Which certification's patient to write to again.")
class ResendRegistrationEmailInput:
    certification_id: strawberry.ID = strawberry.field(description="The certification's id.")


@strawberry.type(description="What became of the request.")
class ResendRegistrationEmailPayload:
    delivery: Delivery | None = strawberry.field(
        description="The delivery that will be sent; null if none will."
    )
    user_errors: list[UserError] = strawberry.field(description="Empty if it will be sent.")


@strawberry.type
class Mutation:
    @strawberry.mutation(
        description="Sends the patient the registration e-mail once more. Throttled; for the certification's "
        "practitioner and reviewers."
    )
    async def resend_registration_email(
        self, info: Info, input: ResendRegistrationEmailInput
    ) -> ResendRegistrationEmailPayload:
        context = info.context
        try:
            delivery = await resend_registration_email(
                str(input.certification_id),
                session=await context.caller.session(),
                now=context.now,
                store=context.store,
                mail_domain=context.mail_domain,
            )
        except Refused as refused:
            return ResendRegistrationEmailPayload(delivery=None, user_errors=refused.told())
        return ResendRegistrationEmailPayload(delivery=Delivery.of(delivery), user_errors=[])
