"""The caregiver: designated or removed by the practitioner."""

import strawberry

from chassis.once import Request
from services.certification.schema.context import Info
from services.certification.schema.inputs import DesignateCaregiverInput, RemoveCaregiverInput
from services.certification.schema.mutations.payload import CertificationPayload, payload_of
from services.certification.usecases.designate_caregiver import designate_caregiver, remove_caregiver


@strawberry.type
class Caregivers:
    @strawberry.mutation(
        description="Names the caregiver. On a draft the rules judge them at submission; on a certification in "
        "force at once, and the caregiver is written to; or, where a rule asks for it, a reviewer decides first."
    )
    async def designate_caregiver(self, info: Info, input: DesignateCaregiverInput) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            designate_caregiver(
                str(input.certification_id),
                input.version,
                input.caregiver.caregiver(),
                input.attestations,
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
                books=context.books,
            ),
        )

    @strawberry.mutation(
        description="Leaves the patient without caregiver, and may say that they need none any more, where the law "
        "does not give them one."
    )
    async def remove_caregiver(self, info: Info, input: RemoveCaregiverInput) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            remove_caregiver(
                str(input.certification_id),
                input.version,
                input.need_ended_because,
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
            ),
        )
