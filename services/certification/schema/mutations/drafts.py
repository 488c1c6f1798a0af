"""A draft, begun and edited by parts."""

from collections.abc import Callable
from dataclasses import replace

import strawberry

from chassis.once import Request
from chassis.user_errors import Refused, UserError
from services.certification.domain import certification as domain
from services.certification.schema.context import Info
from services.certification.schema.inputs import (
    DiscardCertificationInput,
    RecordFindingsInput,
    RenewCertificationInput,
    StartCertificationInput,
    UpdatePatientProfileInput,
)
from services.certification.schema.mutations.payload import CertificationPayload, payload_of
from services.certification.usecases.edit import discard_draft, edit
from services.certification.usecases.start_certification import (
    renew_certification,
    start_certification,
)


@strawberry.type(description="What became of a draft that was to be deleted.")
class DiscardCertificationPayload:
    discarded_id: strawberry.ID | None = strawberry.field(
        description="The draft that is gone; null if it is not."
    )
    user_errors: list[UserError] = strawberry.field(description="Empty if it was done.")


@strawberry.type
class Drafts:
    @strawberry.mutation(
        description="Begins a certification, however much of it is filled, of a new patient or one of yours."
    )
    async def start_certification(self, info: Info, input: StartCertificationInput) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            start_certification(
                lambda draft: _filled(draft, input),
                patient_id=input.patient_id and str(input.patient_id),
                practitioner_id=input.practitioner_id and str(input.practitioner_id),
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
            ),
        )

    @strawberry.mutation(
        description="Begins the certification of the next year, with the patient, conditions and caregiver of this one."
    )
    async def renew_certification(self, info: Info, input: RenewCertificationInput) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            renew_certification(
                str(input.certification_id),
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
            ),
        )

    @strawberry.mutation(description="Changes parts of a draft's patient profile.")
    async def update_patient_profile(
        self, info: Info, input: UpdatePatientProfileInput
    ) -> CertificationPayload:
        return await _edited(
            info, input, lambda draft: replace(draft, patient=input.patient.applied_to(draft.patient))
        )

    @strawberry.mutation(description="Changes what a draft says was found.")
    async def record_findings(self, info: Info, input: RecordFindingsInput) -> CertificationPayload:
        return await _edited(
            info, input, lambda draft: replace(draft, findings=input.findings.applied_to(draft.findings))
        )

    @strawberry.mutation(
        description="Deletes a draft that nobody needs. What a reviewer decided about stays."
    )
    async def discard_certification(
        self, info: Info, input: DiscardCertificationInput
    ) -> DiscardCertificationPayload:
        context = info.context
        session = await context.session()
        try:
            await discard_draft(
                str(input.certification_id),
                input.version,
                session=session,
                now=context.now,
                store=context.store,
            )
        except Refused as refused:
            return DiscardCertificationPayload(discarded_id=None, user_errors=refused.told())
        return DiscardCertificationPayload(discarded_id=input.certification_id, user_errors=[])


def _filled(draft: domain.Certification, input: StartCertificationInput) -> domain.Certification:
    patient, findings = draft.patient, draft.findings
    return replace(
        draft,
        patient=input.patient.applied_to(patient) if input.patient else patient,
        findings=input.findings.applied_to(findings) if input.findings else findings,
        caregiver=input.caregiver.caregiver() if input.caregiver else None,
    )


async def _edited(
    info: Info,
    input: UpdatePatientProfileInput | RecordFindingsInput,
    change: Callable[[domain.Certification], domain.Certification],
) -> CertificationPayload:
    context = info.context
    return await payload_of(
        context,
        edit(
            str(input.certification_id),
            input.version,
            change,
            session=await context.session(),
            now=context.now,
            request=Request.of(input),
            store=context.store,
        ),
    )
