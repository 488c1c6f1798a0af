"""How a certification ends before its time, and corrections while it lasts."""

import strawberry

from chassis.once import Request
from services.certification.schema.context import Info
from services.certification.schema.inputs import (
    CorrectPatientEmailInput,
    HandleReportedChangeInput,
    RevokeCertificationInput,
    WithdrawCertificationInput,
)
from services.certification.schema.mutations.payload import CertificationPayload, payload_of
from services.certification.usecases.correct_patient_email import correct_patient_email
from services.certification.usecases.report_change import handle_reported_change
from services.certification.usecases.withdraw_certification import (
    revoke_certification,
    withdraw_certification,
)


@strawberry.type
class Life:
    @strawberry.mutation(
        description="Ends a certification of yours; a completed registration lives on for 30 days, in which somebody "
        "else may certify. What still waits for a signature or a review becomes a draft again."
    )
    async def withdraw_certification(
        self, info: Info, input: WithdrawCertificationInput
    ) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            withdraw_certification(
                str(input.certification_id),
                input.reason,
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
            ),
        )

    @strawberry.mutation(description="Ends a certification and its registration at once. For reviewers.")
    async def revoke_certification(self, info: Info, input: RevokeCertificationInput) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            revoke_certification(
                str(input.certification_id),
                input.reason,
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
            ),
        )

    @strawberry.mutation(
        description="Corrects the patient's e-mail address, until the patient has an account. The mail goes out anew."
    )
    async def correct_patient_email(
        self, info: Info, input: CorrectPatientEmailInput
    ) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            correct_patient_email(
                str(input.certification_id),
                input.email,
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
                books=context.books,
            ),
        )

    @strawberry.mutation(description="Marks a change that a patient or caregiver reported as seen to.")
    async def handle_reported_change(
        self, info: Info, input: HandleReportedChangeInput
    ) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            handle_reported_change(
                str(input.certification_id),
                str(input.change_id),
                session=await context.session(),
                now=context.now,
                store=context.store,
            ),
        )
