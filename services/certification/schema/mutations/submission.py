"""The gate: a draft is submitted."""

from collections.abc import Awaitable

import strawberry

from chassis.once import Request
from chassis.user_errors import Refused, UserError, UserErrorCode
from services.certification.domain import certification as domain
from services.certification.rules import rulebook
from services.certification.rules.rulebook import Finding
from services.certification.rules.telling import told
from services.certification.schema.certification import Certification
from services.certification.schema.context import Context, Info
from services.certification.schema.inputs import CosignCertificationInput, SubmitCertificationInput
from services.certification.schema.mutations.payload import newer_of, told_of
from services.certification.schema.rules import Assessment
from services.certification.usecases.cosign_certification import cosign_certification, refuse_cosignature
from services.certification.usecases.decide import Blocked, said
from services.certification.usecases.edit import Conflict
from services.certification.usecases.submit_certification import submit_certification


@strawberry.type(description="What became of a submission.")
class SubmitCertificationPayload:
    certification: Certification | None = strawberry.field(
        description="Its state; null where it was refused unread, and for a second physician who has not signed it."
    )
    assessment: Assessment | None = strawberry.field(
        description="What every rule said; null where none was asked, and where it is not known any more to who sends "
        "the same again."
    )
    user_errors: list[UserError] = strawberry.field(
        description="Empty if it was done: certified, or signed and waiting. One for each blocking rule; paths are the "
        "certification's."
    )


def rule_error(finding: Finding) -> UserError:
    paths = told(finding).paths
    return UserError(
        code=UserErrorCode.RULE_BLOCKS.value, message=said(finding), path=list(paths[0]) if paths else []
    )


@strawberry.type
class Submission:
    @strawberry.mutation(
        description="Certifies the patient if every blocking rule holds; else changes nothing. It waits where a second "
        "physician is still to sign (AWAITING_COSIGNATURE) or a rule asks for a reviewer (IN_REVIEW)."
    )
    async def submit_certification(
        self, info: Info, input: SubmitCertificationInput
    ) -> SubmitCertificationPayload:
        context = info.context
        return await _payload_of(
            context,
            submit_certification(
                str(input.certification_id),
                version=input.version,
                session=await context.session(),
                now=context.now,
                request=Request.of(input),
                store=context.store,
                books=context.books,
            ),
        )

    @strawberry.mutation(
        description="Signs a minor's certification as the second physician, or refuses with a reason. Who signs "
        "confirms what it says, and affirms that palliative use is in the minor's best interest (CGS 21a-408d(a))."
    )
    async def cosign_certification(
        self, info: Info, input: CosignCertificationInput
    ) -> SubmitCertificationPayload:
        context = info.context
        session = await context.session()
        if input.approve:
            return await _payload_of(
                context,
                cosign_certification(
                    input.reference,
                    input.role,
                    input.attestations or (),
                    session=session,
                    now=context.now,
                    request=Request.of(input),
                    store=context.store,
                    books=context.books,
                ),
            )
        try:
            await refuse_cosignature(
                input.reference,
                input.reason or "",
                session=session,
                now=context.now,
                request=Request.of(input),
                store=context.store,
            )
        except Refused as refused:
            return SubmitCertificationPayload(certification=None, assessment=None, user_errors=refused.told())
        return SubmitCertificationPayload(certification=None, assessment=None, user_errors=[])


async def _payload_of(
    context: Context, done: Awaitable[tuple[domain.Certification, rulebook.Assessment | None]]
) -> SubmitCertificationPayload:
    try:
        certification, assessment = await done
    except Blocked as blocked:
        return SubmitCertificationPayload(
            certification=await told_of(context, blocked.certification),
            assessment=Assessment.of(blocked.assessment),
            user_errors=[rule_error(finding) for finding in blocked.assessment.blocking],
        )
    except Conflict as refused:
        newer = await newer_of(context, refused)
        return SubmitCertificationPayload(certification=newer, assessment=None, user_errors=refused.told())
    except Refused as refused:
        return SubmitCertificationPayload(certification=None, assessment=None, user_errors=refused.told())
    return SubmitCertificationPayload(
        certification=await told_of(context, certification),
        assessment=None if assessment is None else Assessment.of(assessment),
        user_errors=[],
    )
