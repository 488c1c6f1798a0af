"""What the patient and the caregiver do once certified."""

import strawberry

from chassis.once import Request
from services.certification.schema.context import Info
from services.certification.schema.inputs import CompleteRegistrationInput, ReportChangeInput
from services.certification.schema.mutations.payload import CertificationPayload, payload_of
from services.certification.usecases.complete_registration import complete_registration
from services.certification.usecases.report_change import report_change


@strawberry.type
class Registering:
    @strawberry.mutation(
        description="The patient, or the caregiver, affirms every statement of their part. With the last part the "
        "patient is registered."
    )
    async def complete_registration(
        self, info: Info, input: CompleteRegistrationInput
    ) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            complete_registration(
                str(input.certification_id),
                tuple(input.affirmed),
                part=input.part,
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
            ),
        )

    @strawberry.mutation(
        description="Tells the practitioner that something is different now: the law gives five business days. "
        "Nothing of the application is written by it."
    )
    async def report_change(self, info: Info, input: ReportChangeInput) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            report_change(
                str(input.certification_id),
                input.text,
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
            ),
        )
