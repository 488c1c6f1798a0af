"""A draft, begun and edited by parts."""

import strawberry

from services.certification.domain import people
from services.certification.schema.context import Info
from services.certification.schema.inputs import (
    RecordFindingsInput,
    StartCertificationInput,
    UpdatePatientProfileInput,
)
from services.certification.schema.mutations.payload import CertificationPayload, payload_of
from services.certification.usecases.edit import edit
from services.certification.usecases.start_certification import start_certification


@strawberry.type
class Drafts:
    @strawberry.mutation(description="Begins a certification, however much of it is filled.")
    async def start_certification(self, info: Info, input: StartCertificationInput) -> CertificationPayload:
        context = info.context
        patient, findings = people.Patient(), people.Findings()
        if input.patient:
            patient = input.patient.applied_to(patient)
        if input.findings:
            findings = input.findings.applied_to(findings)
        return await payload_of(
            context,
            start_certification(
                patient, findings, session=await context.session(), now=context.now, store=context.store
            ),
        )

    @strawberry.mutation(description="Changes parts of a draft's patient profile.")
    async def update_patient_profile(
        self, info: Info, input: UpdatePatientProfileInput
    ) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            edit(
                str(input.certification_id),
                input.version,
                lambda draft: (input.patient.applied_to(draft.patient), draft.findings),
                session=await context.session(),
                now=context.now,
                store=context.store,
            ),
        )

    @strawberry.mutation(description="Changes what a draft says was found.")
    async def record_findings(self, info: Info, input: RecordFindingsInput) -> CertificationPayload:
        context = info.context
        return await payload_of(
            context,
            edit(
                str(input.certification_id),
                input.version,
                lambda draft: (draft.patient, input.findings.applied_to(draft.findings)),
                session=await context.session(),
                now=context.now,
                store=context.store,
            ),
        )
