"""What the patient does once certified."""

import strawberry

from services.certification.schema.context import Info
from services.certification.schema.inputs import CompleteRegistrationInput
from services.certification.schema.mutations.payload import CertificationPayload, payload_of
from services.certification.usecases.complete_registration import complete_registration


@strawberry.type
class Registering:
    @strawberry.mutation(description="The patient affirms every statement and is registered.")
    async def complete_registration(
        self, info: Info, input: CompleteRegistrationInput
    ) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            complete_registration(
                str(input.certification_id),
                tuple(input.affirmed),
                session=await context.session(),
                now=context.now,
                store=context.store,
            ),
        )
