"""The gate: a draft is submitted."""

import strawberry

from chassis.user_errors import Refused, UserError, UserErrorCode
from services.certification.rules.rulebook import Finding
from services.certification.rules.telling import told
from services.certification.schema.certification import Certification
from services.certification.schema.context import Info
from services.certification.schema.inputs import SubmitCertificationInput
from services.certification.schema.rules import Assessment
from services.certification.usecases.decide import Blocked
from services.certification.usecases.submit_certification import submit_certification


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


def rule_error(finding: Finding) -> UserError:
    words, rule = told(finding), finding.rule
    return UserError(
        code=UserErrorCode.RULE_BLOCKS.value,
        message=f"{rule.id}: {words.message} ({rule.citation})",
        path=list(words.paths[0]) if words.paths else [],
    )


@strawberry.type
class Submission:
    @strawberry.mutation(
        description="Certifies the patient if every blocking rule holds, or hands the case to a reviewer "
        "where a rule asks for it (IN_REVIEW); else changes nothing."
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
                books=context.books,
            )
        except Blocked as blocked:
            return SubmitCertificationPayload(
                certification=Certification.of(blocked.certification, now=context.now),
                assessment=Assessment.of(blocked.assessment),
                user_errors=[rule_error(finding) for finding in blocked.assessment.blocking],
            )
        except Refused as refused:
            return SubmitCertificationPayload(certification=None, assessment=None, user_errors=refused.told())
        return SubmitCertificationPayload(
            certification=Certification.of(certification, now=context.now),
            assessment=Assessment.of(assessment),
            user_errors=[],
        )
