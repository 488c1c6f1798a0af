"""What can be done in certification."""

from collections.abc import Awaitable

import strawberry

from chassis.user_errors import Refused, UserError, UserErrorCode
from services.certification.domain import certification as domain
from services.certification.domain import people
from services.certification.rules.rulebook import Finding
from services.certification.schema.certification import Certification
from services.certification.schema.context import Context, Info
from services.certification.schema.inputs import (
    CompleteRegistrationInput,
    RecordFindingsInput,
    StartCertificationInput,
    SubmitCertificationInput,
    UpdatePatientProfileInput,
)
from services.certification.schema.rules import Assessment, described
from services.certification.usecases.complete_registration import complete_registration
from services.certification.usecases.edit import Conflict, edit
from services.certification.usecases.start_certification import start_certification
from services.certification.usecases.submit_certification import Blocked, submit_certification


@strawberry.type(description="What became of a certification.")
class CertificationPayload:
    certification: Certification | None = strawberry.field(
        description="Its state after the mutation, or the newer one of a stale edit; null where nothing was done."
    )
    user_errors: list[UserError] = strawberry.field(description="Empty if it was done.")


@strawberry.type(description="What became of a submission.")
class SubmitCertificationPayload:
    certification: Certification | None = strawberry.field(
        description="Its state; null where it was refused unread."
    )
    assessment: Assessment | None = strawberry.field(
        description="What every rule said; null where none was asked."
    )
    user_errors: list[UserError] = strawberry.field(
        description="Empty if it was certified. One for each blocking rule; paths are the certification's."
    )


async def _payload(context: Context, done: Awaitable[domain.Certification]) -> CertificationPayload:
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


def _rule_error(finding: Finding) -> UserError:
    _, message, paths = described(finding)
    rule = finding.rule
    return UserError(
        code=UserErrorCode.RULE_BLOCKS.value,
        message=f"{rule.id}: {message} ({rule.citation})",
        path=paths[0] if paths else [],
    )


@strawberry.type
class Mutation:
    @strawberry.mutation(description="Begins a certification, however much of it is filled.")
    async def start_certification(self, info: Info, input: StartCertificationInput) -> CertificationPayload:
        context = info.context
        patient, findings = people.Patient(), people.Findings()
        if input.patient:
            patient = input.patient.applied_to(patient)
        if input.findings:
            findings = input.findings.applied_to(findings)
        return await _payload(
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
        return await _payload(
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
        return await _payload(
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

    @strawberry.mutation(
        description="Certifies the patient if every blocking rule holds; else changes nothing."
    )
    async def submit_certification(
        self, info: Info, input: SubmitCertificationInput
    ) -> SubmitCertificationPayload:
        context = info.context
        try:
            certification, assessment = await submit_certification(
                str(input.certification_id),
                session=await context.session(),
                now=context.now,
                store=context.store,
            )
        except Blocked as blocked:
            return SubmitCertificationPayload(
                certification=Certification.of(blocked.certification, now=context.now),
                assessment=Assessment.of(blocked.assessment),
                user_errors=[_rule_error(finding) for finding in blocked.assessment.blocking],
            )
        except Refused as refused:
            return SubmitCertificationPayload(certification=None, assessment=None, user_errors=refused.told())
        return SubmitCertificationPayload(
            certification=Certification.of(certification, now=context.now),
            assessment=Assessment.of(assessment),
            user_errors=[],
        )

    @strawberry.mutation(description="The patient affirms every statement and is registered.")
    async def complete_registration(
        self, info: Info, input: CompleteRegistrationInput
    ) -> CertificationPayload:
        context = info.context
        return await _payload(
            context,
            complete_registration(
                str(input.certification_id),
                tuple(input.affirmed),
                session=await context.session(),
                now=context.now,
                store=context.store,
            ),
        )
